//! Patterns of text: regular expressions that match in time linear in the text, whatever they are.

use regex_lite::{Regex, RegexBuilder};

/// Longest pattern, in characters.
const PATTERN_MAX: usize = 200;
/// Largest compiled pattern, in bytes: `(a{1000}){1000}` is short as well, but would keep the edge busy.
const COMPILED_MAX: usize = 64 * 1024;

/// A pattern that can be used, or why it can't.
pub(super) fn parse(pattern: &str) -> Result<String, &'static str> {
    if pattern.chars().count() > PATTERN_MAX {
        return Err("Use at most 200 characters.");
    }
    // Alone first: `a)|(b` would be well formed only between the brackets that anchor it.
    compile(pattern)
        .and_then(|_| compile(&anchored(pattern)))
        .ok_or("This is not a regular expression that can be used.")?;
    Ok(pattern.to_owned())
}

/// Whether the whole text matches.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    compile(&anchored(pattern)).is_some_and(|regex| regex.is_match(text))
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
        assert!(matches("a|bc", "bc"));
        for text in ["abc", "a\n", "xa", ""] {
            assert!(!matches("a|bc", text), "{text:?}");
        }
    }

    #[test]
    fn patterns_that_break_out_or_are_too_large_are_refused() {
        let long = "a".repeat(201);
        for bad in ["(", "a)|(b", "[", "a{2,1}", "(?x)a #", "(a{1000}){1000}", "(?=a)", &long] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        for good in ["[a-z]+", "", r"\d{4}", "(?i)yes|no"] {
            assert!(parse(good).is_ok(), "{good}");
        }
    }
}
