//! A key that goes on working when whoever made it goes: a row of a list.

use crate::ui::RelativeTime;
use leptos::prelude::*;
use portico_api::members::MemberKey;

pub(crate) fn key_row(key: &MemberKey) -> AnyView {
    let place = match key.in_trash {
        true => format!("{}, in the trash", key.project),
        false => format!("{}, {}", key.project, key.mode.as_str()),
    };
    let used = match key.last_used_at {
        Some(at_ms) => view! { <span>"last used " <RelativeTime at_ms alone=true /></span> }.into_any(),
        None => view! { <span>"never used"</span> }.into_any(),
    };
    view! {
        <li data-tips="">
            <strong translate="no">{key.name.clone()}</strong> " "
            <span class="member-keys-place">{format!("…{} in {place}, ", key.last4)} {used}</span>
        </li>
    }
    .into_any()
}
