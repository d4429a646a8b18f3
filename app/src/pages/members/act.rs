//! What can be done about a member.

use crate::ui::MenuItem;
use leptos::prelude::*;
use portico_api::Role;
use portico_api::members::Member;

/// Something that is asked about before it is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Act {
    ChangeRole,
    Remove,
    Leave,
    Transfer,
}

/// Whom it is done to.
#[derive(Clone, Debug)]
pub(super) struct Whom {
    pub(super) user_id: String,
    pub(super) name: Option<String>,
    pub(super) email: String,
    pub(super) role: Role,
}

impl Whom {
    /// How somebody is called: by name, else by address.
    pub(super) fn called(&self) -> &str {
        crate::ui::called(&self.name, &self.email)
    }
}

impl From<&Member> for Whom {
    fn from(member: &Member) -> Self {
        Self {
            user_id: member.user_id.to_string(),
            name: member.name.clone(),
            email: member.email.clone(),
            role: member.role,
        }
    }
}

/// The dialog that asks. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub(super) asked: RwSignal<Option<(Act, Whom)>>,
    pub(super) open: RwSignal<bool>,
}

impl Acts {
    pub(super) fn new() -> Self {
        Self { asked: RwSignal::new(None), open: RwSignal::new(false) }
    }

    pub(super) fn begin(self, act: Act, whom: Whom) {
        self.asked.set(Some((act, whom)));
        self.open.set(true);
    }
}

/// Who looks at the list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Looker {
    pub(super) user_id: String,
    pub(super) role: Role,
    /// How many Owners there are.
    pub(super) owners: u32,
}

impl Looker {
    fn is(&self, member: &Member) -> bool {
        self.user_id == member.user_id.as_str()
    }

    /// The entries of the menu at a member; none where nothing can be done.
    pub(super) fn menu(&self, member: &Member, acts: Acts) -> Vec<MenuItem> {
        let item = |act, label: &str, icon| MenuItem::Action {
            label: label.to_owned(),
            icon,
            on_select: {
                let whom = Whom::from(member);
                Callback::new(move |()| acts.begin(act, whom.clone()))
            },
        };
        let disabled = |label: &str, icon, reason: &str| MenuItem::Disabled {
            label: label.into(),
            icon,
            reason: reason.into(),
        };
        let is_last_owner = member.role == Role::Owner && self.owners == 1;
        let is_self = self.is(member);
        let mut items = Vec::new();
        if self.role.may_manage_members() {
            items.push(match () {
                () if !self.role.may_grant(member.role) => {
                    disabled("Change role", "user", "Only an Owner can change an Owner's role.")
                }
                () if is_last_owner => {
                    disabled("Change role", "user", "An organization needs at least one Owner.")
                }
                () => item(Act::ChangeRole, "Change role", "user"),
            });
        }
        if self.role == Role::Owner && !is_self {
            items.push(item(Act::Transfer, "Transfer ownership", "check"));
        }
        match is_self {
            true if is_last_owner => {
                items.push(disabled("Leave organization", "sign-out", "Make someone else Owner first."));
            }
            true => items.push(item(Act::Leave, "Leave organization", "sign-out")),
            false if self.role.may_grant(member.role) => {
                items.push(item(Act::Remove, "Remove member", "close"));
            }
            false => {}
        }
        items
    }
}

/// How a member is called: by name, else by address.
pub(super) fn called(member: &Member) -> &str {
    crate::ui::called(&member.name, &member.email)
}
