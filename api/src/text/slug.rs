//! The part of an address that stands for an organization or a project.

use super::{
    normalize::{lower, nfkd},
    seen, text_type, trim_unseen,
};

/// Shortest and longest slug, in characters.
pub const SLUG_MIN: usize = 2;
pub const SLUG_MAX: usize = 48;

/// How much of a slug is left when a suffix has to tell it from another: `-` and four characters.
const STEM_MAX: usize = SLUG_MAX - 5;

text_type!(
    /// Lower case letters, digits and single hyphens between them, 2 to 48 characters. Never looks like an ID.
    Slug: schema
);

impl Slug {
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = trim_unseen(text);
        if text.is_empty() {
            return Err("Enter a slug.");
        }
        if !text.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-')) {
            return Err("Use only lowercase letters a to z, digits and hyphens.");
        }
        if text.starts_with('-') || text.ends_with('-') || text.contains("--") {
            return Err("Use single hyphens, and only between letters or digits.");
        }
        if !(SLUG_MIN..=SLUG_MAX).contains(&text.len()) {
            return Err("Use 2 to 48 characters.");
        }
        if uuid::Uuid::try_parse(text).is_ok() {
            return Err("Choose a slug that doesn't look like an ID.");
        }
        Ok(Self(text.to_owned()))
    }

    /// The slug that `name` suggests, or `None` where nothing of it can be kept (a name in Chinese, say).
    pub fn from_name(name: &str) -> Option<Self> {
        let mut slug = String::new();
        for c in lower(&nfkd(&seen(name))).chars().filter(|c| !is_accent(*c)) {
            match c {
                'a'..='z' | '0'..='9' => slug.push(c),
                // An apostrophe joins: "Anna's" becomes "annas".
                '\'' | '\u{2019}' => {}
                _ if slug.ends_with('-') || slug.is_empty() => {}
                _ => slug.push('-'),
            }
        }
        slug.truncate(SLUG_MAX);
        Self::parse(slug.trim_end_matches('-')).ok()
    }

    /// This slug with `suffix` (four characters of `a-z0-9`) behind it, for when the plain one is taken.
    pub fn with_suffix(&self, suffix: &str) -> String {
        let stem: String = self.0.chars().take(STEM_MAX).collect();
        format!("{}-{suffix}", stem.trim_end_matches('-'))
    }
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

#[cfg(feature = "openapi")]
pub(crate) fn schema() -> serde_json::Value {
    serde_json::json!({
        "type": "string", "minLength": SLUG_MIN, "maxLength": SLUG_MAX, "pattern": "^[a-z0-9]+(?:-[a-z0-9]+)*$",
        "not": { "type": "string", "pattern": "^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$" },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(name: &str) -> Option<String> {
        Slug::from_name(name).map(|slug| slug.to_string())
    }

    #[test]
    fn slugs_come_from_the_readable_part_of_a_name() {
        assert_eq!(from("Acme, Inc.").as_deref(), Some("acme-inc"));
        assert_eq!(from("  Ärger & Söhne ").as_deref(), Some("arger-sohne"));
        assert_eq!(from("Anna\u{2019}s shop").as_deref(), Some("annas-shop"));
        assert_eq!(from("東京"), None);
        assert_eq!(from("A"), None);
        assert_eq!(from(&"ab-".repeat(40)).map(|slug| slug.len()), Some(47));
    }

    #[test]
    fn slugs_that_break_a_rule_are_refused() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        for bad in ["", "a", "-ab", "ab-", "a--b", "Ab", "a b", "ä1", id, &"a".repeat(49)] {
            assert!(Slug::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Slug::parse(" \u{200B}a1-b2\u{202C} ").unwrap().as_str(), "a1-b2");
    }

    #[test]
    fn suffixed_slugs_stay_within_the_limit() {
        let longest = Slug::parse(&"a".repeat(48)).unwrap();
        assert!(Slug::parse(&longest.with_suffix("x7k2")).is_ok());
    }
}
