//! What every form looks like around its fields.

use super::FormState;
use crate::client::Failure;
use crate::paths::sign_in_page::NO_ANSWER;
use crate::ui::{Button, ButtonKind, ButtonLink, Words, actions, provide_lock};
use leptos::prelude::*;
use portico_api::problem::kind;

/// A form: banner, fields, and the button that sends it.
#[component]
pub fn Form(
    form: FormState,
    /// Verb and noun: "Create project".
    #[prop(into)]
    action: Signal<String>,
    /// Where "Cancel" leads.
    #[prop(optional, into)]
    cancel: Option<String>,
    /// What "Cancel" does, where it leads nowhere: in a dialog.
    #[prop(optional, into)]
    on_cancel: Option<Callback<()>>,
    /// What that is called, where "Cancel" could mean something else.
    #[prop(default = "Cancel")]
    cancel_label: &'static str,
    /// Loads the current values, where a change can be overtaken by somebody else's.
    #[prop(optional, into)]
    reload: Option<Callback<()>>,
    /// Why it cannot be sent now.
    #[prop(optional, into)]
    disabled_reason: Signal<Option<String>>,
    /// Why nothing in it can be changed: it is said above, and the fields can only be read.
    #[prop(optional, into)]
    locked: Signal<Option<Words>>,
    children: Children,
) -> impl IntoView {
    provide_lock(Signal::derive(move || locked.with(Option::is_some)));
    let disabled_reason = Signal::derive(move || {
        locked.with(|locked| locked.as_ref().map(Words::to_string)).or_else(|| disabled_reason.get())
    });
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if disabled_reason.get_untracked().is_none() {
            form.submit();
        }
    };
    let act = view! {
        <Button kind=ButtonKind::Primary submit=true pending=form.submission disabled_reason>
            {move || action.get()}
        </Button>
    }
    .into_any();
    let way_out = match (on_cancel, cancel) {
        (Some(act), _) => Some(view! { <Button on_click=act>{cancel_label}</Button> }.into_any()),
        (None, href) => href
            .map(|href| view! { <ButtonLink kind=ButtonKind::Quiet href>"Cancel"</ButtonLink> }.into_any()),
    };
    view! {
        <form
            class="form"
            novalidate
            node_ref=form.node
            on:submit=send
            on:input=move |_| form.touched.set_value(true)
            on:change=move |_| form.touched.set_value(true)
        >
            {move || locked.get().map(|reason| view! { <p class="banner" data-kind="note">{reason.view()}</p> })}
            <div role="status">{move || form.is_restored().then(|| restored(Callback::new(move |()| form.discard())))}</div>
            <div role="alert">{move || form.banner().map(|failure| banner(form, failure, reload))}</div>
            {children()}
            {actions(act, way_out)}
        </form>
    }
}

/// What is typed comes from earlier.
pub fn restored(discard: Callback<()>) -> AnyView {
    view! {
        <div class="banner" data-kind="note">
            <p>"You typed this earlier and have not saved it."</p>
            <Button on_click=discard>"Discard"</Button>
        </div>
    }
    .into_any()
}

fn banner(form: FormState, failure: Failure, reload: Option<Callback<()>>) -> AnyView {
    let stale = failure.is(kind::STALE);
    let text = match &failure {
        _ if stale => "Someone changed this in the meantime. Load the current values, then save again: what you typed stays.".into(),
        Failure::Offline => NO_ANSWER.to_owned() + form.submission.unsure.get(),
        other => other.message(),
    };
    let remedy = match reload.filter(|_| stale) {
        Some(reload) => Some(("Load the current values", reload)),
        None => failure.is_lost().then(|| ("Try again", Callback::new(move |()| form.submit_again()))),
    };
    let way_out = failure
        .is(kind::LIMIT_REACHED)
        .then(|| use_context::<WayOut>().and_then(|WayOut(way_out)| way_out()))
        .flatten();
    view! {
        <div class="banner" data-kind="error">
            <p>{text}</p>
            {way_out}
            {remedy.map(|(label, act)| view! {
                <Button kind=ButtonKind::Secondary on_click=act>{label}</Button>
            })}
        </div>
    }
    .into_any()
}

/// What leads to more room where a limit is reached, for whoever may follow it: whoever knows the plans provides it.
#[derive(Clone, Copy)]
pub struct WayOut(pub fn() -> Option<AnyView>);
