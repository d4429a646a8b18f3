//! The end of the account: what goes with it, what stands in the way, and a dialog in which the address is typed.

use super::keys::{self, Keys};
use super::proof::proof;
use crate::client::Failure;
use crate::parts::counted;
use crate::paths::Place;
use crate::session::use_signed_out;
use crate::submit::submission;
use crate::ui::{Button, ButtonKind, ConfirmDialog, TextField, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::account::{AccountDeletion, DeleteAccount};
use portico_api::problem::{OwnedAlone, kind};
use portico_api::session::{Session, ShowSession};
use portico_api::text::EmailAddress;
use std::sync::Arc;

pub(super) fn section(session: Memo<Arc<Session>>) -> AnyView {
    let open = RwSignal::new(false);
    // What was confirmed, and waits for the proof that it is they.
    let unproven = RwSignal::new(None::<AccountDeletion>);
    let owned_alone = RwSignal::new(Vec::<OwnedAlone>::new());
    let problem = RwSignal::new(None::<String>);
    let (doing, looking) = (submission(), submission());
    let (signed_out, toasts) = (use_signed_out(), use_toasts());
    let deleted = move || {
        open.set(false);
        toasts.success("Your account was deleted");
        signed_out(Place::SignIn.path());
    };
    let delete = move |deletion: AccountDeletion| {
        problem.set(None);
        owned_alone.set(Vec::new());
        let confirmed = deletion.clone();
        doing.send::<DeleteAccount>((), deletion, move |outcome| match outcome {
            Ok(_) => deleted(),
            Err(failure) if failure.is(kind::PROOF_NEEDED) => {
                open.set(false);
                unproven.set(Some(confirmed));
            }
            Err(Failure::Problem(refusal)) if refusal.is(kind::LAST_OWNER) => {
                open.set(false);
                owned_alone.set(refusal.organizations);
            }
            Err(failure) => {
                problem.set(Some(failure.message()));
                // The answer was lost: it may be deleted all the same.
                if failure.is_lost() {
                    looking.send::<ShowSession>((), Empty {}, move |found| {
                        if found == Err(Failure::SignedOut) {
                            deleted();
                        }
                    });
                }
            }
        });
    };
    let email = Memo::new(move |_| session.with(|session| session.user.email.clone()));
    let prove = move |deletion: AccountDeletion| {
        let proven = move || {
            unproven.set(None);
            delete(deletion.clone());
        };
        proof(email.get_untracked(), proven, Callback::new(move |()| unproven.set(None)))
    };
    let idle = move || {
        view! {
            <Button kind=ButtonKind::Danger pending=doing on_click=Callback::new(move |()| open.set(true))>
                "Delete account"
            </Button>
        }
        .into_any()
    };
    let typed = RwSignal::new(String::new());
    Effect::new(move || {
        if open.get() {
            typed.set(String::new());
            problem.set(None);
        }
    });
    let confirmed = move || {
        let typed = typed.with(|typed| EmailAddress::parse(typed).ok())?;
        email.with(|email| email.eq_ignore_ascii_case(typed.as_str())).then_some(typed)
    };
    let keys = Keys::new(open);
    let reason = Signal::derive(move || {
        let untyped = || confirmed().is_none().then(|| "Type your e-mail address first.".to_owned());
        keys.reason().or_else(untyped)
    });
    let confirm = move |()| {
        if let Some(confirm) = untrack(confirmed) {
            delete(AccountDeletion { confirm, revoke_keys: keys.are_revoked() });
        }
    };
    let failed = move || (!open.get()).then(|| problem.get()).flatten();
    view! {
        <section class="account-section" aria-labelledby="delete">
            <h2 id="delete">"Delete account"</h2>
            <p>"You lose access to all your organizations immediately. This can't be undone."</p>
            <div role="alert" class="field-error">{failed}</div>
            <div role="status" class="account-owned">{move || in_the_way(owned_alone.get())}</div>
            {move || match unproven.get() {
                Some(deletion) => prove(deletion),
                None => idle(),
            }}
        </section>
        <ConfirmDialog
            open
            title="Delete your account?"
            confirm="Delete account"
            kind=ButtonKind::Danger
            pending=doing
            disabled_reason=reason
            on_confirm=Callback::new(confirm)
        >
            <ul class="consequences">
                <li>"Your memberships, passkeys, linked providers and sessions end at once, and can't be brought back. Invites that you sent stop working."</li>
                <li>"What you published, and the server keys you made, stay with their organizations. They show “Deleted account” instead of your name and address."</li>
                <li>"Audit logs are sealed: your address stays in their entries until those expire."</li>
                <li>"You can sign up with the same address again, starting from scratch."</li>
            </ul>
            <p>"Your address is " <strong class="exact" translate="no">{email}</strong></p>
            <TextField label="Type your e-mail address to confirm" name="confirm" value=typed autofocus=true />
            {keys::view(keys)}
            <div role="alert" class="field-error">{move || problem.get()}</div>
        </ConfirmDialog>
    }
    .into_any()
}

/// The organizations that have no other Owner, each with its way out.
fn in_the_way(organizations: Vec<OwnedAlone>) -> Option<AnyView> {
    let count = u32::try_from(organizations.len()).ok().filter(|count| *count > 0)?;
    let row = |organization: OwnedAlone| {
        let OwnedAlone { name, slug, members } = organization;
        let of = format!(" of {name}");
        let hand_on = (members != 1).then(|| {
            let href = Place::Members(slug.clone()).path();
            view! { <a href=href>"Choose another Owner" <span class="visually-hidden" translate="no">{of.clone()}</span></a> }
        });
        let settings = Place::OrganizationSettings(slug).path();
        view! {
            <li class="session">
                <span class="session-name" translate="no">{name}</span>
                <span class="session-facts">{hand_on} <a href=settings>"Open settings" <span class="visually-hidden" translate="no">{of}</span></a></span>
            </li>
        }
    };
    Some(
        view! {
            <p class="banner" data-kind="error">
                "You are the only Owner of " {counted(count, "organization")}
                ". Make someone else Owner, or delete the organization in its settings. Then delete your account."
            </p>
            <ul class="rows" aria-label="Organizations that you alone own">{organizations.into_iter().map(row).collect_view()}</ul>
        }
        .into_any(),
    )
}
