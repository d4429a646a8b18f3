//! The keys that somebody made who is about to go: they belong to their environments, and go on working unless they are revoked too.

use crate::locale::number;
use crate::parts::{counted_to, key_row, revoke_too};
use crate::query::{Answer, Query, query};
use leptos::prelude::*;
use portico_api::keys::KEYS_COUNTED;
use portico_api::members::{ListMemberKeys, MemberKeys, MemberParams};

/// What is known of them, and whether they go too. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    found: Query<MemberKeys>,
    revoked: RwSignal<bool>,
}

impl Keys {
    pub(super) fn new(organization: &str, member: &str) -> Self {
        let params = MemberParams { organization: organization.to_owned(), member: member.to_owned() };
        Self { found: query::<ListMemberKeys>(move || Some(params.clone())), revoked: RwSignal::new(false) }
    }

    /// Nobody goes before it is known what stays behind.
    pub(super) fn reason(self) -> Option<String> {
        matches!(self.found.answer(), Answer::Loading)
            .then(|| "Looking for keys that keep working …".to_owned())
    }

    pub(super) fn are_revoked(self) -> bool {
        self.revoked.get_untracked()
    }
}

pub(super) fn view(keys: Keys, own: bool) -> AnyView {
    let shown = move || match keys.found.answer() {
        Answer::Loading => None,
        Answer::Failed(failure) => {
            let whose = if own { "Your" } else { "Their" };
            let text = format!("{whose} keys could not be listed. {}", failure.message());
            Some(view! { <p class="field-error">{text}</p> }.into_any())
        }
        Answer::Ready(found) if found.total == 0 => None,
        Answer::Ready(found) => Some(listed(&found, keys.revoked, own)),
    };
    view! { <div class="member-keys" aria-live="polite">{shown}</div> }.into_any()
}

fn listed(found: &MemberKeys, revoked: RwSignal<bool>, own: bool) -> AnyView {
    let who = if own { "you" } else { "they" };
    let (all, may, shown) = (found.total, found.revocable, found.keys.len() as u32);
    let verb = if all == 1 { "works" } else { "work" };
    view! {
        <p>
            {format!("{} that {who} made {verb} here. ", counted_to(all, KEYS_COUNTED, "key"))}
            "Keys belong to their environment: they keep working until they are revoked."
        </p>
        <ul class="member-keys-list">{found.keys.iter().map(key_row).collect_view()}</ul>
        {(all > shown).then(|| view! { <p>{more(all, shown)}</p> })}
        {revoke_too((all, may), revoked, "")}
    }
    .into_any()
}

/// How many there are besides those that are listed.
fn more(all: u32, shown: u32) -> String {
    let rest = number((all - shown).into());
    if all >= KEYS_COUNTED { format!("And at least {rest} more.") } else { format!("And {rest} more.") }
}
