//! Forms: the state and the shell that every form of the console uses, so that none forgets its banner, its pending
//! state, the error at each field, or what the person typed.

mod edit;
mod keep;
mod shell;

pub use shell::{Form, WayOut, restored};

use crate::client::Failure;
use crate::kept::Kept;
use crate::submit::{Submission, submission};
use leptos::html;
use leptos::prelude::*;
use portico_api::{Body, Endpoint, FieldError};
use serde_json::{Map, Value};
use wasm_bindgen::JsCast;

/// The state of one form. A handle to copy around.
#[derive(Clone, Copy)]
pub struct FormState {
    fields: StoredValue<Vec<Field>>,
    /// The version that the values were read at, where the endpoint wants one.
    version: StoredValue<Option<i64>>,
    faults: RwSignal<Vec<Fault>>,
    pub submission: Submission,
    submit: StoredValue<Option<Callback<()>>>,
    /// The person has changed something since it was sent.
    touched: StoredValue<bool>,
    node: NodeRef<html::Form>,
    /// The fields whose text is kept until it is saved, and where.
    names: StoredValue<&'static [&'static str]>,
    kept: StoredValue<Option<Kept>>,
    /// What is typed was typed earlier, and kept.
    restored: RwSignal<bool>,
    /// Takes over the current values, where the form follows any.
    renew: StoredValue<Option<Callback<()>>>,
}

/// One input.
#[derive(Clone, Copy)]
struct Field {
    name: &'static str,
    value: RwSignal<String>,
    /// What it began with.
    initial: RwSignal<String>,
}

impl Field {
    fn differs(&self) -> bool {
        self.value.with(|value| self.initial.with(|initial| value != initial))
    }
}

/// What is wrong with which text of which field. It is shown until the text is another one.
#[derive(Clone, PartialEq)]
struct Fault {
    field: String,
    detail: String,
    value: String,
}

