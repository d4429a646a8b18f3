//! Text that people type, parsed once into types that can't be wrong. Form and edge use the same code.

mod address;
mod code;
mod email;
mod name;
mod normalize;
mod slug;
mod website;

pub use address::{Country, address_line};
pub use code::{CODE_DIGITS, code_of_subject, code_subject, parse_code};
pub use email::EmailAddress;
pub use name::{NAME_MAX, OrganizationName, PersonName, ProjectName, title};
pub use slug::{SLUG_MAX, SLUG_MIN, Slug};
pub use website::{Website, web_address};

use name::is_hidden;

/// The form by which names and searches are compared: composed, trimmed, lower case.
pub fn key(text: &str) -> String {
    normalize::lower(&normalize::nfc(text.trim()))
}

/// Declares a text type whose only way in is its `parse`.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(String);

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

/// Why a text can't be shown safely: control characters, or marks that turn the direction of what follows.
fn refuse_unprintable(text: &str) -> Result<(), &'static str> {
    if text.chars().any(|c| c.is_control() || turns_direction(c)) {
        return Err("Remove the line breaks or invisible control characters.");
    }
    if !text.is_empty() && text.chars().all(|c| is_hidden(c) || c.is_whitespace()) {
        return Err("Enter at least one visible character.");
    }
    Ok(())
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}
