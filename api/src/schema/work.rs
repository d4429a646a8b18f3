//! What the patterns of a schema may cost together. A document of 500 texts under large patterns would keep an instance for a third of a second; so it is
//! counted where the schema is made, by the longest texts that it allows, and no value is refused for what the others cost. Where a schema is from a time when
//! nobody counted, the texts that there are count.

use super::{Kind, Setting, pattern};
use crate::said::grouped;
use std::cell::Cell;

/// Most steps that the patterns of a schema take together: of each, the states of the compiled pattern times the longest text, and 50 characters more for
/// compiling it. Some 15 milliseconds, wherever a whole document is checked.
pub const PATTERN_STEPS_MAX: i64 = 2_000_000;

impl Setting {
    /// How many steps its pattern takes at most; 0: it has none.
    pub fn pattern_steps(&self) -> i64 {
        steps(&self.kind, i64::MAX)
    }
}

/// How many steps a text of so many bytes takes: a longer one than the setting allows is refused before.
fn steps(kind: &Kind, length: i64) -> i64 {
    match kind {
        Kind::Text { max_length, pattern: Some(pattern), .. } => {
            let most = pattern::MATCHED_MAX as i64;
            pattern::steps(pattern, max_length.unwrap_or(most).clamp(0, most).min(length))
        }
        _ => 0,
    }
}

/// What holding values against their patterns has taken so far, of one document.
#[derive(Default)]
pub struct Work(Cell<i64>);

impl Work {
    /// Takes the steps of one value more, which is so many bytes long; `false`: there is no room for it, and it must not be checked.
    pub fn takes(&self, kind: &Kind, bytes: usize) -> bool {
        let sum = self.0.get().saturating_add(steps(kind, i64::try_from(bytes).unwrap_or(i64::MAX)));
        let fits = sum <= PATTERN_STEPS_MAX;
        if fits {
            self.0.set(sum);
        }
        fits
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

/// The place of the setting that takes most, where all of them take too much.
pub(super) fn largest_beyond(settings: &[Setting]) -> Option<usize> {
    let is_beyond = sum(settings) > PATTERN_STEPS_MAX;
    let places = settings.iter().enumerate().filter(|_| is_beyond);
    places.max_by_key(|(at, setting)| (setting.pattern_steps(), std::cmp::Reverse(*at))).map(|(at, _)| at)
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
        assert_eq!(largest_beyond(&most), None);
        let mut more = settings(21, 950);
        assert_eq!(largest_beyond(&more), Some(0));
        let fit = |length| {
            let work = Work::default();
            more.iter().filter(|setting| work.takes(&setting.kind, length)).count()
        };
        assert_eq!((fit(usize::MAX), fit(950), fit(900), fit(0)), (20, 20, 21, 21));
        more[3] = settings(1, 20_000).remove(0);
        assert_eq!(largest_beyond(&more), Some(3));
        let said = pattern_fault(&more, 3).unwrap();
        assert!(
            said.contains("may take 2,000,000 steps, and they take 2,105,000. This one takes 105,000"),
            "{said}"
        );
        more[4].kind = Kind::Boolean;
        more[5].kind = Kind::Boolean;
        assert_eq!(pattern_fault(&more, 3), None);
    }
}
