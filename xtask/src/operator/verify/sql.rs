//! A chain as it is asked for and read: rows of fields, of which the first says what they are of. What anybody may have written is in hexadecimal digits.

use anyhow::{Context, Result};

use super::super::sql::Organization;
use super::chain::{Break, Chain, Head, Link, Seal};
use super::signature::Key;

/// Entries and seals of one slice.
const ENTRIES: usize = 200;
const SEALS: usize = 300;

/// As worker/src/audit/chain/store.rs has them: their order is part of every hash.
const COLUMNS: [&str; 16] = [
    "id",
    "actor_id",
    "action",
    "target_kind",
    "target_id",
    "details",
    "request_id",
    "user_agent",
    "created_at",
    "refused",
    "refused_hour",
    "country",
    "way",
    "project_id",
    "mode",
    "target_name",
];

/// Organizations that have a chain, by their IDs.
pub(super) fn organizations(named: Option<&Organization>, after: &str, limit: usize) -> String {
    let which = named.map_or_else(String::new, |named| {
        let text = named.as_str();
        format!(" AND (o.id = '{text}' OR o.slug = '{text}')")
    });
    format!(
        "SELECT hex(o.id || char(31) || o.slug) AS line FROM audit_chains c JOIN organizations o ON o.id = c.organization_id \
         WHERE o.id > '{}'{which} ORDER BY o.id LIMIT {limit};",
        harmless(after)
    )
}

/// The head, the entries behind an ID, and the seals behind a number whose entries have all been there; `nth` stands in each row.
pub(super) fn slice(nth: usize, organization: &str, after: &str, sealed: i64) -> String {
    let (organization, after) = (harmless(organization), harmless(after));
    let columns = COLUMNS.map(|column| format!("iif({column} IS NULL, '-', hex({column}))"));
    let line = |kind: &str, fields: &[&str]| {
        format!(
            "SELECT hex('{kind}' || char(31) || {nth} || char(31) || {}) AS line",
            fields.join(" || char(31) || ")
        )
    };
    let head = line(
        "head",
        &[
            "last",
            "began_at",
            "removed",
            "removed_hash",
            "coalesce(removed_at, 0)",
            "coalesce(signature, '')",
        ],
    );
    let mut fields = vec!["coalesce(number, '-')", "created_at"];
    fields.extend(columns.iter().map(String::as_str));
    let entry = line("entry", &fields);
    let seal = line("seal", &["first", "last", "hash", "marks"]);
    let page = format!(
        "audit_entries WHERE organization_id = '{organization}' AND id > '{after}' ORDER BY id LIMIT {ENTRIES}"
    );
    format!(
        "{head} FROM audit_chains WHERE organization_id = '{organization}'; {entry} FROM {page}; \
         WITH page AS (SELECT id FROM {page}) {seal} FROM audit_seals WHERE organization_id = '{organization}' AND last > {sealed} \
         AND ((SELECT count(*) FROM page) < {ENTRIES} OR newest_id <= (SELECT max(id) FROM page)) ORDER BY last LIMIT {SEALS};"
    )
}

/// A slice of one chain.
pub(super) struct Slice {
    last: i64,
    began_at: i64,
    removed: i64,
    removed_hash: String,
    is_signed: bool,
    entries: Vec<(Option<i64>, i64, Vec<Option<String>>)>,
    seals: Vec<(i64, i64, String, String)>,
}

