//! What a version consists of, as the texts that are kept of it: each once in a project, by what it says.

use super::Place;
use crate::args;
use crate::db::Statement;
use crate::secret::sha256;
use portico_api::raw::RawValues;
use serde_json::json;
use std::collections::BTreeMap;

pub(crate) struct Texts {
    pub(super) document: Text,
    /// Which keys of the document are own values, and which secrets go with it.
    pub(super) marks: Text,
    /// The secrets of it alone: from key to id, as JSON.
    pub(super) secrets: String,
}

pub(super) struct Text {
    pub(super) text: String,
    pub(super) hash: String,
}

impl Texts {
    pub(crate) fn of(document: &RawValues, own: &[String], secrets: &BTreeMap<String, String>) -> Self {
        Self {
            document: Text::new(document.text().to_owned()),
            marks: Text::new(json!({ "own": own, "secrets": secrets }).to_string()),
            secrets: json!(secrets).to_string(),
        }
    }

    pub(super) fn has_secrets(&self) -> bool {
        self.secrets != "{}"
    }

    /// How much longer all texts of the project are with these, at most; where the document is kept already, without it.
    pub(crate) fn bytes(&self, is_kept: bool) -> i64 {
        let document = if is_kept { 0 } else { self.document.bytes() };
        document.saturating_add(self.marks.bytes())
    }

    /// The statement that keeps them.
    pub(super) fn insert(&self, place: &Place) -> Statement {
        let sql = "\
            INSERT INTO documents (project_id, hash, bytes, text) VALUES (?1, ?2, ?3, ?4), (?1, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
        let Self { document, marks, .. } = self;
        let values = args![
            place.project,
            &document.hash,
            document.bytes(),
            &document.text,
            &marks.hash,
            marks.bytes(),
            &marks.text
        ];
        Statement::new(sql, values)
    }
}

impl Text {
    fn new(text: String) -> Self {
        Self { hash: sha256(&[text.as_bytes()]), text }
    }

    fn bytes(&self) -> i64 {
        i64::try_from(self.text.len()).unwrap_or(i64::MAX)
    }
}
