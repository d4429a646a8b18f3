//! One member in the list.

use super::act::{Acts, Looker, called};
use crate::parts::restored::restored;
use crate::ui::{Badge, Icon, Menu, Person, RelativeTime};
use leptos::prelude::*;
use portico_api::members::Member;

/// The height of a row in CSS pixels, as in style/pages/members.css.
pub(super) const HEIGHT: f64 = 60.0;

/// What makes the row another one.
pub(super) fn key(member: &Member, looker: Option<&Looker>) -> String {
    let looker = looker.map(|looker| format!("{} {} {}", looker.user_id, looker.role.rank(), looker.owners));
    serde_json::to_string(member).unwrap_or_default() + &looker.unwrap_or_default()
}

pub(super) fn row(member: &Member, looker: Option<&Looker>, acts: Acts) -> AnyView {
    let items = looker.map(|looker| looker.menu(member, acts)).unwrap_or_default();
    let is_self = looker.is_some_and(|looker| looker.user_id == member.user_id.as_str());
    let alone = items.is_empty();
    let menu = (!items.is_empty()).then(|| {
        let label = format!("Actions for {}", called(member));
        view! { <Menu label items><Icon name="more" /></Menu> }
    });
    let seen = match member.last_seen_at {
        Some(at_ms) => view! { <span>"Seen " <RelativeTime at_ms /></span> }.into_any(),
        None => view! { <span>"Signed out"</span> }.into_any(),
    };
    let restored = member.restored_at.and_then(|at| restored(at, "Check this role"));
    view! {
        <div class="member" data-tips="">
            <span class="member-who">
                <span class="member-name">
                    <Person name=member.name.clone() email=member.email.clone() alone />
                    {is_self.then(|| view! { <span class="member-you">" (you)"</span> })}
                </span>
                {restored.or_else(|| {
                    let email = member.name.is_some().then(|| member.email.clone());
                    email.map(|email| view! { <span class="member-email" translate="no">{email}</span> }.into_any())
                })}
            </span>
            <span class="member-when">"Joined " <RelativeTime at_ms=member.since /></span>
            <span class="member-when">{seen}</span>
            <span class="member-role"><Badge text=member.role.title() /></span>
            <span class="member-menu">{menu}</span>
        </div>
    }
    .into_any()
}
