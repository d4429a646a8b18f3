//! Sets of characters as regular expressions write them, taken from the functions that decide.

/// The characters of which `is` is true, as a class: `[\u0000-\u001F…]`. Written so that JavaScript (with its flag `u`), Python and
/// Rust read the same.
pub(crate) fn class(is: impl Fn(char) -> bool) -> String {
    format!("[{}]", ranges(is))
}

/// All other characters.
pub(crate) fn none_of(is: impl Fn(char) -> bool) -> String {
    format!("[^{}]", ranges(is))
}

fn ranges(is: impl Fn(char) -> bool) -> String {
    let mut written = String::new();
    let mut open: Option<(char, char)> = None;
    for c in ('\0'..=char::MAX).filter(|c| is(*c)) {
        match &mut open {
            Some((_, last)) if follows(*last, c) => *last = c,
            _ => {
                written.extend(open.map(range));
                open = Some((c, c));
            }
        }
    }
    written.extend(open.map(range));
    written
}

fn follows(last: char, c: char) -> bool {
    u32::from(c) == u32::from(last) + 1 || (last, c) == ('\u{D7FF}', '\u{E000}')
}

fn range((first, last): (char, char)) -> String {
    if first == last { character(first) } else { format!("{}-{}", character(first), character(last)) }
}

/// Above the first 65,536 there is no spelling that all of them read but the character itself.
fn character(c: char) -> String {
    match u32::from(c) {
        _ if c.is_ascii_alphanumeric() => c.to_string(),
        code @ 0..=0xFFFF => format!("\\u{code:04X}"),
        _ => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_written_by_their_ranges() {
        assert_eq!(
            class(|c| matches!(c, 'a'..='c' | 'x' | '-' | '\u{E0000}'..='\u{E0001}')),
            "[\\u002Da-cx\u{E0000}-\u{E0001}]"
        );
        assert_eq!(none_of(|c| c >= ' '), "[^\\u0020-\u{10FFFF}]");
    }
}
