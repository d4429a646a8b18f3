//! What the patterns of a schema may cost together. A document of 500 texts under large patterns would keep an instance for a third of a second; so it is
//! counted where the schema is made, by the longest texts that it allows. A schema of before may go beyond: there the texts count that are really checked.

use super::{Kind, Setting, pattern};
use crate::problem::FieldError;
use crate::raw::Raw;
use crate::said::grouped;
use serde_json::Value;
use std::cell::Cell;

/// Most steps that the patterns of a schema take together: of each, the states of the compiled pattern times the longest text, and 50 characters more for
/// compiling it. Some 15 milliseconds, wherever a whole document is checked.
pub const PATTERN_STEPS_MAX: i64 = 2_000_000;

impl Setting {
    /// How many steps its pattern takes at most; 0: it has none.
    pub fn pattern_steps(&self) -> i64 {
        match &self.kind {
            Kind::Text { max_length, pattern: Some(pattern), .. } => {
                pattern::steps(pattern, longest(*max_length))
            }
            _ => 0,
        }
    }
}

impl Kind {
    /// How many steps it takes to check this text; 0: no pattern is held against it.
    fn steps_of(&self, text: &str) -> i64 {
        match self {
            Kind::Text { max_length, pattern: Some(pattern), .. } => {
                let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
                // One that is too long is refused before.
                if length > longest(*max_length) { 0 } else { pattern::steps(pattern, length) }
            }
            _ => 0,
        }
    }
}

/// The longest text that is held against a pattern.
fn longest(max_length: Option<i64>) -> i64 {
    let most = pattern::MATCHED_MAX as i64;
    max_length.unwrap_or(most).clamp(0, most)
}

/// What is said of a text that is not checked any more.
pub const TOO_MANY_STEPS: &str = "Checking the texts of all settings against their patterns takes too long. Use a shorter text here, or give the setting a \
     shorter pattern.";

/// The steps that checking several texts has taken, [`PATTERN_STEPS_MAX`] at most: only a schema from a time when nobody counted has texts that go beyond.
#[derive(Debug, Default)]
pub struct Steps(Cell<i64>);

impl Steps {
    /// Whether a value of this type may still be checked; if so, it counts.
    pub fn room_for(&self, kind: &Kind, value: &Value) -> Result<(), String> {
        self.room_for_secret(kind, value.as_str().unwrap_or_default())
    }

    /// As [`Steps::room_for`], of a value that only passes through.
    pub fn room_for_raw(&self, kind: &Kind, raw: &Raw) -> Result<(), String> {
        // Most settings have no pattern: their values are not read for this.
        match kind {
            Kind::Text { pattern: Some(_), .. } => {
                self.room_for_secret(kind, &serde_json::from_str::<String>(raw.text()).unwrap_or_default())
            }
            _ => Ok(()),
        }
    }

    /// As [`Steps::room_for`], for the text that was entered for a secret.
    pub fn room_for_secret(&self, kind: &Kind, text: &str) -> Result<(), String> {
        let taken = self.0.get().saturating_add(kind.steps_of(text));
        if taken > PATTERN_STEPS_MAX {
            return Err(TOO_MANY_STEPS.to_owned());
        }
        self.0.set(taken);
        Ok(())
    }
}

fn sum(settings: &[Setting]) -> i64 {
    settings.iter().fold(0, |sum, setting| sum.saturating_add(setting.pattern_steps()))
}

/// Why the setting at this place takes too much, where all of them do.
pub fn pattern_fault(settings: &[Setting], at: usize) -> Option<String> {
    let (all, own) = (sum(settings), settings.get(at)?.pattern_steps());
    (all > PATTERN_STEPS_MAX && own > 0).then(|| {
        format!(
            "The patterns of all settings together may take {} steps, and they take {}. This one takes {}: set a smaller maximum length, \
             or use a shorter pattern or fewer repetitions.",
            grouped(PATTERN_STEPS_MAX),
            grouped(all),
            grouped(own)
        )
    })
}

/// What is said of settings whose patterns take too much together, and more than those in whose place they come: by the one that takes most of those that take
/// more than they did.
pub fn patterns_fault(before: &[Setting], settings: &[Setting]) -> Option<FieldError> {
    let all = sum(settings);
    if all <= PATTERN_STEPS_MAX || all <= sum(before) {
        return None;
    }
    let was = |key: &str| before.iter().find(|setting| setting.key == key).map_or(0, Setting::pattern_steps);
    let steps = |(at, setting): (usize, &Setting)| {
        let own = setting.pattern_steps();
        (own > 0 && own > was(&setting.key)).then_some((own, std::cmp::Reverse(at)))
    };
    let (_, std::cmp::Reverse(at)) = settings.iter().enumerate().filter_map(steps).max()?;
    Some(FieldError::new(&format!("settings[{at}].kind.pattern"), &pattern_fault(settings, at)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// So many settings, each of 100 steps for each character.
    fn settings(count: usize, max_length: i64) -> Vec<Setting> {
        let setting = |at: usize| {
            let kind = json!({ "type": "text", "max_length": max_length, "pattern": "a{100}" });
            serde_json::from_value(json!({ "key": format!("s{at}"), "title": "S", "kind": kind })).unwrap()
        };
        (0..count).map(setting).collect()
    }

    #[test]
    fn patterns_are_counted_together_by_their_longest_texts() {
        assert_eq!(settings(1, 950)[0].pattern_steps(), 100_000);
        assert_eq!(settings(1, 20_000)[0].pattern_steps(), 105_000);
        let most = settings(20, 950);
        let named =
            |before: &[Setting], after: &[Setting]| patterns_fault(before, after).map(|fault| fault.field);
        let at = |at: usize| Some(format!("settings[{at}].kind.pattern"));
        assert_eq!(named(&[], &most), None);
        let mut more = settings(21, 950);
        assert_eq!(named(&[], &more), at(0));
        assert_eq!(named(&most, &more), at(20));
        more[3].kind = settings(1, 20_000).remove(0).kind;
        assert_eq!(named(&[], &more), at(3));
        assert_eq!(named(&more, &more), None);
        assert_eq!(named(&more, &settings(21, 950)), None);
        let said = pattern_fault(&more, 3).unwrap();
        assert!(
            said.contains("may take 2,000,000 steps, and they take 2,105,000. This one takes 105,000"),
            "{said}"
        );
        more[4].kind = Kind::Boolean;
        more[5].kind = Kind::Boolean;
        assert_eq!(pattern_fault(&more, 3), None);
    }

    #[test]
    fn texts_count_by_their_real_length_until_they_are_too_much_together() {
        let kind = settings(1, 950).remove(0).kind;
        let (long, steps) = (json!("a".repeat(950)), Steps::default());
        for _ in 0..20 {
            assert_eq!(steps.room_for(&kind, &long), Ok(()));
        }
        assert_eq!(steps.room_for_secret(&kind, "a"), Err(TOO_MANY_STEPS.to_owned()));
        // Neither is held against a pattern.
        assert_eq!(steps.room_for(&kind, &json!("a".repeat(951))), Ok(()));
        assert_eq!(steps.room_for_raw(&Kind::Boolean, &Raw::of(&json!(true))), Ok(()));
        let steps = Steps::default();
        assert!((0..392).all(|_| steps.room_for_raw(&kind, &Raw::of(&json!("é"))).is_ok()));
        assert!(steps.room_for_raw(&kind, &Raw::of(&json!("é"))).is_err());
    }
}
