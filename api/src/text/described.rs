//! What the rules of this folder that have no type of their own say in the document.

use super::name::NAME_MAX;
use super::{LINES_MAX, is_hidden, is_unprintable};
use crate::described::{class, described, none_of, or_blank};
use serde_json::{Value, json};
use std::sync::LazyLock;

described!(
    /// A name of 1 to 64 characters.
    Title: name(),
    /// A name of 1 to 64 characters, or nothing.
    NameOrNone: or_blank(name()),
    /// At most 500 characters, in lines.
    Note: note(),
);

/// What [`super::title`] and the types of names accept. The characters of the composed form (NFC) are counted, without spaces around
/// them and characters that cannot be seen.
pub(crate) fn name() -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": NAME_MAX, "pattern": text(false, true) })
}

/// What [`super::line`] accepts.
pub(crate) fn line(max: usize) -> Value {
    json!({ "type": "string", "maxLength": max, "pattern": text(false, false) })
}

/// What [`super::lines`] accepts.
pub(crate) fn note() -> Value {
    json!({ "type": "string", "maxLength": LINES_MAX, "pattern": text(true, false) })
}

/// What [`super::lines`] accepts, if it has to say something.
pub(crate) fn message() -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": LINES_MAX, "pattern": text(true, true) })
}

/// Text without what can't be shown, but for white space at both ends. With `lines`, it may have some; with `visible`, there is
/// something to see. Each is made once: all characters are looked at for it.
fn text(lines: bool, visible: bool) -> &'static str {
    static MADE: LazyLock<[String; 4]> =
        LazyLock::new(|| [(false, false), (false, true), (true, false), (true, true)].map(pattern));
    let [line, name, lines_of, message] = &*MADE;
    match (lines, visible) {
        (false, false) => line,
        (false, true) => name,
        (true, false) => lines_of,
        (true, true) => message,
    }
}

fn pattern((lines, visible): (bool, bool)) -> String {
    let space = class(char::is_whitespace);
    let shown = none_of(|c| is_unprintable(c) && !(lines && c == '\n'));
    let shown = if lines { format!("(?:{shown}|\\r\\n)*") } else { format!("{shown}*") };
    let seen = none_of(|c| is_unprintable(c) || is_hidden(c) || c.is_whitespace() || (!lines && is_mark(c)));
    let middle = if visible { format!("{seen}{shown}") } else { String::new() };
    format!("^{space}*{shown}{middle}{space}*$")
}

/// The marks that stand in blocks of their own: a name of them alone is none. Those of single scripts are not either, but would make each name's pattern five times
/// as long.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1ACE}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20F0}' | '\u{FE20}'..='\u{FE2F}')
}
