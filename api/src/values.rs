//! Values of a configuration: their one canonical text, and what differs between two of them.

use serde_json::{Map, Number, Value};

/// From a setting's key to its value.
pub type Values = Map<String, Value>;

/// Longest text of the values of one version, in bytes: a row of the database holds 2 MB, and the promote page reads the
/// values of both environments at once.
pub const VALUES_MAX: usize = 512 * 1024;

/// Longest text of one JSON value, in bytes.
pub const JSON_MAX: usize = 200 * 1024;

/// The value in the form in which it is stored, compared and hashed: keys in order, each number spelt in one way.
pub fn canonical(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(canonical_number(number)),
        Value::Array(items) => Value::Array(items.into_iter().map(canonical).collect()),
        Value::Object(object) => Value::Object(canonical_values(object)),
        other => other,
    }
}

/// As [`canonical`], for the values of a configuration.
pub fn canonical_values(values: Values) -> Values {
    let mut pairs: Vec<_> = values.into_iter().collect();
    pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
    pairs.into_iter().map(|(key, value)| (key, canonical(value))).collect()
}

/// The text that is published and hashed: canonical, without spaces.
pub fn canonical_text(values: &Values) -> String {
    Value::Object(canonical_values(values.clone())).to_string()
}

/// `1.0`, `1e0` and `1` are one number; so is every float that is whole and fits 64 bits.
pub(crate) fn canonical_number(number: Number) -> Number {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 => whole(float).unwrap_or(number),
        _ => number,
    }
}

/// With the digits that tell it from every other float, and zeros: those of all its bits would be more than JavaScript keeps, and no door
/// that it comes to later would let it in.
fn whole(float: f64) -> Option<Number> {
    let digits = float.to_string();
    let signed = digits.parse::<i64>().map(Number::from).ok();
    signed.or_else(|| digits.parse::<u64>().map(Number::from).ok())
}

/// One key whose values differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference<'a> {
    pub key: &'a str,
    /// `None`: has no value there.
    pub before: Option<&'a Value>,
    pub after: Option<&'a Value>,
}

/// What differs between two configurations, by key.
pub fn diff<'a>(before: &'a Values, after: &'a Values) -> Vec<Difference<'a>> {
    let mut keys: Vec<&str> = before.keys().chain(after.keys()).map(String::as_str).collect();
    keys.sort_unstable();
    keys.dedup();
    let difference = |key| Difference { key, before: before.get(key), after: after.get(key) };
    keys.into_iter().map(difference).filter(|found| found.before != found.after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(json: &str) -> String {
        canonical(serde_json::from_str(json).unwrap()).to_string()
    }

    #[test]
    fn each_number_has_one_spelling() {
        for (given, expected) in [
            ("1.0", "1"),
            ("1e2", "100"),
            ("-0.0", "0"),
            ("5.530785871651035e18", "5530785871651035000"),
            ("5530785871651035000", "5530785871651035000"),
            ("-5.530785871651035e18", "-5530785871651035000"),
            ("1.8446744073709552e19", "1.8446744073709552e+19"),
            ("18446744073709550000.0", "18446744073709550000"),
            ("1e17", "100000000000000000"),
            ("0.5", "0.5"),
            ("5E-1", "0.5"),
            ("9007199254740993", "9007199254740993"),
            ("[1.0, {\"b\": 2.0, \"a\": 1}]", "[1,{\"a\":1,\"b\":2}]"),
        ] {
            assert_eq!(text(given), expected, "{given}");
        }
        assert_eq!(text("1e30"), text("1000000000000000000000000000000"));
    }

    #[test]
    fn differences_name_what_was_added_removed_and_changed() {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let before = object(json!({ "a": 1, "b": 2, "c": 3 }));
        let after = object(json!({ "b": 2, "c": 4, "d": 5 }));
        let keys: Vec<_> = diff(&before, &after).iter().map(|found| found.key.to_owned()).collect();
        assert_eq!(keys, ["a", "c", "d"]);
        assert!(diff(&before, &before).is_empty());
    }
}
