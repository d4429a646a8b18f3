//! Text that people type, parsed once into types that can't be wrong. Form and edge use the same code.

mod address;
mod code;
#[cfg(feature = "openapi")]
mod described;
mod digits;
mod email;
mod hidden;
mod name;
mod normalize;
mod return_path;
mod sign_in_way;
mod slug;
mod website;

pub use address::{Country, address_line};
#[cfg(feature = "openapi")]
pub(crate) use address::{country_schema, line_schema};
pub use code::{CODE_DIGITS, code_of_subject, code_subject, parse_code};
#[cfg(feature = "openapi")]
pub(crate) use described::{
    NameOrNone, Note, Title, line as line_of, message as message_schema, name as name_schema,
    note as note_schema,
};
pub use digits::typed_number;
pub use email::EmailAddress;
#[cfg(feature = "openapi")]
pub(crate) use email::schema as email_schema;
pub use name::{NAME_MAX, OrganizationName, PersonName, ProjectName, title};
pub use return_path::ReturnPath;
pub use sign_in_way::RequiredWay;
#[cfg(feature = "openapi")]
pub(crate) use slug::schema as slug_schema;
pub use slug::{SLUG_MAX, SLUG_MIN, Slug};
#[cfg(feature = "openapi")]
pub(crate) use website::schema as web_address_schema;
pub use website::{Website, web_address};

use hidden::{drop_hidden, is_hidden, seen};

/// The form by which names and searches are compared: composed, in lower case, without what cannot be seen.
pub fn key(text: &str) -> String {
    normalize::lower(&normalize::nfc(&seen(text)))
}

/// Whether somebody typed this very name; what cannot be seen cannot be typed.
pub fn is_name(typed: &str, name: &str) -> bool {
    let visible = |text: &str| normalize::nfc(&text.chars().filter(|c| !is_hidden(*c)).collect::<String>());
    visible(typed) == visible(name)
}

/// Without white space and what cannot be seen at both ends: both come along with what is copied from a page or an address book.
pub fn trim_unseen(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_hidden(c))
}

/// One line of text. May be empty.
pub fn line(text: &str) -> Result<String, &'static str> {
    refuse_unprintable(text.trim())?;
    Ok(normalize::nfc(drop_hidden(text).trim()))
}

/// Longest text of several lines, in characters.
pub const LINES_MAX: usize = 500;

/// A text of several lines for other people to read. May be empty.
pub fn lines(text: &str) -> Result<String, &'static str> {
    let text = normalize::nfc(drop_hidden(&text.replace("\r\n", "\n")).trim());
    if text.chars().any(|c| c != '\n' && is_unprintable(c)) {
        return Err("Remove the invisible control characters.");
    }
    if text.chars().count() > LINES_MAX {
        return Err("Use at most 500 characters.");
    }
    Ok(text)
}

/// Declares a text type whose only way in is its `parse`, and whose rules the document shows as `schema`.
macro_rules! text_type {
    ($(#[doc = $doc:literal])* $name:ident: $schema:path) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        #[cfg(feature = "openapi")]
        $crate::described::as_schema!($name, concat!($($doc),*), $schema());

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
use text_type;

/// Why a text can't be shown safely.
fn refuse_unprintable(text: &str) -> Result<(), &'static str> {
    if text.chars().any(is_unprintable) {
        return Err("Remove the line breaks or invisible control characters.");
    }
    Ok(())
}

/// Control characters, line breaks, what is no character, and marks that turn the direction of what follows.
fn is_unprintable(c: char) -> bool {
    let is_none = matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE;
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || is_none || turns_direction(c)
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}
