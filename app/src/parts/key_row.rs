//! Keys that go on working when whoever made them goes: a row of their list, and the tick that revokes them as well.

use super::words::{counted, counted_to};
use crate::ui::{RelativeTime, Tick};
use leptos::prelude::*;
use portico_api::keys::KEYS_COUNTED;
use portico_api::members::MemberKey;

pub(crate) fn key_row(key: &MemberKey) -> AnyView {
    let place = if key.in_trash { "in the trash" } else { key.mode.as_str() };
    let used = match key.last_used_at {
        Some(at_ms) => view! { <span>"last used " <RelativeTime at_ms alone=true /></span> }.into_any(),
        None => view! { <span>"never used"</span> }.into_any(),
    };
    view! {
        <li data-tips="">
            <strong translate="no">{key.name.clone()}</strong> " "
            <span class="member-keys-place">
                <span translate="no">{format!("…{}", key.last4)}</span> " in " <span translate="no">{key.project.clone()}</span>
                {format!(", {place}, ")} {used}
            </span>
        </li>
    }
    .into_any()
}

/// Of `all` keys the person may revoke `may`: whether those go as well, and who may revoke the rest, where `of` says whose Owners and Admins.
pub(crate) fn revoke_too((all, may): (u32, u32), revoked: RwSignal<bool>, of: &str) -> AnyView {
    let label = match (all, may) {
        (1, 1) => "Revoke this key as well".to_owned(),
        (all, may) if all == may && all >= KEYS_COUNTED => "Revoke all of these keys as well".to_owned(),
        (all, may) if all == may => format!("Revoke these {} as well", counted(all, "key")),
        (_, may) => format!("Revoke the {} that you can revoke", counted_to(may, KEYS_COUNTED, "key")),
    };
    let rest = (may < all).then(|| match (all, may) {
        (1, _) => format!("You can't revoke it. Ask an Owner or Admin{of} to do it."),
        (_, 0) => format!("You can't revoke them. Ask an Owner or Admin{of} to do it."),
        _ => format!("An Owner or Admin{of} can revoke the others."),
    });
    view! {
        {(may > 0).then(|| view! {
            <label class="toggle">
                <Tick value=revoked on_change=Callback::new(move |(on,)| revoked.set(on)) />
                <span>{label}</span>
            </label>
            <p class="field-hint">"Whatever still uses a revoked key is refused, and no one can bring it back."</p>
        })}
        {rest.map(|text| view! { <p class="field-hint">{text}</p> })}
    }
    .into_any()
}
