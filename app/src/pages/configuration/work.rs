//! A schema that is being edited, and how it is put together with what somebody else made of it meanwhile.

use portico_api::schema::Setting;

/// Where two people changed the same thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    pub key: String,
    /// `None`: removed.
    pub mine: Option<Setting>,
    pub theirs: Option<Setting>,
}

/// What came of putting the two together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    pub settings: Vec<Setting>,
    /// In `settings` mine holds for these, until somebody decides otherwise.
    pub clashes: Vec<Clash>,
}

/// Puts what I made of `base` together with what they did: what only one of us touched is taken over. The order is mine
/// where I changed it, else theirs.
pub fn merge(base: &[Setting], mine: &[Setting], theirs: &[Setting]) -> Merged {
    let find = |settings: &[Setting], key: &str| settings.iter().find(|setting| setting.key == key).cloned();
    let order = |settings: &[Setting]| settings.iter().map(|setting| setting.key.clone()).collect::<Vec<_>>();
    let (base_order, my_order, their_order) = (order(base), order(mine), order(theirs));
    let (first, second) = match moved(&base_order, &my_order) {
        true => (my_order, their_order),
        false => (their_order, my_order),
    };
    let mut merged = Merged::default();
    for key in placed(first, second) {
        let (was, me, they) = (find(base, &key), find(mine, &key), find(theirs, &key));
        let kept = if me == was { they.clone() } else { me.clone() };
        if me != was && they != was && me != they {
            merged.clashes.push(Clash { key, mine: me, theirs: they });
        }
        merged.settings.extend(kept);
    }
    merged
}

/// Whether those that are in both are in another order.
fn moved(base: &[String], mine: &[String]) -> bool {
    let common = |one: &[String], other: &[String]| {
        one.iter().filter(|key| other.contains(key)).cloned().collect::<Vec<_>>()
    };
    common(base, mine) != common(mine, base)
}

/// The keys of both: those that only `second` has follow the ones that they stand behind there.
fn placed(first: Vec<String>, second: Vec<String>) -> Vec<String> {
    let mut all = first;
    for (at, key) in second.iter().enumerate() {
        if all.contains(key) {
            continue;
        }
        let before =
            second[..at].iter().rev().find_map(|before| all.iter().position(|known| known == before));
        all.insert(before.map_or(0, |before| before + 1), key.clone());
    }
    all
}

/// How many settings were added, changed, moved or removed.
pub fn changes(base: &[Setting], mine: &[Setting]) -> u32 {
    let touched = |from: &[Setting], to: &[Setting]| {
        from.iter().filter(|one| !to.iter().any(|other| other.key == one.key)).count()
    };
    let edited =
        mine.iter().filter(|one| base.iter().any(|other| other.key == one.key && other != *one)).count();
    let count = touched(base, mine) + touched(mine, base) + edited;
    // Moving alone is one change.
    if count == 0 && base != mine { 1 } else { count as u32 }
}
