//! The account menu: who is signed in, the way to anywhere, the theme, and the way out.

use super::theme;
use crate::paths::Place;
use crate::reactive::memo;
use crate::session::{SignOutHere, use_session};
use crate::ui::{Icon, Initials, Menu, MenuChoice, MenuItem};
use leptos::prelude::*;

#[component]
pub(super) fn AccountMenu(
    /// Whether the command palette is open.
    going: RwSignal<bool>,
) -> impl IntoView {
    let session = use_session();
    let SignOutHere(sign_out) = expect_context();
    let chosen = RwSignal::new(theme::chosen());
    let themes = MenuChoice {
        label: "Theme".into(),
        options: theme::THEMES.to_vec(),
        value: chosen.into(),
        on_select: Callback::new(move |(theme,): (String,)| {
            theme::choose(&theme);
            chosen.set(theme);
        }),
    };
    let items = vec![
        MenuItem::Heading(Signal::derive(move || session.email().unwrap_or_default())),
        MenuItem::Link { label: "Account".into(), href: Place::Account.path().into(), icon: "user" },
        MenuItem::Action {
            label: "Go to…".into(),
            icon: "search",
            on_select: Callback::new(move |()| going.set(true)),
        },
        MenuItem::Separator,
        MenuItem::Choice(themes),
        MenuItem::Separator,
        MenuItem::Action { label: "Sign out".into(), icon: "sign-out", on_select: sign_out },
    ];
    let person = memo(move |_| session.query().ready().map(|session| session.user.clone()));
    view! {
        <Menu label="Account" items>
            {move || match person.get() {
                Some(user) => view! { <Initials name=user.name email=user.email /> }.into_any(),
                None => view! { <Icon name="user" /> }.into_any(),
            }}
        </Menu>
    }
}
