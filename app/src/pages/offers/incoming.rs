//! The projects that are offered to organizations of whoever is signed in.

use crate::form::{Form, form};
use crate::kept::NOWHERE;
use crate::navigation::use_go;
use crate::parts::limits::{no_project, notice};
use crate::parts::{counted, projects_changed};
use crate::paths::overview;
use crate::query::seed;
use crate::reactive::{effect, memo};
use crate::session::{remember_organization, use_session};
use crate::submit::submission;
use crate::ui::{
    Button, ButtonKind, ConfirmDialog, Dialog, Person, RelativeTime, TextField, Words, use_toasts,
};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::environments::Mode;
use portico_api::offers::{AcceptOffer, DeclineOffer, IncomingOffer, OfferParams};
use portico_api::problem::kind;
use portico_api::projects::{Project, ProjectParams, ShowProject};

/// Each with its two buttons; nothing where there is none.
#[component]
pub(crate) fn MyOffers() -> impl IntoView {
    let session = use_session();
    let offers =
        memo(move |_| session.query().ready().map(|session| session.offers.clone()).unwrap_or_default());
    let some = memo(move |_| offers.with(|offers| !offers.is_empty()));
    let accepting = RwSignal::new(None::<IncomingOffer>);
    view! {
        {move || some.get().then(|| view! {
            <section class="my-invites" aria-labelledby="my-offers-title">
                <h2 id="my-offers-title">"Projects offered to you"</h2>
                <ul class="rows">
                    <For
                        each=move || offers.get()
                        key=|offer| serde_json::to_string(offer).unwrap_or_default()
                        children=move |offer| row(offer, accepting)
                    />
                </ul>
            </section>
        })}
        {dialog(accepting)}
    }
}

fn params(offer: &IncomingOffer) -> OfferParams {
    OfferParams { organization: offer.to_slug.clone(), offer: offer.id.to_string() }
}

fn row(offer: IncomingOffer, accepting: RwSignal<Option<IncomingOffer>>) -> AnyView {
    let declining = RwSignal::new(false);
    let description = format!("the offer of {}", offer.project);
    let (shown, asked) = (offer.clone(), offer.clone());
    view! {
        <li class="member invite offer-row" data-tips="">
            <span class="member-who">
                <span class="member-name" translate="no" title=shown.project.clone()>{shown.project.clone()}</span>
                <span class="member-email">
                    "From " <span translate="no">{shown.from}</span> " (" <Person name=shown.offered_by_name email=shown.offered_by /> ") to " <span translate="no">{shown.to}</span> " · expires " <RelativeTime at_ms=shown.expires_at ahead=true />
                </span>
            </span>
            <span class="my-invite-actions" role="group" aria-label=format!("Answer {description}")>
                <Button kind=ButtonKind::Primary on_click=Callback::new(move |()| accepting.set(Some(asked.clone())))>"Accept"</Button>
                <Button on_click=Callback::new(move |()| declining.set(true))>"Decline"</Button>
            </span>
        </li>
        {decline(offer, declining)}
    }
    .into_any()
}

fn decline(offer: IncomingOffer, open: RwSignal<bool>) -> AnyView {
    let toasts = use_toasts();
    let doing = submission();
    let (title, from) = (Words::from("Decline ").name(&offer.project).text("?"), offer.from.clone());
    let act = move |()| {
        doing.send::<DeclineOffer>(params(&offer), Empty {}, move |outcome| match outcome {
            Ok(_) => {
                open.set(false);
                toasts.success("Offer declined");
                projects_changed();
            }
            Err(failure) if failure.is(kind::OFFER_CLOSED) => {
                open.set(false);
                toasts.error(failure.message());
                projects_changed();
            }
            Err(_) => {}
        });
    };
    view! {
        <ConfirmDialog
            open
            title
            confirm="Decline offer"
            pending=doing
            on_confirm=Callback::new(act)
        >
            <p><span translate="no">{from.clone()}</span> " keeps the project. An Owner there can offer it again."</p>
            <div role="alert" class="field-error">{move || doing.failure.get().map(|failure| failure.message())}</div>
        </ConfirmDialog>
    }
    .into_any()
}

