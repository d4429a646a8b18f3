//! Patterns of text: regular expressions that match in time linear in the text, whatever they are.

mod size;

use regex_lite::{Regex, RegexBuilder};
use std::cell::RefCell;
use std::rc::Rc;

/// Longest pattern, in characters.
pub(super) const PATTERN_MAX: usize = 200;
/// Largest compiled pattern, in bytes where an address has 32 bits, as in the edge and in the console: `(a{1000}){1000}` is short as well, but each character of
/// a text would go through all of it.
const COMPILED_MAX: usize = 4 * 1024;
/// The same for the machine that this runs on. With addresses twice as long nothing is more than twice as large: whatever the edge accepts is accepted.
const LIMIT: usize = COMPILED_MAX / 4 * size_of::<usize>();
/// What compiling a pattern costs, as if the text had so many characters more.
const COMPILING: i64 = 50;
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
    match compile(pattern).and_then(|_| compile(&anchored(pattern))) {
        Ok(_) => Ok(pattern.to_owned()),
        // The crate tells one error from another by its words alone.
        Err(error) if error.to_string().contains("size limit") => {
            Err("This regular expression is too large. Use a shorter one, or fewer repetitions.")
        }
        Err(_) => Err("This is not a valid regular expression."),
    }
}

/// How many steps it takes at most to hold a text of so many characters against a pattern: as many for each character as the compiled pattern has states. Counted
/// and not timed, so that every machine says the same.
pub(super) fn steps(pattern: &str, longest: i64) -> i64 {
    let states = size::steps(size::compiled(pattern).unwrap_or(2 * COMPILED_MAX));
    states.saturating_mul(longest.saturating_add(COMPILING))
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
        let regex = Rc::new(compile(&anchored(pattern)).ok()?);
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

fn compile(pattern: &str) -> Result<Regex, regex_lite::Error> {
    RegexBuilder::new(pattern).size_limit(LIMIT).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As small a limit as the crate compiles it with.
    fn real_size(pattern: &str) -> usize {
        let fits = |limit: usize| RegexBuilder::new(&anchored(pattern)).size_limit(limit).build().is_ok();
        let (mut small, mut large) = (0, 1 << 20);
        while large - small > 1 {
            let middle = (small + large) / 2;
            if fits(middle) { large = middle } else { small = middle }
        }
        large
    }

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn reckoned_size_is_never_less_than_the_real_one_and_hardly_more() {
        const PARTS: &[&str] = &[
            "a",
            "Z",
            "é",
            ".",
            "^",
            "$",
            "|",
            "|",
            "(",
            "(?:",
            "(?P<name>",
            "(?i)",
            "(?i:",
            "(?-i:",
            "(?s-U)",
            ")",
            ")",
            ")",
            "*",
            "+",
            "?",
            "*?",
            "{3}",
            "{0}",
            "{2,}",
            "{0,}",
            "{1,4}",
            "{ 2 , 3 }",
            "{0,1}",
            "[a-z]",
            "[^a-z0-9_-]",
            "[]a]",
            "[--a]",
            "[[:punct:]x]",
            r"[\w.-]",
            r"[\]a-\x{ff}]",
            "[^]]",
            r"\d",
            r"\W",
            r"\S",
            r"\b",
            r"\b{start}",
            r"\x41",
            r"\u00e9",
            r"\x{e9}",
            r"\.",
            r"\B",
            r"\n",
        ];
        // The same patterns with every run.
        let mut state = 42_u64;
        let mut next = |most: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % most
        };
        let (mut seen, mut real, mut reckoned) = (0, 0, 0);
        for _ in 0..40_000 {
            let pattern: String = (0..1 + next(9)).map(|_| PARTS[next(PARTS.len())]).collect();
            if RegexBuilder::new(&pattern).size_limit(1 << 18).build().is_err() {
                continue;
            }
            let (size, bytes) = (real_size(&pattern), size::compiled(&pattern).unwrap());
            assert!(bytes >= size, "{pattern}: {size} bytes, and {bytes} were reckoned");
            (seen, real, reckoned) = (seen + 1, real + size, reckoned + bytes);
        }
        assert!(seen > 3_000, "{seen}");
        assert!(reckoned < 2 * real, "{reckoned} of {real}");
        assert_eq!(size::compiled("(?x) a # b"), None);
    }

    #[test]
    fn steps_are_states_of_the_pattern_times_the_length_of_the_text() {
        assert_eq!(steps("a", 950), 1_000);
        assert_eq!(steps("abc", 950), 3_000);
        assert_eq!(steps("[a-z]*", 950), 3_000);
        assert_eq!(steps("(?:abcd){5}", 0), 1_000);
        assert_eq!(steps("(?x) a", 950), steps("(?x) b # {1000}", 950));
        assert!(steps("(a{1000}){1000}", 1_000) > 1_000_000_000);
    }

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
            // As large as any that the edge accepts.
            "[a-z]{1,63}",
            "[a-z]{100}",
            "[abcdef0123456789]{64}",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
        assert_eq!(parse("a)|(b"), Err("This is not a valid regular expression."));
        assert!(parse("[a-z]{900}").is_err_and(|detail| detail.contains("too large")));
    }
}
