//! Where the person is signed in: which browsers, from where, and how to sign out of them.

use super::keyboard;
use crate::locale::{country, moment};
use crate::parts::{counted, loaded};
use crate::query::{Query, amend, invalidate, query};
use crate::reactive::memo;
use crate::submit::submission;
use crate::ui::{Badge, Button, RelativeTime, Tone, Words, use_toasts};
use leptos::html;
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::providers::{LinkedProviderList, ListLinkedProviders};
use portico_api::sessions::{
    EndOtherSessions, EndSession, ListSessions, OwnSession, SessionList, SessionParams, SignInWay, device,
};
use std::sync::Arc;

/// What the rows share. A handle to copy around.
#[derive(Clone, Copy)]
struct Page {
    list: Memo<Arc<SessionList>>,
    heading: NodeRef<html::H2>,
    /// What the providers are called.
    providers: Query<LinkedProviderList>,
}

impl Page {
    /// How many there are besides this one; tracked.
    fn others(self) -> usize {
        self.list.with(|list| list.sessions.iter().filter(|session| !session.is_current).count())
    }

    /// What the provider of a session is called; tracked.
    fn provider(self, session: &OwnSession) -> String {
        let id = session.provider.clone().unwrap_or_default();
        let list = self.providers.ready();
        let known =
            list.as_ref().and_then(|list| list.providers.iter().find(|known| known.provider.id == id));
        known.map_or(id, |known| known.provider.name.clone())
    }

    /// Takes rows away. Where none is left that could take the keyboard, the heading does.
    fn remove(self, is_gone: impl Fn(&OwnSession) -> bool) {
        amend::<ListSessions>(|list| list.sessions.retain(|session| !is_gone(session)));
        invalidate::<ListSessions>();
        if untrack(|| self.others()) == 0 {
            keyboard::to_heading(self.heading);
        }
    }
}

pub(super) fn section() -> AnyView {
    let sessions = query::<ListSessions>(|| Some(()));
    let providers = query::<ListLinkedProviders>(|| Some(()));
    let heading = NodeRef::<html::H2>::new();
    view! {
        <section class="sessions" aria-labelledby="sessions">
            <h2 id="sessions" tabindex="-1" node_ref=heading>"Sessions"</h2>
            {loaded(sessions, move |list| listed(Page { list, heading, providers }))}
        </section>
    }
    .into_any()
}

fn listed(page: Page) -> AnyView {
    let alone = memo(move |_| page.others() == 0);
    view! {
        {move || match alone.get() {
            true => view! { <p>"You are signed in only in this browser."</p> }.into_any(),
            false => view! { <p>"These browsers are signed in as you. Sign out of those that you don't know or no longer use."</p> }.into_any(),
        }}
        // The second click of two would hit the row that has moved to where the first one was.
        <ul class="rows" aria-labelledby="sessions" on:click:capture=stop_second>
            <For
                each=move || page.list.with(|list| list.sessions.clone())
                key=|session| session.id.to_string()
                let(session)
            >
                {row(page, session)}
            </For>
        </ul>
        {move || (!alone.get()).then(|| everywhere_else(page))}
    }
    .into_any()
}

fn stop_second(event: web_sys::MouseEvent) {
    if event.detail() > 1 {
        event.stop_propagation();
    }
}

fn row(page: Page, first: OwnSession) -> AnyView {
    let name = device(&first.user_agent);
    let said = match first.user_agent.as_str() {
        "" => "This browser did not identify itself.".to_owned(),
        said => said.to_owned(),
    };
    let own = first.is_current.then(|| view! { <Badge text="This browser" tone=Tone::Good /> });
    let act = (!first.is_current).then(|| sign_out(page, &first, name.clone()));
    // What is said of it changes while the row stays: its button may be under way.
    let session = memo(move |last: Option<&OwnSession>| {
        let found = page.list.with(|list| list.sessions.iter().find(|one| one.id == first.id).cloned());
        found.unwrap_or_else(|| last.unwrap_or(&first).clone())
    });
    view! {
        <li class="session" data-tips="">
            <span class="session-name">
                <span data-tip=said tabindex=act.is_none().then_some("0")>{name}</span>
                {own}
            </span>
            {move || facts(page, &session.get())}
            {act}
        </li>
    }
    .into_any()
}

fn facts(page: Page, session: &OwnSession) -> AnyView {
    let place = session.country.as_deref().map(|code| view! { <span>{country(code)}</span> });
    let used = match session.is_current {
        true => view! { <span>"active now"</span> }.into_any(),
        false => view! { <span>"last used " <RelativeTime at_ms=session.last_used_at /></span> }.into_any(),
    };
    let how = match session.signed_in_by {
        SignInWay::Code => "signed in with a code ".into(),
        SignInWay::Provider => Words::from("signed in with ").name(page.provider(session)).text(" "),
        SignInWay::Passkey => "signed in with a passkey ".into(),
        SignInWay::Unknown => Words::from("signed in "),
    };
    view! {
        <span class="session-facts">
            {place}
            {used}
            <span>{how.view()} <RelativeTime at_ms=session.created_at /></span>
        </span>
    }
    .into_any()
}

fn sign_out(page: Page, session: &OwnSession, name: String) -> AnyView {
    let toasts = use_toasts();
    let doing = submission();
    let id = session.id.clone();
    // Two may be the same browser on the same system.
    let since = moment(session.created_at as f64).map(|at| format!(", signed in {at}"));
    let of = format!(" of {name}{}", since.unwrap_or_default());
    let act = move |()| {
        let (id, name) = (id.clone(), name.clone());
        let params = SessionParams { session: id.to_string() };
        doing.send::<EndSession>(params, Empty {}, move |outcome| match outcome {
            Err(failure) if !failure.is_missing() => toasts.error(failure.message()),
            // What is missing was signed out elsewhere, or has ended by itself: that was wanted.
            _ => {
                toasts.success(Words::named(name).text(" signed out"));
                page.remove(|session| session.id == id);
            }
        });
    };
    view! {
        <span class="session-act">
            <Button pending=doing on_click=Callback::new(act)>
                "Sign out" <span class="visually-hidden">{of}</span>
            </Button>
        </span>
    }
    .into_any()
}

fn everywhere_else(page: Page) -> AnyView {
    let toasts = use_toasts();
    let doing = submission();
    let act = move |()| {
        let others = untrack(|| page.others()) as u32;
        doing.send::<EndOtherSessions>((), Empty {}, move |outcome| match outcome {
            Ok(_) => {
                toasts.success(format!("Signed out of {}", counted(others, "other session")));
                page.remove(|session| !session.is_current);
            }
            Err(failure) => toasts.error(failure.message()),
        });
    };
    view! {
        <Button pending=doing on_click=Callback::new(act)>"Sign out everywhere else"</Button>
    }
    .into_any()
}