fn dialog(accepting: RwSignal<Option<IncomingOffer>>) -> AnyView {
    let open = RwSignal::new(false);
    effect(move || open.set(accepting.with(Option::is_some)));
    let title = Signal::derive(move || {
        let name = accepting.with(|offer| offer.as_ref().map(|offer| offer.project.clone()));
        name.map(|name| Words::from("Accept ").name(name).text("?")).unwrap_or_default()
    });
    // While it is being accepted, closing would leave everything here as it was.
    let working = RwSignal::new(false);
    let close = Callback::new(move |()| {
        if !working.get_untracked() {
            accepting.set(None);
        }
    });
    view! {
        <Dialog open title dirty=true locked=working on_close=close>
            {move || Some(fields(accepting.get_untracked()?, working, close))}
        </Dialog>
    }
    .into_any()
}

fn fields(offer: IncomingOffer, working: RwSignal<bool>, close: Callback<()>) -> AnyView {
    let (go, toasts, session) = (use_go(), use_toasts(), use_session());
    let place = params(&offer);
    let state = form::<AcceptOffer>(
        &[("name", &offer.project)],
        move || place.clone(),
        move |_, project: Project| {
            working.set(false);
            close.run(());
            toasts.success(
                Words::named(&project.name)
                    .text(" belongs to ")
                    .name(&project.organization.name)
                    .text(" now"),
            );
            remember_organization(&project.organization.slug);
            projects_changed();
            let (organization, slug) = (project.organization.slug.clone(), project.slug.clone());
            let place = overview(&organization, &slug, Mode::Sandbox);
            seed::<ShowProject>(&ProjectParams { organization, project: slug }, project);
            go.to(&place);
        },
    );
    // The session knows the first of the organizations.
    let target = session.query().ready().and_then(|session| {
        session
            .organizations
            .iter()
            .find(|known| known.slug == offer.to_slug)
            .map(|known| known.id.to_string())
    });
    state.keep(target.unwrap_or(NOWHERE.to_owned()), format!("accept.{}", offer.id), &["name"]);
    effect(move || working.set(state.submission.pending.get()));
    // The session knows the first of the organizations; of any other the edge says whether there is room.
    let full = session.query().ready().and_then(|session| {
        let target = session.organizations.iter().find(|known| known.slug == offer.to_slug)?;
        no_project(target).map(|reason| notice(target, reason))
    });
    let keys = match offer.keys {
        0 => "It has no active keys.".to_owned(),
        1 => "1 key that was made there keeps working: revoke it if it shouldn't.".to_owned(),
        keys => format!(
            "{} that were made there keep working: revoke those that shouldn't.",
            counted(keys, "key")
        ),
    };
    let (from, to) = (offer.from.clone(), offer.to.clone());
    view! {
        {full}
        <Form form=state action="Accept project" on_cancel=close>
            <ul class="consequences">
                <li>"It moves from " <strong translate="no">{from.clone()}</strong> " to " <strong translate="no">{to.clone()}</strong> " at once, with all its IDs, keys and versions. Members of " <span translate="no">{to}</span> " get access."</li>
                <li>"Reads from this moment on count towards your plan and are billed to you."</li>
                <li>{keys}</li>
                <li>"For 7 days, Owners of " <span translate="no">{from}</span> " can take it back. Until then you can't offer it to anyone else."</li>
            </ul>
            <TextField
                label="Project Name"
                name="name"
                value=state.value("name")
                error=state.error("name")
                hint=Some("Choose another if one of your projects already has it. The IDs stay the same either way.".to_owned())
                autofocus=true
            />
        </Form>
    }
    .into_any()
}
