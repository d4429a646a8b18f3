//! The dialog that creates a key, and then shows its token: this once.

use super::super::by_id;
use super::Page;
use crate::browser::now_ms;
use crate::form::{Form, shaped_form};
use crate::query::invalidate;
use crate::ui::{Button, ButtonKind, CopyText, Dialog, TextField};
use leptos::prelude::*;
use portico_api::keys::{CreateKey, ListKeys};
use serde_json::{Map, Value};

/// How long a key can work: days, and what that is called. No number is for ever.
const LIVES: [(&str, &str); 4] =
    [("30", "30 days"), ("90", "90 days"), ("365", "365 days"), ("", "Never: until it is revoked")];

const DAY_MS: i64 = 86_400_000;

pub(super) fn dialog(page: Page) -> AnyView {
    let title = format!("Create a key for {}", page.mode.as_str());
    view! {
        <Dialog open=page.creating title dirty=true>
            {move || steps(page)}
        </Dialog>
    }
    .into_any()
}

/// The form, then the token.
fn steps(page: Page) -> AnyView {
    let token = RwSignal::new(None::<String>);
    (move || match token.get() {
        None => fields(page, token),
        Some(token) => made(page, token),
    })
    .into_any()
}

fn fields(page: Page, token: RwSignal<Option<String>>) -> AnyView {
    let params = by_id(&page.project.get_untracked(), page.mode);
    // The time is taken once, so that sending again after a lost answer sends the same.
    let begun = (now_ms() as i64).to_string();
    let form = shaped_form::<CreateKey>(
        &[("name", ""), ("days", "90"), ("begun", &begun)],
        expiry,
        move || params.clone(),
        move |_, created| {
            token.set(Some(created.token));
            invalidate::<ListKeys>();
        },
    );
    let days = form.value("days");
    let option = move |(value, title): (&'static str, &'static str)| {
        view! { <option value=value selected=move || days.with(|days| days == value)>{title}</option> }
            .into_any()
    };
    view! {
        <Form form action="Create key" on_cancel=Callback::new(move |()| page.creating.set(false)) disabled_reason=page.reason>
            <TextField
                label="Name"
                name="name"
                value=form.value("name")
                error=form.error("name")
                hint=Some("Which server it is for, so that you know later what a revocation hits.".to_owned())
                autofocus=true
            />
            <div class="field">
                <label class="field-label" for="key-days">"Expires after"</label>
                <select class="select" id="key-days" on:change=move |event| days.set(event_target_value(&event))>
                    {LIVES.into_iter().map(option).collect_view()}
                </select>
                <p class="field-error">{form.error("expires_at")}</p>
            </div>
        </Form>
    }
    .into_any()
}

/// Days from the beginning, as a time.
fn expiry(object: &mut Map<String, Value>) {
    let mut number = |name: &str| object.remove(name)?.as_str()?.parse::<i64>().ok();
    let (days, begun) = (number("days"), number("begun"));
    if let (Some(days), Some(begun)) = (days, begun) {
        object.insert("expires_at".to_owned(), (begun + days * DAY_MS).into());
    }
}

fn made(page: Page, token: String) -> AnyView {
    view! {
        <div class="key-made">
            <p class="banner" data-kind="note" role="status">
                "Copy it now: this is the only time that it is shown. Portico keeps no copy, only a fingerprint."
            </p>
            <CopyText value=token label="Copy key" />
            <p class="dialog-note">"Keep it on your servers. In a page or an app everybody could read it, and your secrets with it."</p>
            <div class="dialog-actions">
                <Button kind=ButtonKind::Primary on_click=Callback::new(move |()| page.creating.set(false))>
                    "I have copied it"
                </Button>
            </div>
        </div>
    }
    .into_any()
}
