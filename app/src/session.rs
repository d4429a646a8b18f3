//! Who is signed in. Asked once, above the router; every tab of the browser learns when that changes.

use crate::browser::{self, here};
use crate::client::{self, Failure};
use crate::navigation::use_go;
use crate::paths::{self, Place};
use crate::query::{self, Answer, Query, query};
use crate::reactive::Lasting;
use crate::{kept, submit};
use leptos::prelude::*;
use portico_api::organizations::{Organization, OrganizationParams, ShowOrganization};
use portico_api::session::{Session, ShowSession};
use portico_api::sign_in::SignOut;
use portico_api::{Empty, url};
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::BroadcastChannel;

/// Where this browser remembers the last organization.
const LAST_ORGANIZATION: &str = "portico.organization";

/// What the other tabs hear when the person has signed out here.
const SIGNED_OUT: &str = "signed out";

/// The signed-in person, for every part of the console. A handle to copy around.
#[derive(Clone, Copy)]
pub struct CurrentSession(Query<Session>);

/// The session, as the frame provides it.
pub fn use_session() -> CurrentSession {
    expect_context()
}

/// Starts asking who is signed in, and provides the answer below.
pub(crate) fn provide_session(place: Memo<Place>) {
    let current = CurrentSession(query::<ShowSession>(|| Some(())));
    provide_context(current);
    provide_context(kept::Person(Lasting::new(Memo::new(move |_| current.user_id()))));
    Effect::new(move |remembered: Option<Option<String>>| {
        let (person, is_confirmed) = (current.user_id(), is_confirmed());
        if !is_confirmed {
            return person;
        }
        if let Some(person) = person {
            // The browser remembered somebody else: nothing of that may stay.
            if remembered.flatten().is_some_and(|remembered| remembered != person) {
                query::forget_all();
            }
            kept::forget_others(&person);
        }
        None
    });
    let go = use_go();
    client::on_signed_out(move || {
        query::forget_last();
        if !place.get_untracked().is_public() {
            end(|| go.replace_path(paths::sign_in(&here())));
        }
    });
    client::on_refused(move |refused| {
        if refused.url.starts_with("/api/organizations/") {
            query::forget_refused();
            // Whoever only has to sign in in another way is a member still.
            if !refused.takes_sign_in {
                forget_refused(refused, current);
            }
        }
    });
    Effect::new(move |mine: Option<Option<Vec<String>>>| forget_lost(&current.0, mine.flatten()));
    CHANNEL.with(|channel| {
        let Some(channel) = channel else { return };
        // Somebody signed in or out in another tab: ask again, and let the answer decide where this one goes.
        let heard = Closure::<dyn Fn(web_sys::MessageEvent)>::new(|event: web_sys::MessageEvent| {
            if event.data() == JsValue::from_str(SIGNED_OUT) {
                kept::forget_all();
            }
            query::forget_all();
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        heard.forget();
    });
}

impl CurrentSession {
    /// What is known of the session; tracked.
    pub fn answer(self) -> Answer<Session> {
        self.0.answer()
    }

    /// The query behind it.
    pub fn query(self) -> Query<Session> {
        self.0
    }

    /// The ID of the signed-in person; tracked.
    pub fn user_id(self) -> Option<String> {
        self.0.ready().map(|session| session.user.id.to_string())
    }

    /// The e-mail address of the signed-in person; tracked.
    pub fn email(self) -> Option<String> {
        self.0.ready().map(|session| session.user.email.clone())
    }

    /// The organization with this slug or ID, if it is on the first page of mine; tracked.
    pub fn organization(self, slug_or_id: &str) -> Option<Organization> {
        let session = self.0.ready()?;
        let mut mine = session.organizations.iter();
        mine.find(|mine| mine.slug == slug_or_id || mine.id.as_str() == slug_or_id).cloned()
    }
}

/// Tells the other tabs that the session is another one now, and forgets what the one before could see.
pub fn session_changed() {
    query::forget_all();
    announce("");
}

/// A function for when the session has ended on purpose: forgets everything, and leads to the sign-in page at the address that it is given.
pub fn use_signed_out() -> impl Fn(String) + Copy + Send + Sync + 'static {
    let go = use_go();
    move |sign_in: String| {
        query::forget_last();
        end(|| go.to_path(sign_in));
        kept::forget_all();
        browser::forget(LAST_ORGANIZATION);
        crate::recent::forget_recent();
        crate::places::forget();
        announce(SIGNED_OUT);
    }
}

/// Signs out, for what may be gone before the answer comes: whoever provides it is there as long as the bar.
#[derive(Clone, Copy)]
pub(crate) struct SignOutHere(pub(crate) Callback<()>);

/// A function that signs out and leads to the sign-in page at the address that it is given.
pub fn use_sign_out() -> impl Fn(String) + Copy + Send + Sync + 'static {
    let signed_out = use_signed_out();
    let submission = submit::submission();
    submit::tell_when_stalled(submission);
    move |sign_in: String| {
        submission.send::<SignOut>((), Empty {}, move |outcome| {
            if outcome.is_ok() {
                signed_out(sign_in);
            }
        });
    }
}

