//! One server key in the list.

use super::Page;
use crate::browser::now_ms;
use crate::parts::restored::restored;
use crate::ui::{Badge, Button, Person, RelativeTime, Tone};
use leptos::prelude::*;
use portico_api::keys::Key;

/// What makes the row another one.
pub(super) fn key(key: &Key) -> String {
    format!(
        "{} {:?} {} {} {} {}",
        key.id,
        key.created_by_name,
        key.restored_at.unwrap_or_default(),
        key.by_member,
        key.revoked_at.unwrap_or_default(),
        key.last_used_at.unwrap_or_default()
    )
}

/// Whether and how a key works.
fn standing(key: &Key) -> (&'static str, Tone) {
    let expired = key.expires_at.is_some_and(|at| (at as f64) < now_ms());
    match (key.revoked_at, expired) {
        (Some(_), _) => ("Revoked", Tone::Bad),
        (None, true) => ("Expired", Tone::Warning),
        (None, false) => ("Active", Tone::Good),
    }
}

pub(super) fn row(page: Page, key: Key) -> AnyView {
    let (word, tone) = standing(&key);
    let works = tone == Tone::Good;
    let token = format!("sk_{}_…{}", page.mode.as_str(), key.last4);
    let expires = match (key.revoked_at, key.expires_at) {
        (Some(at_ms), _) => view! { <span>"revoked " <RelativeTime at_ms /></span> }.into_any(),
        (None, Some(at_ms)) if works => {
            view! { <span>"expires " <RelativeTime at_ms ahead=true /></span> }.into_any()
        }
        (None, Some(at_ms)) => view! { <span>"expired " <RelativeTime at_ms /></span> }.into_any(),
        (None, None) => view! { <span>"never expires"</span> }.into_any(),
    };
    let used = match key.last_used_at {
        Some(at_ms) => view! { <span>"last used " <RelativeTime at_ms /></span> }.into_any(),
        None => view! { <span>"never used"</span> }.into_any(),
    };
    let name = key.name.clone();
    let label = name.clone();
    let (maker, maker_name, created) = (key.created_by.clone(), key.created_by_name.clone(), key.created_at);
    let left = (!key.by_member).then_some(" (no longer a member)");
    let restored =
        key.restored_at.filter(|_| works).and_then(|at| restored(at, "Revoke it if it was revoked before"));
    let revoke = Callback::new(move |()| page.revoking.set(Some(key.clone())));
    view! {
        <li class="key" data-tips="">
            <span class="key-name" translate="no" title=name.clone()>{name.clone()}</span>
            <code class="key-token" translate="no">{token}</code>
            <span class="key-state"><Badge text=word tone /></span>
            <span class="key-facts">
                <span>"Created by " <Person name=maker_name email=maker alone=!works /> {left} " " <RelativeTime at_ms=created /></span>
                {expires}
                {used}
                {restored}
            </span>
            <span class="key-act">
                {works.then(|| view! {
                    <Button disabled_reason=page.reason on_click=revoke>
                        "Revoke" <span class="visually-hidden" translate="no">" " {label}</span>
                    </Button>
                })}
            </span>
        </li>
    }
    .into_any()
}
