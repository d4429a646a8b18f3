//! Whether a value is one that a setting may have. The same code runs in the form, when a draft is saved and when it is
//! published.

use super::{Choice, Kind, LIST_MAX, NUMBER_MAX, Setting, TEXT_MAX, pattern};
use crate::json::{DEPTH_MAX, INEXACT, is_exact};
use crate::raw::Raw;
use crate::said::{count, measured};
use crate::text::web_address;
use crate::values::{JSON_MAX, Values, canonical};
use serde_json::{Number, Value};

impl Setting {
    /// The value in its canonical form, or a sentence that says what to do.
    pub fn check(&self, value: &Value) -> Result<Value, String> {
        self.kind.check(value)
    }

    /// As [`Setting::check`], of a value that only passes through: JSON is not made a tree of.
    pub fn check_raw(&self, raw: &Raw) -> Result<Raw, String> {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
        match (&self.kind, raw.text().as_bytes().first()) {
            (Kind::Json, _) => json(raw.text()),
            // It is refused whatever it holds.
            (_, Some(b'{')) => self.check(&Value::Object(Values::new())).map(|value| Raw::of(&value)),
            // Texts are the only lists that there are: other ones are refused as well, and not read.
            (_, Some(b'[')) => {
                let texts = serde_json::from_str::<Vec<String>>(raw.text());
                let list = texts.map_or_else(
                    |_| vec![Value::Null],
                    |texts| texts.into_iter().map(Value::String).collect(),
                );
                self.check(&Value::Array(list)).map(|value| Raw::of(&value))
            }
            _ => self.check(&read(raw.text())).map(|value| Raw::of(&value)),
        }
    }

    /// As [`Setting::check`], for the text that was entered for a secret: JSON text where the setting is JSON.
    pub fn check_secret(&self, text: &str) -> Result<Value, String> {
        match self.kind {
            Kind::Json => {
                let value = crate::json::read(text)?;
                self.check(&value)
            }
            _ => self.check(&Value::String(text.to_owned())),
        }
    }
}

const UNKNOWN_TYPE: &str =
    "The type of this setting comes from a newer version of Portico. Its value can be changed there.";

impl Kind {
    /// The value in its canonical form, or a sentence that says what to do.
    pub fn check(&self, value: &Value) -> Result<Value, String> {
        match (self, value) {
            (Kind::Boolean, Value::Bool(_)) => Ok(value.clone()),
            (Kind::Boolean, _) => Err("Choose on or off.".to_owned()),
            (Kind::Integer { min, max, unit }, Value::Number(number)) => {
                integer(number, *min, *max, unit.as_deref())
            }
            (Kind::Integer { .. }, _) => Err("Enter a whole number.".to_owned()),
            (Kind::Number { min, max, unit }, Value::Number(number)) => {
                real(number, *min, *max, unit.as_deref())
            }
            (Kind::Number { .. }, _) => Err("Enter a number.".to_owned()),
            (Kind::Text { min_length, max_length, pattern, multiline }, Value::String(given)) => {
                text(given, *min_length, *max_length, pattern.as_deref(), *multiline).map(Value::String)
            }
            (Kind::Url, Value::String(text)) => Ok(Value::String(web_address(text)?)),
            (Kind::UrlList { max_items }, Value::Array(items)) => url_list(items, *max_items),
            (Kind::UrlList { .. }, _) => Err("Enter a list of addresses.".to_owned()),
            (Kind::Colour, Value::String(text)) => colour(text),
            (Kind::OneOf { options }, Value::String(text)) => one_of(options, text),
            (Kind::Text { .. } | Kind::Url | Kind::Colour | Kind::OneOf { .. }, _) => {
                Err("Enter text.".to_owned())
            }
            (Kind::Json, value) => {
                json(&value.to_string())?;
                Ok(canonical(value.clone()))
            }
            (Kind::Unknown, _) => Err(UNKNOWN_TYPE.to_owned()),
        }
    }
}

fn integer(number: &Number, min: Option<i64>, max: Option<i64>, unit: Option<&str>) -> Result<Value, String> {
    let value = canonical(Value::Number(number.clone()));
    let number = value.as_i64().filter(|number| (-NUMBER_MAX..=NUMBER_MAX).contains(number));
    let number = number.ok_or("Enter a whole number of at most 16 digits.")?;
    within(number, min, max, unit)?;
    Ok(value)
}

