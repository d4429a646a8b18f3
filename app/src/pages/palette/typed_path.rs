//! What is typed as a path: "acme / shop / live".

use super::fuzzy::mode;
use portico_api::organizations::Organization;
use portico_api::text::key;

/// What the edge is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TypedPath {
    /// The organization, once a slash follows it.
    pub(super) organization: Option<String>,
    /// The project, or what may be one.
    pub(super) project: String,
}

impl TypedPath {
    pub(super) fn new(text: &str) -> Self {
        let mut parts: Vec<&str> = text.split('/').map(str::trim).collect();
        let is_mode = |part: &&&str| parts.len() > 1 && mode(&part.to_lowercase()).is_some();
        if parts.last().filter(is_mode).is_some() {
            parts.pop();
        }
        match parts.as_slice() {
            [organization, project, ..] if !organization.is_empty() => {
                Self { organization: Some((*organization).to_owned()), project: (*project).to_owned() }
            }
            [.., project] => Self { organization: None, project: (*project).to_owned() },
            [] => Self::default(),
        }
    }

    /// The organization among these that it names, the exact name before one that only begins so.
    pub(super) fn named(&self, organizations: &[Organization]) -> Option<Organization> {
        let typed = key(self.organization.as_deref()?);
        let open = || organizations.iter().filter(|one| !one.is_closed);
        let exact = open().find(|one| key(&one.name) == typed || one.slug == typed);
        exact.or_else(|| open().find(|one| key(&one.name).starts_with(&typed))).cloned()
    }
}
