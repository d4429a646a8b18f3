//! How much an address is told without having asked at that moment: counted as it leaves, by recipient, whoever made it happen. What is beyond that is not
//! dropped but waits until there is room.

use crate::args;
use crate::budgets::{Budget, count_on, key_of};
use crate::config::Config;
use crate::db::{Db, DbError, Statement};
use std::collections::BTreeMap;

/// A mail that is about to leave: by which budget, and to which address, in lower case.
pub(crate) type Wanted<'a> = (Budget, &'a str);

const COUNT: &str = concat!(
    "INSERT INTO budgets (scope, key, used, ends_at) \
     SELECT j.value ->> 'scope', j.value ->> 'key', j.value ->> 'cost', ?2 + (j.value ->> 'life') FROM json_each(?1) j WHERE true ",
    count_on!("?2"),
    " RETURNING scope, key, used, ends_at"
);

/// Counts them, and answers for each whether it has to wait, and until when (milliseconds since 1970). Another try of the same mail is not counted again: it is
/// `None` in `wanted`, as is what is not sent at all.
pub(crate) async fn room<D: Db>(
    db: &D,
    config: &Config,
    now: i64,
    wanted: &[Option<Wanted<'_>>],
) -> Result<Vec<Option<i64>>, DbError> {
    let mut places: BTreeMap<(&str, String), (Budget, i64)> = BTreeMap::new();
    // Which one of those to the same address each is, from 0 on.
    let mine: Vec<_> = wanted
        .iter()
        .map(|wanted| {
            let (budget, address) = (*wanted)?;
            let place = (budget.scope, key_of(config, address));
            let (_, count) = places.entry(place.clone()).or_insert((budget, 0));
            *count += 1;
            Some((place, budget.limit, *count - 1))
        })
        .collect();
    if places.is_empty() {
        return Ok(vec![None; wanted.len()]);
    }
    let list: serde_json::Value = places
        .iter()
        .map(|((scope, key), (budget, cost))| {
            serde_json::json!({ "scope": scope, "key": key, "cost": cost, "life": budget.life })
        })
        .collect();
    let rows = db.query(Statement::new(COUNT, args![list.to_string(), now])).await?;
    let spent = |(place, limit, nth): ((&str, String), i64, i64)| {
        let row = rows.iter().find(|row| row.text(0) == Some(place.0) && row.text(1) == Some(&place.1))?;
        let (used, ends_at) = row.integer(2).zip(row.integer(3))?;
        let (_, count) = places.get(&place)?;
        (used - count + nth >= limit).then_some(ends_at)
    };
    Ok(mine.into_iter().map(|mine| mine.and_then(spent)).collect())
}