fn real(number: &Number, min: Option<f64>, max: Option<f64>, unit: Option<&str>) -> Result<Value, String> {
    let float = number.as_f64().filter(|float| float.is_finite()).ok_or("Enter a number.")?;
    if !is_exact(&number.to_string()) {
        return Err(INEXACT.to_owned());
    }
    within(float, min, max, unit)?;
    Ok(canonical(Number::from_f64(float).map_or(Value::Null, Value::Number)))
}

fn within<T: PartialOrd + std::fmt::Display>(
    number: T,
    min: Option<T>,
    max: Option<T>,
    unit: Option<&str>,
) -> Result<(), String> {
    match (min, max) {
        (Some(min), _) if number < min => Err(format!("Enter at least {}.", measured(min, unit))),
        (_, Some(max)) if number > max => Err(format!("Enter at most {}.", measured(max, unit))),
        _ => Ok(()),
    }
}

fn text(
    given: &str,
    min_length: Option<i64>,
    max_length: Option<i64>,
    pattern: Option<&str>,
    multiline: bool,
) -> Result<String, String> {
    let text = given.replace("\r\n", "\n");
    if text.chars().any(|c| c.is_control() && !(multiline && matches!(c, '\n' | '\t'))) {
        return Err("Remove the line breaks or invisible control characters.".to_owned());
    }
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let most = if pattern.is_some() { pattern::MATCHED_MAX } else { TEXT_MAX };
    let longest = max_length.unwrap_or(i64::MAX).min(most as i64);
    if length > longest {
        return Err(format!("Use at most {}.", count(longest, "character", "characters")));
    }
    if let Some(shortest) = min_length.filter(|shortest| length < *shortest) {
        return Err(format!("Use at least {}.", count(shortest, "character", "characters")));
    }
    match pattern.map(|pattern| (pattern, pattern::matches(pattern, &text))) {
        Some((pattern, Some(false))) => Err(format!("Use the format that the pattern {pattern} describes.")),
        Some((pattern, None)) => {
            Err(format!("The pattern {pattern} is too large: give the setting a smaller one."))
        }
        Some((_, Some(true))) | None => Ok(text),
    }
}

fn url_list(items: &[Value], max_items: Option<i64>) -> Result<Value, String> {
    let longest = max_items.and_then(|max| usize::try_from(max).ok()).unwrap_or(LIST_MAX).min(LIST_MAX);
    if items.len() > longest {
        return Err(format!("Enter at most {}.", count(longest, "address", "addresses")));
    }
    let mut addresses: Vec<String> = Vec::with_capacity(items.len());
    for (number, item) in (1..).zip(items) {
        let text = item.as_str().ok_or("Enter a list of addresses.")?;
        let address = web_address(text).map_err(|detail| format!("Address {number}: {detail}"))?;
        if addresses.contains(&address) {
            return Err(format!("Address {number} is in the list already."));
        }
        addresses.push(address);
    }
    Ok(addresses.into())
}

fn colour(text: &str) -> Result<Value, String> {
    let digits = text.trim().strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(Value::String(format!("#{}", digits.to_ascii_lowercase())));
    }
    Err("Enter a colour as # and six digits from 0 to f, such as #2456e6.".to_owned())
}

fn one_of(options: &[Choice], text: &str) -> Result<Value, String> {
    match options.iter().find(|option| option.value == text) {
        Some(option) => Ok(Value::String(option.value.clone())),
        None => Err("Choose one of the options.".to_owned()),
    }
}

