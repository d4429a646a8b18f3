//! What reading JSON would lose without a word: digits that no number keeps, a key that stands twice, and levels past what the
//! readers behind the first one can follow. Such text is refused at every door, with the place.

use serde_json::{Number, Value};
use std::collections::BTreeSet;

/// Most levels of lists and objects in a value. Around a value stand a few more, of a body or of what is stored; readers give
/// up at 128.
pub const DEPTH_MAX: usize = 64;
/// The same for a whole body: `{"settings": [{"default": …}]}` has three more than its value.
pub const BODY_DEPTH_MAX: usize = DEPTH_MAX + 3;
/// The same for a record of an archive: `{"sandbox": {"draft": {"changes": {"limit": …}}}}` has four.
pub const RECORD_DEPTH_MAX: usize = DEPTH_MAX + 4;
/// What is said about a number alone, where nothing can be put in quotes.
pub const INEXACT: &str = "This number can't be kept exactly. Use at most 15 digits.";

/// Longest name of a place, and longest number that is repeated, in characters.
const PLACE_MAX: usize = 200;
const NUMBER_MAX: usize = 40;

/// What would be lost, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// As fields are named: `set.limits[3].max`; empty for the whole text.
    pub place: String,
    /// Where it begins, in bytes.
    pub at: usize,
    /// A sentence that says what to do.
    pub detail: String,
}

impl Loss {
    /// Place and sentence, for somebody who sees only this.
    pub fn sentence(&self) -> String {
        if self.place.is_empty() {
            self.detail.clone()
        } else {
            format!("At {}: {}", self.place, self.detail)
        }
    }
}

/// Reads a value of which nothing is lost. Otherwise a sentence.
pub fn read(text: &str) -> Result<Value, String> {
    check(text, DEPTH_MAX).map_err(|loss| loss.sentence())?;
    serde_json::from_str(text).map_err(|error| format!("This is not JSON: {error}."))
}

/// Whether reading this number keeps its value, digit by digit: in JavaScript too, where every number is a float.
pub fn is_exact(number: &str) -> bool {
    let Ok(float) = number.trim().parse::<f64>() else { return true };
    Number::from_f64(float).is_some_and(|kept| decimal(&kept.to_string()) == decimal(number.trim()))
}

/// The digits without zeros at either end, and the power of ten of the last one.
fn decimal(number: &str) -> (String, i64) {
    let (mantissa, power) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all: String = whole.chars().chain(fraction.chars()).filter(char::is_ascii_digit).collect();
    let digits = all.trim_end_matches('0');
    if digits.is_empty() {
        return (String::new(), 0);
    }
    let power = power.parse::<i64>().unwrap_or_default();
    let dropped = (all.len() - digits.len()) as i64 - fraction.len() as i64;
    (digits.trim_start_matches('0').to_owned(), power.saturating_add(dropped))
}