/// Prepares a form that sends `E`: the fields with what they begin with, and what to do with the reply.
pub fn form<E: Endpoint>(
    fields: &[(&'static str, &str)],
    params: impl Fn() -> E::Params + Send + Sync + 'static,
    done: impl Fn(FormState, E::Reply) + Send + Sync + Clone + 'static,
) -> FormState {
    shaped_form::<E>(fields, |_| {}, params, done)
}

/// As [`form`], where some field travels as something else than its text: `shape` turns the one into the other.
pub fn shaped_form<E: Endpoint>(
    fields: &[(&'static str, &str)],
    shape: fn(&mut Map<String, Value>),
    params: impl Fn() -> E::Params + Send + Sync + 'static,
    done: impl Fn(FormState, E::Reply) + Send + Sync + Clone + 'static,
) -> FormState {
    lasting_form::<E, _>(fields, shape, params, || |_: &E::Reply| {}, done)
}

/// As [`shaped_form`]. `begin` is called when it is sent; what it answers hears of the reply though the page is gone.
pub(crate) fn lasting_form<E: Endpoint, L: Fn(&E::Reply) + 'static>(
    fields: &[(&'static str, &str)],
    shape: fn(&mut Map<String, Value>),
    params: impl Fn() -> E::Params + Send + Sync + 'static,
    begin: impl Fn() -> L + Send + Sync + Clone + 'static,
    done: impl Fn(FormState, E::Reply) + Send + Sync + Clone + 'static,
) -> FormState {
    let state = FormState::new(fields);
    state.submission.is_of::<E>();
    let submit = move |()| {
        let mut object = state.read();
        shape(&mut object);
        // The same check as at the edge, with the same sentences.
        match E::Body::parse(object) {
            Err(errors) => state.refuse(errors),
            Ok(body) => {
                state.faults.set(Vec::new());
                let (begin, done) = (begin.clone(), done.clone());
                let begin = move || {
                    let (forget, hear) = (state.sent(), begin());
                    move |reply: &E::Reply| {
                        forget();
                        hear(reply);
                    }
                };
                state.submission.send_lasting::<E, _>(params(), body, begin, move |outcome| match outcome {
                    Ok(reply) => {
                        state.forget();
                        done(state, reply);
                    }
                    Err(Failure::Problem(problem)) => state.refuse(problem.errors),
                    Err(_) => {}
                });
            }
        }
    };
    state.submit.set_value(Some(Callback::new(submit)));
    state
}

impl FormState {
    fn new(fields: &[(&'static str, &str)]) -> Self {
        let field = |(name, initial): &(&'static str, &str)| Field {
            name,
            value: RwSignal::new((*initial).to_owned()),
            initial: RwSignal::new((*initial).to_owned()),
        };
        Self {
            fields: StoredValue::new(fields.iter().map(field).collect()),
            version: StoredValue::new(None),
            faults: RwSignal::new(Vec::new()),
            submission: submission(),
            submit: StoredValue::new(None),
            touched: StoredValue::new(false),
            node: NodeRef::new(),
            names: StoredValue::new(&[]),
            kept: StoredValue::new(None),
            restored: RwSignal::new(false),
            renew: StoredValue::new(None),
        }
    }

    /// The text of a field.
    pub fn value(self, name: &str) -> RwSignal<String> {
        let found = self.fields.with_value(|fields| fields.iter().find(|field| field.name == name).copied());
        found.map_or_else(RwSignal::default, |field| field.value)
    }

    /// What is wrong with a field, as long as its text is the one that was refused.
    pub fn error(self, name: &'static str) -> Signal<Option<String>> {
        let value = self.value(name);
        Signal::derive(move || {
            let found = |fault: &&Fault| fault.field == name && value.with(|value| *value == fault.value);
            self.faults.with(|faults| faults.iter().find(found).map(|fault| fault.detail.clone()))
        })
    }

    /// After a lost answer: sends the very same again, unless the person has changed something meanwhile. What changed by
    /// itself, such as a version that came since, must not make another change of it.
    fn submit_again(self) {
        if self.touched.get_value() { self.submit() } else { self.submission.again() }
    }

    /// Checks and sends what is typed.
    pub fn submit(self) {
        self.touched.set_value(false);
        if let Some(submit) = self.submit.get_value() {
            submit.run(());
        }
    }

    /// Whether anything was typed that is not what the form began with; tracked.
    pub fn is_dirty(self) -> bool {
        self.fields.with_value(|fields| fields.iter().any(Field::differs))
    }

    /// Takes over newer values, read at `version`. What the person has typed stays.
    pub fn rebase(self, version: i64, values: &[(&str, &str)]) {
        self.version.set_value(Some(version));
        for (name, current) in values {
            let Some(field) = self.field(name) else { continue };
            if field.value.get_untracked() == field.initial.get_untracked() {
                field.value.set((*current).to_owned());
            }
            field.initial.set((*current).to_owned());
        }
        self.submission.failure.set(None);
    }

    /// Begins anew with the values that were just saved.
    pub fn saved(self, version: i64, values: &[(&str, &str)]) {
        self.settle(values);
        self.rebase(version, values);
    }

    /// As [`FormState::saved`], where there is no version.
    pub fn settle(self, values: &[(&str, &str)]) {
        for (name, current) in values {
            let Some(field) = self.field(name) else { continue };
            field.initial.set((*current).to_owned());
            field.value.set((*current).to_owned());
        }
    }

    /// Goes on where the same form of another page was refused.
    pub fn resume(self, failure: Failure) {
        // Nothing of that can be sent again by itself.
        self.touched.set_value(true);
        if let Failure::Problem(problem) = &failure {
            self.refuse(problem.errors.clone());
        }
        self.submission.failure.set(Some(failure));
    }

    /// What to say above the fields: nothing where everything wrong is said at the fields.
    fn banner(self) -> Option<Failure> {
        let failure = self.submission.failure.get()?;
        if let Failure::Problem(problem) = &failure {
            let said = |error: &FieldError| self.field(&error.field).is_some();
            if !problem.errors.is_empty() && problem.errors.iter().all(said) {
                return None;
            }
        }
        Some(failure)
    }

    fn field(self, name: &str) -> Option<Field> {
        self.fields.with_value(|fields| fields.iter().find(|field| field.name == name).copied())
    }

    fn read(self) -> Map<String, Value> {
        let pair = |field: &Field| (field.name.to_owned(), Value::String(field.value.get_untracked()));
        let mut object: Map<String, Value> =
            self.fields.with_value(|fields| fields.iter().map(pair).collect());
        if let Some(version) = self.version.get_value() {
            object.insert("version".into(), version.into());
        }
        object
    }

    /// Shows what is wrong at each field, and leads to the first.
    fn refuse(self, errors: Vec<FieldError>) {
        let fault = |error: FieldError| Fault {
            value: self.field(&error.field).map(|field| field.value.get_untracked()).unwrap_or_default(),
            field: error.field,
            detail: error.detail,
        };
        let faults: Vec<Fault> = errors.into_iter().map(fault).collect();
        let faulty = |field: &&Field| faults.iter().any(|fault| fault.field == field.name);
        let first = self.fields.with_value(|fields| fields.iter().find(faulty).map(|field| field.name));
        self.faults.set(faults);
        if let (Some(name), Some(form)) = (first, self.node.get_untracked()) {
            let found = form.query_selector(&format!("[name={name}]")).ok().flatten();
            if let Some(input) = found.and_then(|input| input.dyn_into::<web_sys::HtmlElement>().ok()) {
                // After the error is in the document, so that it is read out with the field.
                request_animation_frame(move || {
                    input.focus().ok();
                });
            }
        }
    }
}
