//! Patterns of text: regular expressions that match in time linear in the text, whatever they are.

use regex_lite::{Regex, RegexBuilder};
use std::cell::RefCell;
use std::rc::Rc;

/// Longest pattern, in characters.
pub(super) const PATTERN_MAX: usize = 200;
/// Largest compiled pattern, in bytes: `(a{1000}){1000}` is short as well, but each character of a text would go through all of it.
const COMPILED_MAX: usize = 4 * 1024;
/// Longest text that a pattern is held against, in characters: what it costs is the product of both.
pub(super) const MATCHED_MAX: usize = 1_000;
/// Compiled patterns that are kept: a few settings are checked again and again, by the form with each key and by the edge at every door.
const KEPT: usize = 16;

/// A pattern that can be used, or why it can't.
pub(super) fn parse(pattern: &str) -> Result<String, &'static str> {
    if pattern.chars().count() > PATTERN_MAX {
        return Err("Use at most 200 characters.");
    }
    // Alone first: `a)|(b` would be well formed only between the brackets that anchor it.
    compile(pattern)
        .and_then(|_| compile(&anchored(pattern)))
        .ok_or("This is not a valid regular expression, or it has too many repetitions.")?;
    Ok(pattern.to_owned())
}

/// Whether the whole text matches; `None` where the pattern is from a time when larger ones were accepted.
pub(super) fn matches(pattern: &str, text: &str) -> Option<bool> {
    kept(pattern).map(|regex| regex.is_match(text))
}

thread_local! {
    /// Newest last.
    static COMPILED: RefCell<Vec<(String, Rc<Regex>)>> = const { RefCell::new(Vec::new()) };
}

/// The anchored pattern, compiled once.
fn kept(pattern: &str) -> Option<Rc<Regex>> {
    COMPILED.with_borrow_mut(|all| {
        if let Some((_, regex)) = all.iter().find(|(known, _)| known == pattern) {
            return Some(regex.clone());
        }
        let regex = Rc::new(compile(&anchored(pattern))?);
        if all.len() == KEPT {
            all.remove(0);
        }
        all.push((pattern.to_owned(), regex.clone()));
        Some(regex)
    })
}

fn anchored(pattern: &str) -> String {
    format!(r"\A(?:{pattern})\z")
}

fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).size_limit(COMPILED_MAX).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_the_whole_text() {
        assert_eq!(matches("a|bc", "bc"), Some(true));
        for text in ["abc", "a\n", "xa", ""] {
            assert_eq!(matches("a|bc", text), Some(false), "{text:?}");
        }
    }

    #[test]
    fn pattern_is_compiled_once_however_often_it_is_matched_and_few_are_kept() {
        let first = kept("once+").unwrap();
        assert!(Rc::ptr_eq(&first, &kept("once+").unwrap()));
        for n in 0..100 {
            assert!(kept(&format!("a{n}")).is_some());
        }
        assert_eq!(COMPILED.with_borrow(Vec::len), KEPT);
    }

    #[test]
    fn pattern_that_was_accepted_when_larger_ones_were_is_not_run() {
        assert_eq!(matches("(?:a*){300}b", "aaa"), None);
    }

    #[test]
    fn patterns_that_break_out_or_are_too_large_are_refused() {
        let long = "a".repeat(201);
        for bad in [
            "(",
            "a)|(b",
            "[",
            "a{2,1}",
            "(?x)a #",
            "(a{1000}){1000}",
            "(?:a*){300}b",
            "a{500}",
            "(?=a)",
            &long,
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        for good in [
            "[a-z]+",
            "",
            r"\d{4}",
            "(?i)yes|no",
            r"[a-z0-9]+(?:-[a-z0-9]+){0,7}",
            r"[^@\s]+@[^@\s]+\.[a-z]{2,20}",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
    }
}
