//! The accounts elsewhere that the person signs in with: at each provider of this Portico, one.

use super::keyboard;
use super::proof::proof;
use crate::browser::leave_for;
use crate::parameters::use_parameter;
use crate::parts::loaded;
use crate::query::{amend, invalidate, query};
use crate::reactive::memo;
use crate::submit::{Submission, submission};
use crate::ui::{Badge, Button, RelativeTime, Toaster, Tone, Words, use_toasts};
use leptos::html;
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::problem::kind;
use portico_api::providers::{
    LinkProvider, LinkedProvider, LinkedProviderList, ListLinkedProviders, Provider, ProviderFailure,
    ProviderLink, ProviderParams, UnlinkProvider,
};
use portico_api::session::Session;
use std::sync::Arc;

/// What is to be done with which provider.
#[derive(Clone, PartialEq)]
struct Wish {
    provider: Provider,
    is_link: bool,
}

/// What the rows share. A handle to copy around.
#[derive(Clone, Copy)]
struct Page {
    list: Memo<Arc<LinkedProviderList>>,
    /// What waits for the proof that it is they.
    waiting: RwSignal<Option<Wish>>,
    doing: Submission,
    heading: NodeRef<html::H2>,
    toasts: Toaster,
}

pub(super) fn section(session: Memo<Arc<Session>>) -> AnyView {
    let linked = query::<ListLinkedProviders>(|| Some(()));
    let heading = NodeRef::<html::H2>::new();
    let (waiting, doing, toasts) = (RwSignal::new(None), submission(), use_toasts());
    view! {
        <section class="account-section providers" aria-labelledby="providers">
            <h2 id="providers" tabindex="-1" node_ref=heading>"Sign-in providers"</h2>
            {loaded(linked, move |list| listed(Page { list, waiting, doing, heading, toasts }, session))}
        </section>
    }
    .into_any()
}

fn listed(page: Page, session: Memo<Arc<Session>>) -> AnyView {
    let is_empty = memo(move |_| page.list.with(|list| list.providers.is_empty()));
    let rows = move || {
        view! {
            {returned(page)}
            <p>"Accounts you can use to sign in without a code, one per provider."</p>
            <ul class="rows" aria-labelledby="providers">
                <For
                    each=move || page.list.with(|list| list.providers.clone())
                    key=|known| (known.provider.id.clone(), known.link.is_some())
                    let(known)
                >
                    {row(page, known)}
                </For>
            </ul>
            <div role="alert" class="field-error">{move || failure(page)}</div>
            {move || page.waiting.get().map(|wish| prove(page, wish, session))}
        }
        .into_any()
    };
    (move || match is_empty.get() {
        true => view! { <p>"This Portico signs people in by e-mail only. Whoever runs it can add providers such as Google or GitHub."</p> }
            .into_any(),
        false => rows(),
    })
    .into_any()
}

/// Why the last one failed. That a proof is needed is said by asking for it.
fn failure(page: Page) -> Option<String> {
    let failure = page.doing.failure.get().filter(|failure| !failure.is(kind::PROOF_NEEDED))?;
    Some(failure.message())
}

/// What became of linking, where the browser comes back from a provider.
fn returned(page: Page) -> AnyView {
    let (provider, failed) = (use_parameter("provider"), use_parameter("failed"));
    let said = move || {
        let id = provider.get()?;
        let failure =
            failed.get().map(|word| ProviderFailure::parse(&word).unwrap_or(ProviderFailure::Failed));
        let known =
            page.list.with(|list| list.providers.iter().find(|known| known.provider.id == id).cloned());
        let name = known.as_ref().map_or(id, |known| known.provider.name.clone());
        match failure {
            Some(failure) => Some(("error", sentence(failure, &name))),
            None if known.is_some_and(|known| known.link.is_some()) => {
                let said = Words::named(name).text(" is linked: you can sign in with it from now on.");
                Some(("note", said))
            }
            None => None,
        }
    };
    view! {
        <div role="status">
            {move || said().map(|(kind, sentence)| view! { <p class="banner" data-kind=kind>{sentence.view()}</p> })}
        </div>
    }
    .into_any()
}

