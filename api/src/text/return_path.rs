//! Where somebody wants to be after signing in.

use super::text_type;

/// Longest path, in characters.
const PATH_MAX: usize = 2_048;

text_type!(
    /// A path of the console with its query and fragment, percent-encoded, such as `/o/acme?search=a`: at most 2,048 characters. It can lead to no
    /// other host.
    ReturnPath: schema
);

impl ReturnPath {
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.len() > PATH_MAX {
            return Err("Use a path of at most 2,048 characters.");
        }
        // Browsers read a backslash as a slash, and two slashes as the beginning of a host.
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if !is_plain || !text.starts_with('/') || text.starts_with("//") {
            return Err("Send a path of the console that begins with one slash.");
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(feature = "openapi")]
pub(crate) fn schema() -> serde_json::Value {
    let pattern = r"^/(?:[!-.0-\[\]-~][!-\[\]-~]*)?$";
    serde_json::json!({ "type": "string", "maxLength": PATH_MAX, "pattern": pattern })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_console_are_taken_and_nothing_that_leads_elsewhere() {
        for path in ["/", "/o/acme", "/invites/abc?x=%20#y", "/o/a//b"] {
            assert_eq!(ReturnPath::parse(path).as_ref().map(ReturnPath::as_str), Ok(path));
        }
        let long = format!("/{}", "a".repeat(2_048));
        for foreign in [
            "",
            "o",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a b",
            "/a\n",
            "/ü",
            &long,
        ] {
            assert!(ReturnPath::parse(foreign).is_err(), "{foreign:?}");
        }
    }
}