/// The organization that was last switched to in this browser.
pub fn last_organization() -> Option<String> {
    browser::remembered(LAST_ORGANIZATION)
}

/// Whether the edge has said in this visit who is signed in; tracked.
fn is_confirmed() -> bool {
    query::is_confirmed::<ShowSession>(&())
}

/// Forgets what is kept of organizations that are none of mine any more: `before` they were, or nobody knows yet which were. Answers mine.
fn forget_lost(session: &Query<Session>, before: Option<Vec<String>>) -> Option<Vec<String>> {
    let Some(session) = session.ready().filter(|_| is_confirmed()) else { return before };
    let mine: Vec<String> = session.organizations.iter().map(|mine| mine.id.to_string()).collect();
    // With more than were listed, nobody knows.
    if session.next.is_some() {
        return None;
    }
    if last_organization().is_some_and(|slug| session.organizations.iter().all(|mine| mine.slug != slug)) {
        browser::forget(LAST_ORGANIZATION);
    }
    crate::recent::forget_lost(session.user.id.as_str(), &mine);
    for organization in before.unwrap_or_else(kept::organizations) {
        if !mine.contains(&organization) {
            kept::forget_organization(&organization);
        }
    }
    Some(mine)
}

/// The edge has refused something below an organization. Where that is the organization itself, what is kept of it goes; not where only an edit of it
/// was refused, for which a right of it is enough to be gone. Else it may still be why: the session says so, unless more organizations are mine than it
/// lists; then each is asked for.
fn forget_refused(refused: &client::Refused, session: CurrentSession) {
    let is = |slug_or_id: &str| {
        refused.was_read && refused.url == url::<ShowOrganization>(&organization(slug_or_id))
    };
    if last_organization().is_some_and(|slug| is(&slug)) {
        browser::forget(LAST_ORGANIZATION);
    }
    let kept = kept::organizations();
    if let Some(lost) = kept.iter().find(|id| is(id)) {
        return kept::forget_organization(lost);
    }
    let listed = |id: &str| {
        session.0.ready().is_none_or(|session| {
            session.next.is_none() || session.organizations.iter().any(|mine| mine.id.as_str() == id)
        })
    };
    for id in kept.into_iter().filter(|id| untrack(|| !listed(id))) {
        leptos::task::spawn_local(async move {
            // If it is none of mine, the refusal leads here again, with its own address.
            client::call::<ShowOrganization>(&organization(&id), &Empty {}, None).await.ok();
        });
    }
}

fn organization(slug_or_id: &str) -> OrganizationParams {
    OrganizationParams { organization: slug_or_id.to_owned() }
}

/// Remembers the organization that was switched to.
pub fn remember_organization(slug: &str) {
    browser::remember(LAST_ORGANIZATION, slug);
}

thread_local! {
    static CHANNEL: Option<BroadcastChannel> = BroadcastChannel::new("portico.session").ok();
}

fn announce(what: &str) {
    CHANNEL.with(|channel| {
        if let Some(channel) = channel {
            channel.post_message(&JsValue::from_str(what)).ok();
        }
    });
}

/// Ends the session for this tab: the sign-in page must not find it, and lead back.
fn end(leave: impl FnOnce()) {
    query::fail::<ShowSession>(&(), Failure::SignedOut);
    leave();
    // Once the pages that show it are gone, so that they don't ask again.
    set_timeout(|| query::forget_all_but::<ShowSession>(&()), Duration::ZERO);
}
