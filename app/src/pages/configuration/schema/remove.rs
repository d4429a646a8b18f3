//! Asks before a setting goes, and says whose values go with it.

use super::Page;
use crate::parts::{open_while, words_of};
use crate::ui::{ButtonKind, ConfirmDialog};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::promotion::Promotion;
use portico_api::schema::Setting;

pub(super) fn dialog(page: Page) -> AnyView {
    let open = open_while(page.removing);
    let setting = move || page.removing.get().and_then(|at| page.work.with(|work| work.get(at).cloned()));
    // As it is called when it is chosen: once it is gone, another stands in its place.
    let title = words_of(page.removing, move |at| {
        page.work.with_untracked(|work| {
            work.get(*at).map(|setting| format!("Remove {}?", setting.title)).unwrap_or_default()
        })
    });
    let remove = move |()| {
        if let Some(at) = page.removing.get_untracked() {
            page.work.update(|work| {
                if at < work.len() {
                    work.remove(at);
                }
            });
        }
        open.set(false);
    };
    let lost = move || setting().map(|setting| page.promotion.with(|promotion| lost(promotion, &setting)));
    view! {
        <ConfirmDialog
            open
            title
            confirm="Remove setting"
            kind=ButtonKind::Danger
            on_confirm=Callback::new(remove)
        >
            <p>{lost}</p>
            <p>"Published versions keep it until the next one. Nothing changes until you save the schema."</p>
        </ConfirmDialog>
    }
    .into_any()
}

/// Which environments lose a value.
fn lost(promotion: &Promotion, setting: &Setting) -> String {
    let has = |mode: Mode| {
        let version = match mode {
            Mode::Sandbox => promotion.sandbox.as_ref(),
            Mode::Live => promotion.live.as_ref(),
        };
        version.is_some_and(|version| {
            version.own_value(&setting.key).is_some() || version.secrets.contains_key(&setting.key)
        })
    };
    match (has(Mode::Sandbox), has(Mode::Live)) {
        (true, true) => "Sandbox and live lose their values for it, and so do their drafts.".to_owned(),
        (true, false) => "Sandbox loses its value for it, and so do the drafts. Live has none.".to_owned(),
        (false, true) => "Live loses its value for it, and so do the drafts. Sandbox has none.".to_owned(),
        (false, false) => {
            "Neither environment has published a value of its own for it; drafts lose theirs.".to_owned()
        }
    }
}