/// Looks for what reading `text` would lose. What is no JSON passes: the reader knows better what is wrong with it.
pub fn check(text: &str, depth_max: usize) -> Result<(), Loss> {
    let mut levels: Vec<Level> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let start = at;
        at += 1;
        match byte {
            b'{' | b'[' => {
                levels.push(if *byte == b'{' { Level::object() } else { Level::List(0) });
                if levels.len() > depth_max {
                    return Err(too_deep(&levels, start));
                }
            }
            b'}' | b']' => drop(levels.pop()),
            b',' => levels.iter_mut().next_back().into_iter().for_each(Level::next),
            b'"' => {
                at = end_of_text(text, at);
                let Some(Level::Object { key, seen, awaits_key }) = levels.last_mut() else { continue };
                if !std::mem::take(awaits_key) {
                    continue;
                }
                let word = text.get(start..at).and_then(|word| serde_json::from_str::<String>(word).ok());
                let Some(word) = word else { return Ok(()) };
                *key = word.clone();
                if !seen.insert(word) {
                    let detail = "This key appears twice. Remove one.".to_owned();
                    return Err(Loss { place: place(&levels), at: start, detail });
                }
            }
            b'-' | b'0'..=b'9' => {
                let rest = text.get(start..).unwrap_or_default();
                let length = rest.bytes().take_while(|byte| is_of_number(*byte)).count();
                at = start + length;
                let number = rest.get(..length).unwrap_or_default();
                if !is_exact(number) {
                    return Err(Loss { place: place(&levels), at: start, detail: inexact(number) });
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// One list or object that has begun.
enum Level {
    /// The number of the item that is being read.
    List(usize),
    Object {
        key: String,
        seen: BTreeSet<String>,
        awaits_key: bool,
    },
}

impl Level {
    fn object() -> Self {
        Level::Object { key: String::new(), seen: BTreeSet::new(), awaits_key: true }
    }

    fn next(&mut self) {
        match self {
            Level::List(number) => *number += 1,
            Level::Object { awaits_key, .. } => *awaits_key = true,
        }
    }
}

fn place(levels: &[Level]) -> String {
    let mut place = String::new();
    for level in levels {
        match level {
            Level::List(number) => place.push_str(&format!("[{number}]")),
            Level::Object { key, .. } if place.is_empty() => place.push_str(key),
            Level::Object { key, .. } => place.extend([".", key]),
        }
    }
    if place.chars().count() > PLACE_MAX {
        place = place.chars().take(PLACE_MAX).chain(['…']).collect();
    }
    place
}

/// Named by where it begins to be deep: nobody reads sixty brackets.
fn too_deep(levels: &[Level], at: usize) -> Loss {
    let outer = levels.iter().position(|level| matches!(level, Level::List(_))).unwrap_or(levels.len());
    let named = match levels.get(outer + 1) {
        // An item of a list of objects, and the field of it.
        Some(Level::Object { .. }) if outer == 1 => outer + 2,
        _ => outer,
    };
    let detail = format!("Nest lists and objects at most {DEPTH_MAX} levels deep.");
    Loss { place: place(levels.get(..named.min(6)).unwrap_or_default()), at, detail }
}

fn inexact(number: &str) -> String {
    let shown: String = match number.char_indices().nth(NUMBER_MAX) {
        Some((end, _)) => number.get(..end).unwrap_or_default().chars().chain(['…']).collect(),
        None => number.to_owned(),
    };
    format!("The number {shown} can't be kept exactly: put it in quotes, or use at most 15 digits.")
}

fn is_of_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')
}

/// Where the text that is open at `at` ends, its quote included.
fn end_of_text(text: &str, mut at: usize) -> usize {
    while let Some(byte) = text.as_bytes().get(at) {
        at += 1;
        match byte {
            b'\\' => at += 1,
            b'"' => break,
            _ => {}
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_if_a_float_has_their_value_or_is_written_so() {
        for number in [
            "0",
            "-0",
            "0.0",
            "-0.0e7",
            "1",
            "1.0",
            "1e2",
            "1E+2",
            "100e-2",
            "0.1",
            "-0.25",
            "0.30000000000000004",
            "9007199254740991",
            "9007199254740992",
            "9007199254740994",
            "1e22",
            "1e23",
            "100000000000000000000000",
            "5e-324",
            "1.7976931348623157e308",
            "123456789012345",
            "0.000001",
            "0e99999999999999999999",
        ] {
            assert!(is_exact(number), "{number}");
        }
        for number in [
            "9007199254740993",
            "-9007199254740993",
            "18446744073709551615",
            "18446744073709551616",
            "1e-400",
            "115792089237316195423570985008687907853269984665640564039457584007913129639935",
            "1e400",
            "-1e400",
            "0.1000000000000000055",
            "123456789012345678",
            "0.12345678901234567890",
            "4e-324",
            "9007199254740992.5",
            "1e99999999999999999999",
            "1e-99999999999999999999",
        ] {
            assert!(!is_exact(number), "{number}");
        }
    }

    fn lost(text: &str) -> Option<(String, usize)> {
        check(text, DEPTH_MAX).err().map(|loss| (loss.place, loss.at))
    }

    #[test]
    fn the_place_of_what_is_lost_is_named() {
        let at = |place: &str, at: usize| Some((place.to_owned(), at));
        assert_eq!(lost(r#"{"a": [1, {"b.c": 9007199254740993}]}"#), at("a[1].b.c", 18));
        assert_eq!(lost("9007199254740993"), at("", 0));
        assert_eq!(lost(r#"{"a": 1, "b": {}, "\u0061": 2}"#), at("a", 18));
        assert_eq!(lost(r#"{"a": "9007199254740993 \" { [", "b": [{"a": 1}, {"a": 2}]}"#), None);
        let deep = format!(r#"{{"set": {{"deep": {}1{}}}}}"#, "[".repeat(70), "]".repeat(70));
        assert_eq!(lost(&deep), at("set.deep", 79));
        let deep = format!(r#"{{"settings": [{{}}, {{"default": {}"#, "[".repeat(70));
        assert_eq!(lost(&deep).unwrap().0, "settings[1].default");
        let deep = r#"{"a":"#.repeat(70);
        assert_eq!(lost(&deep).unwrap().0, "a.a.a.a.a.a");
    }

    #[test]
    fn sixty_four_levels_are_the_deepest() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(&nested(DEPTH_MAX)).is_ok());
        assert_eq!(
            read(&nested(DEPTH_MAX + 1)),
            Err("Nest lists and objects at most 64 levels deep.".to_owned())
        );
    }

    #[test]
    fn broken_json_is_left_to_the_reader() {
        for text in [
            "",
            "{",
            "]",
            "[1,,]",
            "{\"a\":1 \"b\"",
            "\"\\",
            "{\"\\ud800\": 1}",
            "-",
            "1-2e",
            "\u{e9}{\"\u{e9}",
        ] {
            assert_eq!(lost(text), None, "{text}");
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn long_places_and_numbers_are_cut() {
        let loss =
            check(&format!("{{\"{}\": 1{}1}}", "k".repeat(500), "0".repeat(500)), DEPTH_MAX).unwrap_err();
        assert!(loss.place.chars().count() <= PLACE_MAX + 1 && loss.detail.len() < 150, "{loss:?}");
    }
}
