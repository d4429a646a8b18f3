//! What every publication asks: why, and in live the project's name. The edge asks for it as well.

use crate::client::Failure;
use crate::form::{Form, FormState};
use crate::ui::{Button, ButtonKind, TextArea, TextField};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::schema::Schema;
use serde_json::{Map, Value};

/// Which publication, and how the form ends.
#[derive(Clone)]
pub(super) struct Gate {
    pub(super) form: FormState,
    /// Verb and noun, as on the button.
    pub(super) action: String,
    /// The environment that it changes.
    pub(super) mode: Mode,
    pub(super) project: String,
    /// Loads what somebody else published meanwhile.
    pub(super) reload: Callback<()>,
    pub(super) cancel: Callback<()>,
    pub(super) reason: Signal<Option<String>>,
}

impl Gate {
    /// The form. `schema` names the settings that the edge refuses; `find` leads to one of them.
    pub(super) fn view(self, schema: Schema, find: Option<Callback<(String,)>>) -> AnyView {
        let Gate { form, action, mode, project, reload, cancel, reason } = self;
        let reload = Callback::new(move |()| {
            form.submission.failure.set(None);
            reload.run(());
        });
        let refused = move || {
            let faults = form.submission.failure.get().map(|failure| faults_of(&failure)).unwrap_or_default();
            (!faults.is_empty()).then(|| {
                let row = |(key, detail)| refusal(&schema, key, detail, find);
                view! { <ul class="refusals" role="alert">{faults.into_iter().map(row).collect_view()}</ul> }
            })
        };
        let confirm = (mode == Mode::Live).then(|| {
            view! {
                <div class="gate-confirm">
                    <p>"Live is protected. The name of the project is " <strong class="exact" translate="no">{project}</strong></p>
                    <TextField
                        label="Type the project's name to confirm"
                        name="confirm"
                        value=form.value("confirm")
                        error=form.error("confirm")
                    />
                </div>
            }
        });
        view! {
            <Form form action reload on_cancel=cancel disabled_reason=reason>
                {refused}
                <TextArea
                    label="Message"
                    name="message"
                    value=form.value("message")
                    error=form.error("message")
                    hint=Some("What changes and why, in a few words. It appears in the list of versions.".to_owned())
                    rows=2
                    autofocus=true
                    selected=mode == Mode::Sandbox
                />
                {confirm}
            </Form>
        }
        .into_any()
    }
}

/// The settings at fault, each with what to do.
pub(super) fn faults_of(failure: &Failure) -> Vec<(String, String)> {
    let Failure::Problem(problem) = failure else { return Vec::new() };
    let fault = |error: &portico_api::FieldError| {
        let (area, key) = error.field.split_once('.')?;
        matches!(area, "values" | "set" | "secrets").then(|| (key.to_owned(), error.detail.clone()))
    };
    problem.errors.iter().filter_map(fault).collect()
}

fn refusal(schema: &Schema, key: String, detail: String, find: Option<Callback<(String,)>>) -> AnyView {
    let title = schema.get(&key).map_or_else(|| key.clone(), |setting| setting.title.clone());
    let go = find.map(|find| {
        let label = format!("Go to {title}");
        view! {
            <Button kind=ButtonKind::Quiet on_click=Callback::new(move |()| find.run((key.clone(),)))>{label}</Button>
        }
    });
    view! { <li><span><strong>{title}</strong> ": " {detail}</span> {go}</li> }.into_any()
}

/// Turns what the form holds as text into what the edge takes.
pub(super) fn shape(object: &mut Map<String, Value>) {
    for name in ["revision", "version", "sandbox_version", "live_version"] {
        if let Some(Value::String(text)) = object.get(name) {
            let number = text.parse::<i64>().unwrap_or_default();
            object.insert(name.to_owned(), number.into());
        }
    }
    if let Some(Value::String(keys)) = object.get("keys") {
        let keys: Vec<String> = keys.lines().map(str::to_owned).collect();
        object.insert("keys".to_owned(), keys.into());
    }
    // Sandbox asks for no name.
    if object.get("confirm").and_then(Value::as_str).is_some_and(str::is_empty) {
        object.remove("confirm");
    }
}
