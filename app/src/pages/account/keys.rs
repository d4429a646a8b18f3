//! The server keys that go on working when the account is deleted, organization by organization, and whether they are revoked with it.

use crate::parts::{counted, counted_to, key_row, revoke_too};
use crate::query::{Answer, Query, query};
use crate::reactive::effect;
use leptos::prelude::*;
use portico_api::account::{ListOwnKeys, OwnKeys, OwnKeysOfOrganization};
use portico_api::keys::KEYS_COUNTED;

/// What is known of them, and whether they go too. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    found: Query<OwnKeys>,
    revoked: RwSignal<bool>,
}

impl Keys {
    /// Asked for once the dialog is open.
    pub(super) fn new(open: RwSignal<bool>) -> Self {
        let revoked = RwSignal::new(false);
        effect(move || {
            if open.get() {
                revoked.set(false);
            }
        });
        Self { found: query::<ListOwnKeys>(move || open.get().then_some(())), revoked }
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

pub(super) fn view(keys: Keys) -> AnyView {
    let shown = move || match keys.found.answer() {
        Answer::Loading => None,
        Answer::Failed(failure) => {
            let text = format!("Your keys could not be listed. {}", failure.message());
            Some(view! { <p class="field-error">{text}</p> }.into_any())
        }
        Answer::Ready(found) => listed(&found, keys.revoked),
    };
    view! { <div class="member-keys" aria-live="polite">{shown}</div> }.into_any()
}

fn listed(found: &OwnKeys, revoked: RwSignal<bool>) -> Option<AnyView> {
    if found.total == 0 && found.closed.is_empty() {
        return None;
    }
    let (all, may) = (found.total, found.revocable);
    let shown: u32 = found.organizations.iter().map(|organization| organization.total).sum();
    // Of more than are counted, nobody knows how many are where.
    let least = if all >= KEYS_COUNTED { "at least " } else { "" };
    let said = (all > 0).then(|| {
        let verb = if all == 1 { "works" } else { "work" };
        view! {
            <p>
                {format!("{} that you made {verb} in your organizations. ", counted_to(all, KEYS_COUNTED, "key"))}
                "Keys belong to their environment: they keep working until they are revoked."
            </p>
        }
    });
    let shown_view = view! {
        {said}
        {found.organizations.iter().map(|of| organization(of, least)).collect_view()}
        {(all > shown).then(|| view! { <p>{format!("And {least}{} in other organizations.", counted(all - shown, "key"))}</p> })}
        {revoke_too((all, may), revoked, " of the organization")}
        {closed(found)}
    };
    Some(shown_view.into_any())
}

fn organization(of: &OwnKeysOfOrganization, least: &str) -> AnyView {
    let more = of.total.saturating_sub(of.keys.len() as u32);
    let label = format!("Keys in {}", of.name);
    view! {
        <p><strong translate="no">{of.name.clone()}</strong> {format!(", {least}{}", counted(of.total, "key"))}</p>
        <ul class="member-keys-list" aria-label=label>
            {of.keys.iter().map(key_row).collect_view()}
            {(more > 0).then(|| view! { <li>{format!("and {least}{}", counted(more, "more key"))}</li> })}
        </ul>
    }
    .into_any()
}

/// The organizations of which nothing is known, because the session is not what they ask for.
fn closed(found: &OwnKeys) -> Option<AnyView> {
    let names = found.closed.join(", ");
    let more = found.closed_total.saturating_sub(found.closed.len() as u32);
    let required = if found.closed_total > 1 { "they require" } else { "it requires" };
    (!names.is_empty()).then(|| {
        view! {
            <p class="field-hint">
                "Keys that you made in " <span translate="no">{names}</span>
                {(more > 0).then(|| format!(" and {}", counted(more, "other organization")))}
                " are not listed and keep working: your sign-in is not the kind that " {required} ", or it is too long ago."
            </p>
        }
        .into_any()
    })
}
