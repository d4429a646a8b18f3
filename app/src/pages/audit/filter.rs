//! What is looked for, as it stands in the address.

use super::days;
use crate::parameters::use_parameter;
use crate::paths;
use crate::reactive::memo;
use leptos::prelude::*;
use portico_api::audit::{Action, ListAuditParams};

/// Empty: everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Filter {
    /// The ID of somebody.
    pub(super) person: String,
    pub(super) action: String,
    /// The ID of a project.
    pub(super) project: String,
    pub(super) denied: bool,
    /// The first and the last day, as `2026-11-03`.
    pub(super) from: String,
    pub(super) to: String,
}

/// What the address says.
pub(super) fn use_filter() -> Memo<Filter> {
    let [person, action, project, denied, from, to] =
        ["person", "action", "project", "denied", "from", "to"].map(use_parameter);
    let word = |parameter: Memo<Option<String>>| parameter.get().unwrap_or_default();
    memo(move |_| Filter {
        person: word(person),
        // What no action is called is no filter, as what no day is.
        action: Some(word(action)).filter(|action| Action::parse(action).is_ok()).unwrap_or_default(),
        project: word(project),
        denied: word(denied) == "true",
        from: Some(word(from)).filter(|day| days::begins(day).is_some()).unwrap_or_default(),
        to: Some(word(to)).filter(|day| days::ends(day).is_some()).unwrap_or_default(),
    })
}

impl Filter {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn path(&self, organization: &str) -> String {
        let denied = if self.denied { "true" } else { "" };
        let words = [
            ("person", self.person.as_str()),
            ("action", &self.action),
            ("project", &self.project),
            ("denied", denied),
            ("from", &self.from),
            ("to", &self.to),
        ];
        paths::audit(organization, &words)
    }

    pub(super) fn params(&self, organization: &str) -> ListAuditParams {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        ListAuditParams {
            organization: organization.to_owned(),
            person: given(&self.person),
            action: Action::parse(&self.action).ok(),
            project: given(&self.project),
            denied: self.denied,
            since: days::begins(&self.from),
            until: days::ends(&self.to),
            after: None,
        }
    }
}
