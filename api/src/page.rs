//! Lists that come in pages, continued by key and never by offset.

use crate::params::Param;

/// Rows of one page.
pub const PAGE_SIZE: usize = 50;

/// Longest search, in characters.
pub const SEARCH_MAX: usize = 64;

/// Longest place in a list, in characters.
const CURSOR_MAX: usize = 512;

/// What a list is filtered by: rows whose name or slug contains this, ignoring case.
#[derive(Clone, Debug, PartialEq)]
pub struct Search(String);

impl Search {
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        // As it was typed: some characters are two in lower case.
        if text.trim().chars().count() > SEARCH_MAX {
            return Err("Search for at most 64 characters.");
        }
        Ok(Self(crate::text::key(text)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Param for Search {
    fn write(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.clone())
    }
    fn read(value: Option<&str>) -> Result<Self, &'static str> {
        Self::parse(value.unwrap_or_default())
    }
    #[cfg(feature = "openapi")]
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "string", "maxLength": SEARCH_MAX })
    }
}

/// Where the next page begins: the `next` of the page before. Nothing in it is trusted; it only positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor(String);

impl Cursor {
    pub fn new(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Param for Cursor {
    fn write(&self) -> Option<String> {
        Some(self.0.clone())
    }
    fn read(value: Option<&str>) -> Result<Self, &'static str> {
        match value {
            Some(text) if text.chars().count() <= CURSOR_MAX => Ok(Self(text.to_owned())),
            _ => Err("Take the cursor from the field `next` of the previous page."),
        }
    }
    #[cfg(feature = "openapi")]
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "string", "maxLength": CURSOR_MAX })
    }
}
