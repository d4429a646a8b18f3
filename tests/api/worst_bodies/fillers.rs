//! What stands in place of a value: JSON, or nearly, of at most so many bytes.

/// What it is called, and how so many bytes of it are made.
pub(super) type Filler = (&'static str, fn(usize) -> String);

/// `part` again and again between those.
fn between(open: &str, part: &str, close: &str, bytes: usize) -> String {
    let room = bytes.saturating_sub(open.len() + close.len());
    format!("{open}{}{close}", part.repeat(room / part.len()))
}

/// A list, or an object, of numbered parts.
fn numbered(open: char, part: fn(usize) -> String, close: char, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes);
    text.push(open);
    for number in 0.. {
        let next = part(number);
        if text.len() + next.len() + 2 > bytes {
            break;
        }
        if number > 0 {
            text.push(',');
        }
        text.push_str(&next);
    }
    text.push(close);
    text
}

fn text(part: &str, bytes: usize) -> String {
    between("\"", part, "\"", bytes)
}

/// Lists in lists, as deep as a value may be.
fn nested(bytes: usize) -> String {
    let one = format!("{}{}", "[".repeat(60), "]".repeat(60));
    between("[", &format!("{one},"), "0]", bytes)
}

pub(super) const ALL: &[Filler] = &[
    ("one long text", |bytes| text("a", bytes)),
    ("numbers in a row", |bytes| text("1", bytes)),
    ("words", |bytes| text("Aa1. ", bytes)),
    ("spaces", |bytes| text(" ", bytes)),
    ("hyphens", |bytes| text("-a", bytes)),
    ("many addresses in one text", |bytes| text("a@a.example,", bytes)),
    ("a long address", |bytes| between("\"https://", "a.", "example/?a=b\"", bytes)),
    ("a long path", |bytes| between("\"https://a.example", "/..", "\"", bytes)),
    ("escapes", |bytes| text("\\u0000", bytes)),
    ("lines", |bytes| text("\\r\\n", bytes)),
    ("quotes", |bytes| text("\\\"", bytes)),
    ("pairs of escapes", |bytes| text("\\ud83d\\ude00", bytes)),
    ("halves of pairs", |bytes| text("\\ud800", bytes)),
    // Each belongs to another class, so that all have to be put in order.
    ("marks on one letter", |bytes| between("\"a", "\u{0301}\u{0323}\u{0315}\u{0334}", "\"", bytes)),
    ("what is longer once it is taken apart", |bytes| text("\u{1F82}\u{FDFA}\u{AC01}", bytes)),
    ("what can't be seen", |bytes| text("\u{200D}\u{FE0F}\u{E0061}", bytes)),
    ("what turns the text around", |bytes| text("\u{202E}\u{2066}", bytes)),
    ("a pattern of groups", |bytes| text("(a*)*", bytes)),
    ("a pattern that never ends", |bytes| text("(", bytes)),
    ("a pattern of repetitions", |bytes| text("a{9}", bytes)),
    ("base64url", |bytes| text("AA_-", bytes)),
    ("base64url of lists of one", |bytes| text("gYGB", bytes)),
    ("a long number", |bytes| "1".repeat(bytes.max(1))),
    ("a long number that is kept", |bytes| between("0.", "0", "0", bytes)),
    ("a long power", |bytes| between("1e", "9", "9", bytes)),
    ("many numbers", |bytes| between("[", "0.12345678901234,", "0]", bytes)),
    ("numbers that are not kept", |bytes| between("[", "0.1,", "9007199254740993]", bytes)),
    ("nested lists", nested),
    ("lists that are too deep", |bytes| format!("{}{}", "[".repeat(bytes / 2), "]".repeat(bytes / 2))),
    ("objects that are too deep", |bytes| {
        format!(
            "{}0{}",
            "{\"\":".repeat(bytes.saturating_sub(1) / 5),
            "}".repeat(bytes.saturating_sub(1) / 5)
        )
    }),
    ("what has no end", |bytes| "[".repeat(bytes)),
    ("a text without an end", |bytes| format!("\"{}", "a".repeat(bytes.saturating_sub(1)))),
    ("keys", |bytes| numbered('{', |number| format!("\"a{number}\":0"), '}', bytes)),
    ("long keys", |bytes| {
        numbered('{', |number| format!("\"a{number}{}\":0", "k".repeat(5_000)), '}', bytes)
    }),
    ("a key twice", |bytes| numbered('{', |number| format!("\"{}\":0", number % 9_999), '}', bytes)),
    ("one key again and again", |bytes| between("{", "\"a\":0,", "\"a\":0}", bytes)),
    ("keys without letters", |bytes| between("{", "\"\":0,", "\"\":0}", bytes)),
    ("objects", |bytes| between("[", "{\"a\":0},", "{}]", bytes)),
    ("empty objects", |bytes| between("[", "{},", "{}]", bytes)),
    ("empty lists", |bytes| between("[", "[],", "[]]", bytes)),
    ("nothing", |bytes| between("[", "null,", "null]", bytes)),
    ("texts", |bytes| numbered('[', |number| format!("\"a{number}\""), ']', bytes)),
    ("one text again and again", |bytes| between("[", "\"a\",", "\"a\"]", bytes)),
    ("addresses", |bytes| numbered('[', |number| format!("\"a{number}@b.example\""), ']', bytes)),
    ("URLs", |bytes| numbered('[', |number| format!("\"https://a{number}.example\""), ']', bytes)),
    ("blanks", |bytes| between("", " ", "0", bytes)),
];

/// Of what lies deeper, where most of those would go the same way.
pub(super) const OF_INNER: &[Filler] =
    &[ALL[0], ALL[8], ALL[13], ALL[14], ALL[17], ALL[19], ALL[27], ALL[32], ALL[37], ALL[41]];
