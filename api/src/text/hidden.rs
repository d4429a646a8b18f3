//! Characters that nobody sees. Two names that look the same must be the same, so those that do nothing visible are dropped,
//! and the key that makes a name unique ignores the others, too.

/// Shown as nothing at all: format characters, and what Unicode calls default ignorable.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFC}' | '\u{13430}'..='\u{1343F}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D159}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
        || is_blank(c)
}

/// Shown as an empty place, though it is no space: blank braille, fillers of Hangul.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{2800}' | '\u{3164}' | '\u{FFA0}')
}

/// The text without hidden characters that change nothing in how it looks. Those that do stay where they do: joiners within
/// emoji and between letters of scripts that join, styles of emoji, variants of ideographs, the three flags made of tags. What is
/// as empty as a space is one, but for the wide one of East Asia. Marks of direction are left for whoever refuses them.
pub(super) fn drop_hidden(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let before = kept.chars().next_back();
        let after = rest.as_str().chars().find(|next| !is_hidden(*next));
        if c == '\u{1F3F4}'
            && let Some(tags) = FLAGS.iter().find(|tags| rest.as_str().starts_with(**tags))
        {
            kept.push(c);
            kept.push_str(tags);
            rest = rest.as_str().get(tags.len()..).unwrap_or_default().chars();
        } else if is_blank(c) || (c.is_whitespace() && !is_kept_space(c)) {
            kept.push(' ');
        } else if !is_hidden(c) || super::turns_direction(c) || does_something(c, before, after) {
            kept.push(c);
        }
    }
    kept
}

/// The form by which texts are compared: nothing hidden, and each run of white space is one space.
pub(super) fn seen(text: &str) -> String {
    let spaced: String =
        text.chars().map(|c| if is_blank(c) { ' ' } else { c }).filter(|c| !is_hidden(*c)).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// England, Scotland and Wales, in tags behind a black flag.
const FLAGS: [&str; 3] = [
    "\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    "\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}",
];

fn does_something(c: char, before: Option<char>, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    let after_is = |test: fn(char) -> bool| after.is_some_and(test);
    match c {
        // Joiners.
        '\u{200C}' => joins(before) && after_is(joins),
        '\u{200D}' if joins(before) => after_is(joins) || (after.is_none() && !before.is_alphabetic()),
        '\u{200D}' => (is_emoji(before) || before == '\u{FE0F}') && after_is(is_emoji),
        // Styles of emoji; a digit has one only on a key cap.
        '\u{FE0E}' | '\u{FE0F}' => is_emoji(before) || (is_on_key(before) && after == Some('\u{20E3}')),
        '\u{FE00}'..='\u{FE0D}' | '\u{E0100}'..='\u{E01EF}' => is_ideograph(before),
        '\u{180B}'..='\u{180F}' => matches!(before, '\u{1800}'..='\u{18AF}'),
        _ => false,
    }
}

/// Of the scripts in which joiners change how letters look: Arabic, those of India and around it, Mongolian.
fn joins(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{0DFF}' | '\u{0F00}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{1A20}'..='\u{1C4F}'
        | '\u{A800}'..='\u{A8FF}' | '\u{A980}'..='\u{AAFF}' | '\u{FB50}'..='\u{FDCF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10A00}'..='\u{10A5F}' | '\u{11000}'..='\u{11FFF}')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{27FF}'
        | '\u{2900}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FAFF}')
}

fn is_on_key(c: char) -> bool {
    matches!(c, '0'..='9' | '#' | '*')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Line breaks stay to be refused, or kept where a text may have lines.
fn is_kept_space(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{2028}' | '\u{2029}') || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_and_does_nothing_is_dropped() {
        for (given, expected) in [
            ("Shop\u{200B}", "Shop"),
            ("Sh\u{2060}op", "Shop"),
            ("\u{FEFF}Sh\u{AD}o\u{200D}p\u{200C}", "Shop"),
            ("S\u{FE0F}h\u{FE00}o\u{E0100}p\u{180B}", "Shop"),
            ("Sh\u{E0073}op\u{E007F}", "Shop"),
            ("\u{1F3F4}\u{E0061}\u{E007F}", "\u{1F3F4}"),
            ("5\u{FE0F}", "5"),
            ("a\u{2800}b\u{3164}c\u{FFA0}d\u{A0}e\u{200A}f", "a b c d e f"),
            ("\u{1F600}\u{200D}", "\u{1F600}"),
            ("\u{1F600}\u{200B}\u{200D}\u{2060}x", "\u{1F600}x"),
            ("\u{645}\u{200C}", "\u{645}"),
        ] {
            assert_eq!(drop_hidden(given), expected, "{given:?}");
        }
    }

    #[test]
    fn what_is_hidden_and_changes_the_look_stays() {
        for kept in [
            "👩\u{200D}👩\u{200D}👧",
            "❤\u{FE0F}\u{200D}🔥",
            "5\u{FE0F}\u{20E3}",
            "☺\u{FE0E}",
            "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F} Alba",
            // Persian "I want", Sinhala "Sri", the Malayalam chillu at the end of a word.
            "می\u{200C}خواهم",
            "ශ\u{0DCA}\u{200D}රී",
            "അവന\u{0D4D}\u{200D}",
            "葛\u{E0100}城",
            "山田\u{3000}太郎",
        ] {
            assert_eq!(drop_hidden(kept), kept);
        }
    }

    #[test]
    fn texts_that_look_the_same_are_compared_as_the_same() {
        for same in [
            "Shop\u{200B} A",
            "Sh\u{2060}op  A ",
            "Shop\u{3000}A",
            "Shop\u{A0}A",
            "Shop\u{2800}A",
            "Shop A\u{E0041}",
        ] {
            assert_eq!(seen(same), "Shop A", "{same:?}");
        }
    }
}
