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

/// The dialog that asks. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub(super) asked: RwSignal<Option<(Act, Member)>>,
    pub(super) open: RwSignal<bool>,
}

impl Acts {
    pub(super) fn new() -> Self {
        Self { asked: RwSignal::new(None), open: RwSignal::new(false) }
    }

    fn begin(self, act: Act, member: Member) -> Callback<()> {
        Callback::new(move |()| {
            self.asked.set(Some((act, member.clone())));
            self.open.set(true);
        })
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
            on_select: acts.begin(act, member.clone()),
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
                    disabled("Change role", "user", "Only an Owner changes the role of an Owner.")
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
                items.push(disabled("Leave organization", "sign-out", "Make somebody else Owner first."));
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
