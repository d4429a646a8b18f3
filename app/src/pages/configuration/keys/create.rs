//! The dialog that creates a key, and then shows its token: this once.

use super::super::by_id;
use super::Page;
use crate::browser::{now_ms, warn_before_leaving};
use crate::form::{Form, lasting_form};
use crate::kept::{Kept, kept_in_memory, track_later, with_project};
use crate::query::invalidate;
use crate::reactive::effect;
use crate::ui::{Button, ButtonKind, CopyText, Dialog, SelectField, TextField, actions};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::keys::{CreateKey, CreatedKey, ListKeys};
use portico_api::projects::Project;
use serde_json::{Map, Value};

/// How long a key can work: days, and what that is called. No number is for ever.
const LIVES: [(&str, &str); 4] = [("30", "30 days"), ("90", "90 days"), ("365", "365 days"), ("", "Never")];

const DAY_MS: i64 = 86_400_000;

pub(super) fn dialog(page: Page) -> AnyView {
    let title = format!("Create a key for {}", page.mode.as_str());
    let (token, sending) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let shown = Shown { token, kept: page.project.with_untracked(|project| kept_token(project, page.mode)) };
    // A key that nobody has seen is of no use: nothing but its own button takes it away.
    let locked = Signal::derive(move || sending.get() || token.with(Option::is_some));
    warn_before_leaving(move || {
        let is_shown = token.try_with_untracked(Option::is_some).unwrap_or_default();
        is_shown || sending.try_get_untracked().unwrap_or_default()
    });
    // Of an earlier page, whose answer may come while this one is shown.
    effect(move || {
        track_later();
        let kept = shown.kept.filter(|kept| kept.is_known() && token.with_untracked(Option::is_none));
        if let Some(found) = kept.and_then(Kept::read) {
            token.set(Some(found));
            page.creating.set(true);
            // The list may be of before.
            invalidate::<ListKeys>();
        }
    });
    view! {
        <Dialog open=page.creating title dirty=true locked>
            {move || match token.get() {
                None => fields(page, shown, sending),
                Some(token) => made(page, shown, token),
            }}
        </Dialog>
    }
    .into_any()
}

/// The token that is shown this once. A handle to copy around.
#[derive(Clone, Copy)]
struct Shown {
    token: RwSignal<Option<String>>,
    /// Over leaving the page, until it was copied: written down nowhere.
    kept: Option<Kept>,
}

impl Shown {
    /// It was copied.
    fn forget(self) {
        if let Some(kept) = self.kept {
            kept.write(None);
        }
        self.token.set(None);
    }
}

fn kept_token(project: &Project, mode: Mode) -> Option<Kept> {
    kept_in_memory(with_project(&project.organization.id), format!("token.{}.{}", project.id, mode.as_str()))
}

fn fields(page: Page, shown: Shown, sending: RwSignal<bool>) -> AnyView {
    let project = page.project.get_untracked();
    let params = by_id(&project, page.mode);
    // The time is taken once and kept, so that sending again after a lost answer sends the same.
    let begun = (now_ms() as i64).to_string();
    // The page may be gone when the token comes, which is made this once.
    let begin = move || {
        let kept = shown.kept.and_then(Kept::later);
        move |created: &CreatedKey| {
            if let Some(kept) = &kept {
                kept.write(&created.token);
            }
        }
    };
    let form = lasting_form::<CreateKey, _>(
        &[("name", ""), ("days", "90"), ("begun", &begun)],
        expiry,
        move || params.clone(),
        begin,
        move |_, created| {
            sending.set(false);
            shown.token.set(Some(created.token));
            invalidate::<ListKeys>();
        },
    );
    form.keep(
        with_project(&project.organization.id),
        format!("key.{}.{}", project.id, page.mode.as_str()),
        &["name", "days", "begun"],
    );
    effect(move || sending.set(form.submission.pending.get()));
    let lives = LIVES.map(|(value, title)| (value.to_owned(), title.to_owned())).to_vec();
    view! {
        <Form form action="Create key" on_cancel=Callback::new(move |()| page.creating.set(false)) disabled_reason=page.reason>
            <TextField
                label="Name"
                name="name"
                value=form.value("name")
                error=form.error("name")
                hint=Some("Which server it is for, so that you know later what stops when you revoke it.".to_owned())
                autofocus=true
            />
            <SelectField
                label="Expires after"
                name="days"
                value=form.value("days")
                options=Signal::stored(lives)
                error=form.error("expires_at")
            />
        </Form>
    }
    .into_any()
}

/// Days from the beginning, as a time.
fn expiry(object: &mut Map<String, Value>) {
    let mut number = |name: &str| object.remove(name)?.as_str()?.parse::<i64>().ok();
    let (days, begun) = (number("days"), number("begun"));
    if let (Some(days), Some(begun)) = (days, begun) {
        // Kept for longer, it has no answer that could be given again.
        let begun = begun.max(now_ms() as i64 - DAY_MS);
        object.insert("expires_at".to_owned(), (begun + days * DAY_MS).into());
    }
}

fn made(page: Page, shown: Shown, token: String) -> AnyView {
    let done = move |()| {
        page.creating.set(false);
        shown.forget();
    };
    view! {
        <div class="key-made">
            <p class="banner" data-kind="note" role="status">
                "Copy it now: this is the only time it is shown. Portico keeps no copy, only a fingerprint."
            </p>
            <CopyText value=token label="Copy key" />
            <p class="dialog-note">"Keep it on your servers. In a page or an app everyone could read it, and your secrets with it."</p>
            {actions(
                view! { <Button kind=ButtonKind::Primary on_click=Callback::new(done)>"I have copied it"</Button> }.into_any(),
                None,
            )}
        </div>
    }
    .into_any()
}
