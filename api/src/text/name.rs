//! Names of organizations, projects and people.

use super::{
    drop_hidden,
    normalize::{nfc, stands_alone},
    refuse_unprintable, seen, text_type,
};

/// Longest name, in characters.
pub const NAME_MAX: usize = 64;

text_type!(
    /// What people call an organization. May repeat; the slug then tells two apart.
    OrganizationName: super::described::name
);
text_type!(
    /// What people call a project. Unique in its organization, ignoring case.
    ProjectName: super::described::name
);

text_type!(
    /// What a person is called. May repeat; the e-mail address tells two apart.
    PersonName: super::described::name
);

impl OrganizationName {
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        parse(text, "Enter a name for the organization.").map(Self)
    }
}

impl ProjectName {
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        parse(text, "Enter a name for the project.").map(Self)
    }
}

impl PersonName {
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        parse(text, "Enter your name.").map(Self)
    }
}

/// What people call anything else: the same rules as for a name.
pub fn title(text: &str) -> Result<String, &'static str> {
    parse(text, "Enter at least one character.")
}

fn parse(text: &str, when_empty: &'static str) -> Result<String, &'static str> {
    if text.trim().is_empty() {
        return Err(when_empty);
    }
    refuse_unprintable(text.trim())?;
    let name = nfc(&single_spaces(drop_hidden(text).trim()));
    if !stands_alone(&seen(&name)) {
        return Err("Enter at least one visible character.");
    }
    if name.chars().count() > NAME_MAX {
        return Err("Use at most 64 characters.");
    }
    Ok(name)
}

/// A page shows several spaces as one.
fn single_spaces(text: &str) -> String {
    let words: Vec<_> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(text: &str) -> String {
        ProjectName::parse(text).unwrap().to_string()
    }

    #[test]
    fn name_of_any_script_is_one_and_emoji_as_well() {
        for name in [
            "हिन्दी",
            "ไทย ทำ",
            "م\u{64F}ح\u{64E}م\u{651}د",
            "ש\u{5B8}\u{5C1}לום",
            "မြန်မာ",
            "ភាសាខ្មែរ",
            "\u{1100}",
            "ㄱ",
            "1\u{FE0F}\u{20E3}",
            "#\u{20E3}",
            "☺\u{FE0F}",
            "👩\u{200D}👩\u{200D}👧",
            "👍🏽",
            "🇻🇳",
            "$",
            "゛",
        ] {
            assert_eq!(ok(name), name);
        }
        assert_eq!(ok("Vie\u{302}\u{323}t"), "Việt");
        assert_eq!(ok("\u{1112}\u{1161}\u{11AB}"), "한");
    }

    #[test]
    fn names_are_trimmed_and_composed() {
        assert_eq!(ok("  Check-out \u{3000}"), "Check-out");
        assert_eq!(ok("Cafe\u{301}"), "Caf\u{e9}");
        assert_eq!(ok("x\u{20DD}"), "x\u{20DD}");
        assert_eq!(ok("Sh\u{2060}op  \u{2800} A\u{200B} \u{200B}"), "Shop A");
    }

    #[test]
    fn names_of_64_characters_are_the_longest() {
        assert_eq!(ok(&"\u{e9}".repeat(64)).chars().count(), 64);
        assert_eq!(ProjectName::parse(&"a".repeat(65)), Err("Use at most 64 characters."));
    }

    #[test]
    fn names_that_look_empty_or_deceive_are_refused() {
        for bad in [
            "",
            "   ",
            "\u{200B}\u{200D}",
            "\u{3164}",
            "\u{2800}",
            "\u{2800} \u{115F}\u{1160}",
            "\u{E0061}\u{E007F}",
            "\u{FE0F}",
            "\u{34F}\u{200D}",
            "\u{FFA0}\u{FFF9}",
            // Marks on nothing.
            "\u{301}",
            " \u{20DD} \u{FE20}",
            "\u{301}\u{FE0F}",
            "\u{3164}\u{302}",
            "\u{D4D}\u{200D}",
            "\u{E31}",
            "\u{16FE4}",
            "a\u{202E}b",
            "a\nb",
            "a\u{2028}b",
            "a\u{2029}b",
            "a\u{85}b",
            "a\0b",
            "a\u{FFFE}",
            "\u{2066}x",
        ] {
            assert!(ProjectName::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn names_in_any_script_and_emoji_families_are_kept() {
        for good in ["東京", "Ελλάδα", "👩‍👩‍👧", "می\u{200C}خواهم", "山田\u{3000}太郎"]
        {
            assert_eq!(ok(good), good);
        }
    }
}
