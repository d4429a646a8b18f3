//! What an entry says of a change, in a few kilobytes whatever the change was: the log is kept for years, and nobody may fill it with a text of
//! their own.

use crate::db::Value;
use serde::Serialize;
use serde_json::{Map, json};

/// Most bytes of the details, as JSON in UTF-8. With all that stands beside them an entry has at most 4 KB. The database holds to it as well
/// (`migrations/0018_retention.sql`).
pub const DETAILS_BYTES: usize = 3_000;

/// How many characters of a text and how many parts of a list or an object are left, tried in turn until all of it fits.
const LEFT: [(usize, usize); 5] = [(1_000, 100), (250, 50), (80, 25), (40, 10), (16, 3)];

/// A JSON object of what was done: never a secret, and nothing that was refused.
#[derive(Clone, Debug)]
pub struct Details(pub(super) Source);

#[derive(Clone, Debug)]
pub(super) enum Source {
    /// JSON of at most [`DETAILS_BYTES`].
    Known(String),
    /// Only the batch itself finds out.
    Found { select: &'static str, args: Vec<Value> },
}

impl Details {
    /// There is nothing to say but who did it to what.
    pub fn none() -> Self {
        Self(Source::Known("{}".to_owned()))
    }

    /// What was done, shortened where it is long.
    pub fn of(done: &impl Serialize) -> Self {
        Self(Source::Known(bounded(done)))
    }

    /// As [`Details::of`], of a change; `before` holds what could be changed as it was. Only fields that are others now are said, under `before`.
    pub fn changed(before: &impl Serialize, change: &impl Serialize) -> Self {
        let [before, change] = [as_object(before), as_object(change)];
        let differs = |(key, was): &(String, serde_json::Value)| change.get(key).is_some_and(|is| is != was);
        let before: Map<_, _> = before.into_iter().filter(differs).collect();
        let mut done = change;
        if !before.is_empty() {
            done.insert("before".to_owned(), before.into());
        }
        Self::of(&done)
    }

    /// A SELECT of one JSON object, in which `?2` is the organization and `args` begin at `?10`: it runs after the effects. Where it finds nothing,
    /// nothing was done, and no entry is written. It keeps to [`DETAILS_BYTES`] by itself.
    pub(crate) fn found(select: &'static str, args: Vec<Value>) -> Self {
        Self(Source::Found { select, args })
    }
}

fn as_object(value: &impl Serialize) -> Map<String, serde_json::Value> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// The JSON of `done` in at most [`DETAILS_BYTES`]. A long text keeps its beginning and says how long it was; so does a list.
pub(crate) fn bounded(done: &impl Serialize) -> String {
    let done = serde_json::to_value(done).unwrap_or_default();
    let whole = done.to_string();
    if whole.len() <= DETAILS_BYTES {
        return whole;
    }
    let shorter = LEFT.iter().map(|left| shortened(&done, *left).to_string());
    let fits = shorter.into_iter().find(|text| text.len() <= DETAILS_BYTES);
    fits.unwrap_or_else(|| json!({ "bytes": whole.len() }).to_string())
}

fn shortened(value: &serde_json::Value, left: (usize, usize)) -> serde_json::Value {
    let (characters, parts) = left;
    match value {
        serde_json::Value::String(text) => shortened_text(text, characters).into(),
        serde_json::Value::Array(list) => {
            let kept = list.iter().take(parts).map(|part| shortened(part, left));
            kept.chain(and_more(list.len(), parts).map(Into::into)).collect()
        }
        serde_json::Value::Object(object) => {
            let kept = object.iter().take(parts);
            let kept = kept.map(|(key, part)| (shortened_text(key, characters), shortened(part, left)));
            let rest = and_more(object.len(), parts).map(|rest| ("…".to_owned(), rest.into()));
            kept.chain(rest).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

fn shortened_text(text: &str, left: usize) -> String {
    let length = text.chars().count();
    if length <= left {
        return text.to_owned();
    }
    let kept: String = text.chars().take(left).collect();
    format!("{kept}… ({length} characters)")
}

fn and_more(there: usize, left: usize) -> Option<String> {
    (there > left).then(|| format!("… and {} more", there - left))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test that panics has failed")]
mod tests {
    use super::*;

    fn read(text: &str) -> serde_json::Value {
        serde_json::from_str(text).unwrap_or_default()
    }

    #[test]
    fn what_is_short_stays_as_it_is() {
        let done = json!({ "name": "Acme", "keys": ["a", "b"], "role": null });
        assert_eq!(read(&bounded(&done)), done);
    }

    #[test]
    fn long_text_keeps_its_beginning_and_says_its_length() {
        let kept = read(&bounded(&json!({ "name": "Acme", "note": "n".repeat(250_000) })));
        assert_eq!(kept["name"], "Acme");
        let note = kept["note"].as_str().unwrap_or_default();
        assert!(note.starts_with("nnn") && note.ends_with("… (250000 characters)"), "{note}");
    }

    #[test]
    fn long_list_says_how_many_more_there_are() {
        let keys: Vec<_> = (0..5_000).map(|number| format!("setting.{number}")).collect();
        let kept = read(&bounded(&json!({ "changed": keys })));
        assert_eq!(kept["changed"][0], "setting.0");
        assert_eq!(kept["changed"][100], "… and 4900 more");
    }

    #[test]
    fn nothing_is_longer_than_the_bound() {
        let deep = (0..60).fold(json!("x".repeat(5_000)), |inner, _| json!([inner, "y".repeat(90)]));
        let wide: Map<_, _> =
            (0..9_000).map(|number| (format!("{number}").repeat(200), json!(number))).collect();
        let texts = ["\u{1}", "\"", "\\", "é", "👩‍👩‍👧"].map(|text| json!({ "text": text.repeat(9_000) }));
        let lists = ["\u{1}", "\"", "👩‍👩‍👧"].map(|text| json!({ "list": vec![text.repeat(900); 900] }));
        let all = texts.into_iter().chain(lists).chain([json!({ "wide": wide }), json!({ "deep": deep })]);
        for done in all {
            let kept = bounded(&done);
            assert!(kept.len() <= DETAILS_BYTES, "{}", kept.len());
            assert!(read(&kept).is_object());
        }
    }
}