impl Slice {
    /// Without a key, whoever wrote the checkpoint is believed.
    pub(super) fn read<'a>(
        rows: impl Iterator<Item = &'a [String]>,
        organization: &str,
        key: Option<&Key>,
    ) -> Result<Self> {
        let (mut head, mut entries, mut seals) = (None, Vec::new(), Vec::new());
        for row in rows {
            match row {
                [kind, _, last, began_at, removed, removed_hash, removed_at, signature] if kind == "head" => {
                    let removed = number(removed)?;
                    let expected = key.map(|key| {
                        Ok::<_, anyhow::Error>(key.sign(
                            organization,
                            removed,
                            removed_hash,
                            number(removed_at)?,
                        ))
                    });
                    let is_signed =
                        removed == 0 || expected.transpose()?.is_none_or(|expected| expected == *signature);
                    head = Some((number(last)?, number(began_at)?, removed, removed_hash.clone(), is_signed));
                }
                [kind, _, nth, at, columns @ ..] if kind == "entry" => {
                    let nth = (nth != "-").then(|| number(nth)).transpose()?;
                    let columns = columns.iter().map(|column| (column != "-").then(|| text(column)));
                    entries.push((nth, number(at)?, columns.collect()));
                }
                [kind, _, first, last, hash, marks] if kind == "seal" => {
                    seals.push((number(first)?, number(last)?, hash.clone(), marks.clone()));
                }
                _ => {}
            }
        }
        let (last, began_at, removed, removed_hash, is_signed) =
            head.context("the chain of an organization went away while it was read")?;
        Ok(Self { last, began_at, removed, removed_hash, is_signed, entries, seals })
    }

    pub(super) fn check(&self, chain: &mut Chain) -> Result<(), Break> {
        let head = Head {
            last: self.last,
            began_at: Some(self.began_at),
            removed: self.removed,
            removed_hash: &self.removed_hash,
            is_signed: self.is_signed,
        };
        chain.head(&head)?;
        for (number, at, columns) in &self.entries {
            chain.link(&head, &Link { number: *number, at: *at, columns })?;
        }
        for (first, last, hash, marks) in &self.seals {
            chain.seal(&Seal { first: *first, last: *last, hash, marks })?;
        }
        Ok(())
    }

    /// Whether there may be more.
    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= ENTRIES || self.seals.len() >= SEALS
    }

    pub(super) fn last_id(&self) -> Option<String> {
        self.entries.last().and_then(|(_, _, columns)| columns.first().cloned().flatten())
    }
}

fn number(text: &str) -> Result<i64> {
    text.parse().with_context(|| format!("the database answered {text:?} where a number is due"))
}

/// The text behind hexadecimal digits, whatever is in it.
fn text(hex: &str) -> String {
    let digits: Vec<u8> =
        hex.chars().filter_map(|char| char.to_digit(16)).filter_map(|digit| digit.try_into().ok()).collect();
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An ID as all of ours are: nothing else gets into SQL.
fn harmless(id: &str) -> String {
    id.chars().filter(|char| char.is_ascii_alphanumeric() || *char == '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[&str]) -> Vec<String> {
        fields.iter().map(|field| (*field).to_owned()).collect()
    }

    #[test]
    fn slice_is_read_and_a_chain_without_its_entry_breaks() {
        let hash = super::super::chain::NOTHING;
        let columns = vec!["-"; COLUMNS.len()];
        let rows = [
            row(&["head", "0", "2", "5", "0", hash, "0", ""]),
            row(&[&["entry", "0", "1", "5"], columns.as_slice()].concat()),
        ];
        let slice = Slice::read(rows.iter().map(Vec::as_slice), "o", None).unwrap();
        assert!(slice.is_signed && !slice.is_full());
        let mut chain = Chain::new("o");
        slice.check(&mut chain).unwrap();
        assert_eq!(chain.end(), Err(Break::Missing(2)));
    }

    #[test]
    fn checkpoint_of_another_key_is_not_ours() {
        let read = |signature: &str| {
            let rows = [row(&["head", "0", "2", "5", "2", "ab", "7", signature])];
            let key = Key::of(false);
            Slice::read(rows.iter().map(Vec::as_slice), "o", key.as_ref()).unwrap()
        };
        let signature = Key::of(false).unwrap().sign("o", 2, "ab", 7);
        assert_eq!(read(&signature).check(&mut Chain::new("o")), Ok(()));
        assert_eq!(read(&"0".repeat(64)).check(&mut Chain::new("o")), Err(Break::Unsigned(2)));
    }

    #[test]
    fn only_ids_get_into_sql() {
        assert!(slice(0, "a'; DROP", "b'", 0).contains("'aDROP'"));
        let named = Organization::parse("acme").unwrap();
        assert!(organizations(Some(&named), "", 20).contains("o.slug = 'acme'"));
    }
}
