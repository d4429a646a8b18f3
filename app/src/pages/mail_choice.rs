//! `/no-more-mail/{token}`: whoever has a mail of ours says that its address wants no more, or takes that back. Opening the page changes nothing.

use crate::browser::use_title;
use crate::parts::{Heading, loaded};
use crate::paths::Place;
use crate::query::{Phase, invalidate, query};
use crate::reactive::memo;
use crate::submit::{Submission, submission};
use crate::ui::{Button, ButtonKind, ButtonLink, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::mail_choice::{AllowMail, MailChoice, MailChoiceParams, ShowMailChoice, StopMail};

pub fn page(token: String) -> AnyView {
    use_title(|| vec!["Stop e-mail".into()]);
    let params = MailChoiceParams { token };
    let asked = params.clone();
    let choice = query::<ShowMailChoice>(move || Some(asked.clone()));
    let unknown = memo(move |_| match choice.phase() {
        Phase::Failed(failure) => failure.is_missing(),
        _ => false,
    });
    (move || match unknown.get() {
        true => broken(),
        false => {
            let params = params.clone();
            loaded(choice, move |choice| {
                let params = params.clone();
                (move || shown(&params, &choice.get())).into_any()
            })
        }
    })
    .into_any()
}

fn shown(params: &MailChoiceParams, choice: &MailChoice) -> AnyView {
    let choosing = submission();
    let address = choice.address.clone();
    let (title, text) = match choice.is_stopped {
        true => ("E-mail to this address is stopped", STOPPED),
        false => ("Stop e-mail to this address?", ASKED),
    };
    let button = match choice.is_stopped {
        true => view! { <Button pending=choosing on_click=allow(params, choosing)>"Resume e-mail"</Button> }.into_any(),
        false => view! {
            <Button kind=ButtonKind::Primary pending=choosing on_click=stop(params, choosing)>"Stop e-mail"</Button>
        }
        .into_any(),
    };
    view! {
        <section class="invite-card">
            <Heading>{title}</Heading>
            <p class="lead"><strong translate="no">{address}</strong></p>
            <p>{text}</p>
            <div role="alert" class="field-error">{move || choosing.failure.get().map(|failure| failure.message())}</div>
            <div class="actions">{button}</div>
        </section>
    }
    .into_any()
}

const ASKED: &str = "\
    No one can send it invites, invoices or notices from this Portico any more. Sign-in codes still come when someone asks for one, but at \
    most three a day from browsers that never signed in with it, and so do e-mails about the security of an account with this address. You can \
    take this back here at any time.";
const STOPPED: &str = "\
    It gets no invites, invoices or notices from this Portico. Sign-in codes still come when someone asks for one, but at most three a day \
    from browsers that never signed in with it, and so do e-mails about the security of an account with this address.";

fn stop(params: &MailChoiceParams, choosing: Submission) -> Callback<()> {
    let (params, toasts) = (params.clone(), use_toasts());
    Callback::new(move |()| {
        choosing.send::<StopMail>(params.clone(), Empty {}, move |outcome| {
            if outcome.is_ok() {
                toasts.success("E-mail to this address stopped");
            }
            invalidate::<ShowMailChoice>();
        });
    })
}

fn allow(params: &MailChoiceParams, choosing: Submission) -> Callback<()> {
    let (params, toasts) = (params.clone(), use_toasts());
    Callback::new(move |()| {
        choosing.send::<AllowMail>(params.clone(), Empty {}, move |outcome| {
            if outcome.is_ok() {
                toasts.success("E-mail to this address resumed");
            }
            invalidate::<ShowMailChoice>();
        });
    })
}

fn broken() -> AnyView {
    view! {
        <section class="invite-card">
            <Heading>"This link does not work"</Heading>
            <p class="lead">"It may be incomplete or too old: use the one in the latest e-mail."</p>
            <div class="actions"><ButtonLink href=Place::Home.path()>"Go to projects"</ButtonLink></div>
        </section>
    }
    .into_any()
}
