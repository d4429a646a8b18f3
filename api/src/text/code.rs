//! The six digits of a sign-in code, however they arrive: typed in any script's digits, grouped, or pasted with the words
//! around them.

use super::digits::digit;
use super::is_hidden;

/// How many digits a code has.
pub const CODE_DIGITS: usize = 6;

const WANTED: &str = "Enter the 6 digits from the e-mail.";

/// Reads a code. Between its digits anything may stand that is no letter; words may stand around it, as in the subject
/// of the mail, as long as there is one run of six digits and no other.
pub fn parse_code(text: &str) -> Result<String, &'static str> {
    let parts = parts(text);
    // "123-456" stands alone or in a sentence; what has more digits than that, as a date before it, is read run by run.
    let grouped = parts.split(|part| *part == Part::Letter).map(digits).collect();
    let apart = || parts.split(|part| !matches!(part, Part::Digit(_))).map(digits).collect();
    only(grouped).or_else(|| only(apart())).ok_or(WANTED)
}

/// The subject of the mail that brings the code.
pub fn code_subject(code: &str) -> String {
    format!("{code}{SUBJECT}")
}

const SUBJECT: &str = " is your Portico code";

/// The code of a mail by its subject; nothing where the mail brings none.
pub fn code_of_subject(subject: &str) -> Option<&str> {
    let code = subject.strip_suffix(SUBJECT)?;
    (code.len() == CODE_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Digit(char),
    Letter,
    Between,
}

fn parts(text: &str) -> Vec<Part> {
    let seen: Vec<char> = text.chars().filter(|c| !is_hidden(*c)).collect();
    let is_latin = |at: Option<usize>| at.and_then(|at| seen.get(at)).is_some_and(char::is_ascii_alphabetic);
    let part = |(at, c): (usize, &char)| match digit(*c) {
        // "a495868f" is part of an address or of an ID.
        Some(_) if is_latin(at.checked_sub(1)) || is_latin(Some(at + 1)) => Part::Letter,
        Some(digit) => Part::Digit(digit),
        None if c.is_alphanumeric() => Part::Letter,
        None => Part::Between,
    };
    seen.iter().enumerate().map(part).collect()
}

fn digits(parts: &[Part]) -> String {
    parts.iter().filter_map(|part| if let Part::Digit(digit) = part { Some(*digit) } else { None }).collect()
}

/// The one code among these runs of digits.
fn only(runs: Vec<String>) -> Option<String> {
    let mut codes = runs.into_iter().filter(|run| run.len() == CODE_DIGITS);
    let code = codes.next()?;
    codes.all(|other| other == code).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_whatever_way_it_arrives() {
        for text in [
            "123456",
            " 123 456 ",
            "123-456",
            "123\u{2013}456",
            "12.34.56",
            "1 2 3 4 5 6",
            "\u{201C}123456\u{201D}",
            "\u{feff}123\u{200b}456\u{200e}",
            "12\u{ad}34\u{2060}56",
            "１２３４５６",
            "١٢٣٤٥٦",
            "۱۲۳۴۵۶",
            "१२३४५६",
            "১২৩৪৫৬",
            "𝟭𝟮𝟯𝟰𝟱𝟲",
            "1\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3}3\u{fe0f}\u{20e3}4\u{fe0f}\u{20e3}5\u{fe0f}\u{20e3}6\u{fe0f}\u{20e3}",
            "123456 is your Portico code",
            "Fwd: 123456 is your Portico code (26 Nov 2026, 20:49)",
            "123456は、あなたのコードです",
            "Code:123456",
            "2026-11-26 123456",
            "Your code to sign in to Portico is 123-456 Enter it in the browser that asked for it. It works once, for 10 minutes.",
            "123456\n123456",
        ] {
            assert_eq!(parse_code(text).as_deref(), Ok("123456"), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_code_or_might_be_two_is_refused() {
        for text in [
            "",
            "12345",
            "1234567",
            "12345a",
            "a123456",
            "123456 or 654321",
            "baa495868a2f",
            "https://example.com/invites/00baa495868a2f",
            "①②③④⑤⑥",
            "ⅠⅡⅢⅣⅤⅥ",
            "½½½½½½",
            "one two",
        ] {
            assert_eq!(parse_code(text), Err(WANTED), "{text:?}");
        }
    }

    #[test]
    fn only_the_subject_of_the_mail_with_a_code_names_one() {
        assert_eq!(code_of_subject(&code_subject("012345")), Some("012345"));
        for other in [
            "anna@example.com invites you to 123456 is your Portico code on Portico",
            "1234567 is your Portico code",
            "x@y.de 123456 is your Portico code",
            "Invoice INV-123456 for Acme: EUR 29.00",
        ] {
            assert_eq!(code_of_subject(other), None, "{other}");
        }
    }
}