fn sentence(failure: ProviderFailure, name: &str) -> Words {
    let not = Words::named(name).text(" was not linked: ");
    match failure {
        ProviderFailure::Denied => not.text("you cancelled there."),
        ProviderFailure::Expired => {
            not.text("that took too long, or was begun in another browser. Link it again.")
        }
        ProviderFailure::Taken => not.text("that ").name(name).text(
            " account is already linked to another Portico account. Choose another one, or unlink it there first.",
        ),
        ProviderFailure::Another => {
            not.text("you already have a different ").name(name).text(" account linked. Unlink it first.")
        }
        ProviderFailure::SignedOut => not.text("you were signed out in the meantime. Link it again."),
        ProviderFailure::Failed | ProviderFailure::Unverified => {
            not.text("it could not confirm who you are. Try again in a moment.")
        }
    }
}

fn row(page: Page, known: LinkedProvider) -> AnyView {
    let LinkedProvider { provider, is_available, link } = known;
    let gone = (!is_available).then(|| view! { <Badge text="No longer set up here" tone=Tone::Neutral /> });
    let is_link = link.is_none();
    let act = Callback::new({
        let provider = provider.clone();
        move |()| act(page, Wish { provider: provider.clone(), is_link })
    });
    let of = format!(" {}", provider.name);
    view! {
        <li class="session" data-tips="">
            <span class="session-name"><span translate="no">{provider.name}</span> {gone}</span>
            {facts(link)}
            <span class="session-act">
                <Button pending=page.doing on_click=act>
                    {if is_link { "Link" } else { "Unlink" }} <span class="visually-hidden" translate="no">{of}</span>
                </Button>
            </span>
        </li>
    }
    .into_any()
}

fn facts(link: Option<ProviderLink>) -> AnyView {
    let Some(ProviderLink { email, linked_at, last_used_at }) = link else {
        return view! { <span class="session-facts"><span>"Not linked"</span></span> }.into_any();
    };
    let email = (!email.is_empty()).then(|| view! { <span translate="no">{email}</span> });
    let used = match last_used_at {
        Some(at) => view! { <span>"last used " <RelativeTime at_ms=at /></span> }.into_any(),
        None => view! { <span>"not used yet"</span> }.into_any(),
    };
    view! {
        <span class="session-facts">
            {email} {used} <span>"linked " <RelativeTime at_ms=linked_at /></span>
        </span>
    }
    .into_any()
}

/// Does it, or asks first for the proof that it is they.
fn act(page: Page, wish: Wish) {
    let params = ProviderParams { provider: wish.provider.id.clone() };
    page.waiting.set(None);
    match wish.is_link {
        true => page.doing.send::<LinkProvider>(params, Empty {}, move |outcome| match outcome {
            Ok(there) => drop(leave_for(&there.url)),
            Err(failure) if failure.is(kind::PROOF_NEEDED) => page.waiting.set(Some(wish)),
            Err(_) => {}
        }),
        false => {
            page.doing.send::<UnlinkProvider>(params, Empty {}, move |outcome| match outcome {
                Err(failure) if failure.is(kind::PROOF_NEEDED) => page.waiting.set(Some(wish)),
                Err(failure) if !failure.is_missing() => {}
                // What is missing was unlinked elsewhere: that was wanted.
                _ => {
                    page.toasts.success(Words::named(&wish.provider.name).text(" unlinked"));
                    unlinked(page, &wish.provider);
                }
            });
        }
    }
}

/// The row stays, where one can link the provider again; its button is another one.
fn unlinked(page: Page, provider: &Provider) {
    let id = provider.id.clone();
    amend::<ListLinkedProviders>(move |list| {
        list.providers.retain(|known| known.is_available || known.provider.id != id);
        for known in list.providers.iter_mut().filter(|known| known.provider.id == id) {
            known.link = None;
        }
    });
    invalidate::<ListLinkedProviders>();
    keyboard::to_heading(page.heading);
}

fn prove(page: Page, wish: Wish, session: Memo<Arc<Session>>) -> AnyView {
    let own = session.with_untracked(|session| session.user.email.clone());
    let cancel = Callback::new(move |()| page.waiting.set(None));
    proof(own, move || act(page, wish.clone()), cancel)
}