fn json(text: &str) -> Result<Raw, String> {
    // Deeper ones are not even followed: the check says so.
    let raw = Raw::read(text);
    if raw.as_ref().is_some_and(Raw::is_null) {
        return Err("Enter some JSON other than null.".to_owned());
    }
    let canonical = raw.as_ref().map_or(text, Raw::text);
    if canonical.len() > JSON_MAX {
        return Err("Use at most 200 KB of JSON.".to_owned());
    }
    crate::json::check(canonical, DEPTH_MAX).map_err(|loss| loss.sentence())?;
    raw.ok_or_else(|| "This is not JSON.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(kind: Value, value: Value) -> Result<Value, String> {
        serde_json::from_value::<Kind>(kind).unwrap().check(&value)
    }

    #[test]
    fn values_become_canonical() {
        let text = json!({ "type": "text", "multiline": true });
        for (kind, given, expected) in [
            (json!({ "type": "boolean" }), json!(true), json!(true)),
            (json!({ "type": "integer" }), json!(5.0), json!(5)),
            (json!({ "type": "number", "min": 0.5 }), json!(2.0), json!(2)),
            (text, json!("a\r\nb"), json!("a\nb")),
            (json!({ "type": "url" }), json!("Example.com/A"), json!("https://example.com/A")),
            (
                json!({ "type": "url_list" }),
                json!(["http://LOCALHOST:3000"]),
                json!(["http://localhost:3000"]),
            ),
            (json!({ "type": "colour" }), json!(" #A0B1C2"), json!("#a0b1c2")),
            (json!({ "type": "json" }), json!({ "b": 1.0, "a": null }), json!({ "a": null, "b": 1 })),
        ] {
            assert_eq!(check(kind.clone(), given), Ok(expected), "{kind}");
        }
    }

    #[test]
    fn values_of_another_type_or_out_of_bounds_are_refused() {
        let text = json!({ "type": "text", "min_length": 2, "max_length": 3, "pattern": "[a-z]*" });
        let options = json!({ "type": "one_of", "options": [{ "value": "a", "title": "A" }] });
        for (kind, given, expected) in [
            (json!({ "type": "boolean" }), json!("true"), "Choose on or off."),
            (
                json!({ "type": "integer", "min": 5, "unit": "minutes" }),
                json!(4),
                "Enter at least 5 minutes.",
            ),
            (
                json!({ "type": "integer", "max": 43_200, "unit": "minutes" }),
                json!(43_201),
                "Enter at most 30 days (43,200 minutes).",
            ),
            (json!({ "type": "integer", "max": 10_000 }), json!(10_001), "Enter at most 10,000."),
            (json!({ "type": "text", "max_length": 1 }), json!("ab"), "Use at most 1 character."),
            (json!({ "type": "text" }), json!("x".repeat(TEXT_MAX + 1)), "Use at most 20,000 characters."),
            (json!({ "type": "integer" }), json!(1.5), "Enter a whole number of at most 16 digits."),
            (json!({ "type": "integer" }), json!(1_i64 << 53), "Enter a whole number of at most 16 digits."),
            (json!({ "type": "integer" }), json!("5"), "Enter a whole number."),
            (json!({ "type": "number", "max": 0.5 }), json!(0.6), "Enter at most 0.5."),
            (text.clone(), json!("a"), "Use at least 2 characters."),
            (text.clone(), json!("äöüß"), "Use at most 3 characters."),
            (text.clone(), json!("AB"), "Use the format that the pattern [a-z]* describes."),
            (text, json!("a\nb"), "Remove the line breaks or invisible control characters."),
            (json!({ "type": "text" }), json!(null), "Enter text."),
            (json!({ "type": "url" }), json!("ftp://a.example"), "Use an http or https address."),
            (
                json!({ "type": "url_list", "max_items": 1 }),
                json!(["a.example", "b.example"]),
                "Enter at most 1 address.",
            ),
            (
                json!({ "type": "url_list" }),
                json!(["a.example", "A.example"]),
                "Address 2 is in the list already.",
            ),
            (
                json!({ "type": "colour" }),
                json!("#12345"),
                "Enter a colour as # and six digits from 0 to f, such as #2456e6.",
            ),
            (options, json!("b"), "Choose one of the options."),
            (json!({ "type": "json" }), json!(null), "Enter some JSON other than null."),
            (json!({ "type": "json" }), json!("x".repeat(JSON_MAX)), "Use at most 200 KB of JSON."),
            (
                json!({ "type": "json" }),
                json!({ "a": [(1_i64 << 53) + 1] }),
                "At a[0]: The number 9007199254740993 can't be kept exactly: put it in quotes, or use at most 15 digits.",
            ),
            (
                json!({ "type": "number" }),
                json!((1_i64 << 53) + 1),
                "This number can't be kept exactly. Use at most 15 digits.",
            ),
            (
                json!({ "type": "json" }),
                (0..DEPTH_MAX).fold(json!([]), |inner, _| json!([inner])),
                "Nest lists and objects at most 64 levels deep.",
            ),
        ] {
            assert_eq!(check(kind.clone(), given), Err(expected.to_owned()), "{kind}");
        }
    }

    #[test]
    fn secrets_of_type_json_are_entered_as_text() {
        let setting = |kind: Value| -> Setting {
            serde_json::from_value(json!({ "key": "a", "title": "A", "secret": true, "kind": kind })).unwrap()
        };
        let of_json = setting(json!({ "type": "json" }));
        assert_eq!(of_json.check_secret("{\"a\": 1.0}"), Ok(json!({ "a": 1 })));
        assert!(of_json.check_secret("{").unwrap_err().starts_with("This is not JSON: "));
        assert!(of_json.check_secret("{\"a\": 1e-400}").unwrap_err().starts_with("At a: The number 1e-400 "));
        assert_eq!(setting(json!({ "type": "text" })).check_secret("{"), Ok(json!("{")));
    }
}
