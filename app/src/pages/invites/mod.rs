//! `/invites/{token}`: an invite as its addressee meets it. Opening the page changes nothing.

mod decide;
mod mine;

pub(crate) use mine::MyInvites;

use crate::browser::{here, use_title};
use crate::parts::{Heading, loaded};
use crate::paths::{self, Place};
use crate::query::query;
use crate::reactive::memo;
use crate::session::use_sign_out;
use crate::ui::{Badge, Button, ButtonKind, ButtonLink, RelativeTime, Words};
use leptos::prelude::*;
use portico_api::invites::{InviteLinkParams, Offer, ShowInvite, Standing};
use std::sync::Arc;

pub fn page(invite: String) -> AnyView {
    use_title(|| vec!["Invite".into()]);
    let params = InviteLinkParams { invite };
    let asked = params.clone();
    let offer = query::<ShowInvite>(move || Some(asked.clone()));
    let unknown = memo(move |_| match offer.phase() {
        crate::query::Phase::Failed(failure) => failure.is_missing(),
        _ => false,
    });
    (move || match unknown.get() {
        true => notice(
            "This link does not work",
            "It may be incomplete, or a newer one has replaced it: look for the latest e-mail, or ask whoever invited you.".into(),
            home().into_any(),
        ),
        false => {
            let params = params.clone();
            loaded(offer, move |offer| {
                let params = params.clone();
                let standing = memo(move |_| offer.with(|offer| offer.standing));
                (move || {
                    // Read and not only tracked: a memo that was never read follows nothing.
                    standing.get();
                    offer_page(&params, &offer.get_untracked())
                })
                .into_any()
            })
        }
    })
    .into_any()
}

fn offer_page(params: &InviteLinkParams, offer: &Arc<Offer>) -> AnyView {
    let name = &offer.organization;
    let ask = |before: Words| before.text("Ask ").name(in_full(offer)).text(" for a new invite.");
    match offer.standing {
        Standing::Open => card(offer, decide::choice(params, offer)),
        Standing::SignedOut => card(offer, sign_in(offer)),
        Standing::OtherAccount => card(offer, switch(offer)),
        Standing::Accepted => {
            let ways = match &offer.slug {
                Some(slug) => to_organization(name, slug).into_any(),
                None => home().into_any(),
            };
            let text = match offer.slug {
                Some(_) => Words::from("You are a member of ").name(name).text("."),
                None => Words::from("The invite to ").name(name).text(
                    " was already used. If you are no longer a member, ask someone there to invite you again.",
                ),
            };
            notice("This invite was already accepted", text, ways)
        }
        Standing::Declined => notice(
            "This invite was declined",
            ask(Words::from("If you want to join ").name(name).text(" after all: ")),
            home().into_any(),
        ),
        Standing::Expired => notice(
            "This invite has expired",
            ask(Words::from("Invites to ").name(name).text(" work for 7 days. ")),
            home().into_any(),
        ),
        Standing::Revoked => notice(
            "This invite was revoked",
            ask(Words::from("It was an invite to ").name(name).text(". ")),
            home().into_any(),
        ),
        Standing::InviterLostRight => notice(
            "This invite is no longer valid",
            Words::named(in_full(offer))
                .text(" may no longer invite to ")
                .name(name)
                .text(" with this role. Ask another Admin there for a new invite."),
            home().into_any(),
        ),
        Standing::NoSeat => card(offer, no_seat(params, offer)),
        Standing::OrganizationDeleted => notice(
            "The organization is gone",
            Words::named(name).text(" and its invites were deleted."),
            home().into_any(),
        ),
    }
}

/// Who invites, with the address: a name alone could be anybody's.
fn in_full(offer: &Offer) -> String {
    match &offer.inviter_name {
        Some(name) => format!("{name} ({})", offer.inviter),
        None => offer.inviter.clone(),
    }
}

/// The offer, and what can be done about it.
fn card(offer: &Offer, ways: AnyView) -> AnyView {
    let Offer { organization, email, role, note, expires_at, .. } = offer.clone();
    let inviter = in_full(offer);
    view! {
        <section class="invite-card">
            <Heading>"Join " <span translate="no">{organization}</span></Heading>
            <p class="lead">
                <strong translate="no">{inviter}</strong> " invites " <strong translate="no">{email}</strong> " with the role "
                <Badge text=role.title() /> "."
            </p>
            {note.map(|note| view! { <blockquote class="invite-note" translate="no">{note}</blockquote> })}
            {ways}
            <p class="invite-until" data-tips="">"The invite expires " <RelativeTime at_ms=expires_at alone=true ahead=true /> "."</p>
        </section>
    }
    .into_any()
}

fn notice(title: &'static str, text: Words, ways: AnyView) -> AnyView {
    view! {
        <section class="invite-card">
            <Heading>{title}</Heading>
            <p class="lead">{text.view()}</p>
            <div class="actions">{ways}</div>
        </section>
    }
    .into_any()
}

fn home() -> impl IntoView {
    view! { <ButtonLink href=Place::Home.path()>"Go to projects"</ButtonLink> }
}

fn to_organization(name: &str, slug: &str) -> impl IntoView {
    let label = name.to_owned();
    view! { <ButtonLink kind=ButtonKind::Primary href=Place::Projects(slug.to_owned()).path()>"Go to " <span translate="no">{label}</span></ButtonLink> }
}

fn sign_in(offer: &Offer) -> AnyView {
    view! {
        <p>"Sign in as " <strong translate="no">{offer.email.clone()}</strong> " to accept or decline. You'll come back here afterwards."</p>
        <div class="actions">
            <ButtonLink kind=ButtonKind::Primary href=paths::sign_in(&here())>"Sign in"</ButtonLink>
        </div>
    }
    .into_any()
}

fn switch(offer: &Offer) -> AnyView {
    let sign_out = use_sign_out();
    let me = offer.signed_in_as.clone().unwrap_or_default();
    view! {
        <p class="banner" data-kind="note">
            "You are signed in as " <strong translate="no">{me}</strong> ". This invite is for " <strong translate="no">{offer.email.clone()}</strong>
            ": only that address can use it."
        </p>
        <div class="actions">
            <Button kind=ButtonKind::Primary on_click=Callback::new(move |()| sign_out(paths::sign_in(&here())))>
                "Switch account"
            </Button>
            {home()}
        </div>
    }
    .into_any()
}

fn no_seat(params: &InviteLinkParams, offer: &Offer) -> AnyView {
    let text = Words::from("The plan of ")
        .name(&offer.organization)
        .text(" has no seat left at the moment. Ask an Owner or Admin there to make room, then try again.");
    view! {
        <p class="banner" data-kind="note">{text.view()}</p>
        <div class="actions">{decide::decline_button(params)} {home()}</div>
    }
    .into_any()
}
