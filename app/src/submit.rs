//! Writing: one change at a time, sent at most once, and safe to send again when its answer was lost or does not come.

use crate::browser::random_uuid;
use crate::client::{self, Failure};
use crate::paths::sign_in_page::unsure;
use crate::query;
use crate::reactive::effect;
use crate::ui::{Pending, Stalled, use_toasts};
use leptos::prelude::*;
use portico_api::access::{Access, Rule};
use portico_api::{Endpoint, Twice, url};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;
use std::time::Duration;
use web_sys::AbortController;

/// How long an answer may take before the person hears that none has come.
const LONG: Duration = Duration::from_secs(5);

/// The state of one kind of change on one page. A handle to copy around.
#[derive(Clone, Copy)]
pub struct Submission {
    /// A request is on its way; another one is not sent.
    pub pending: RwSignal<bool>,
    /// It has been on its way for long: it can be sent again, or given up.
    pub stalled: RwSignal<bool>,
    /// What is true of it where no answer comes, in a sentence.
    pub unsure: RwSignal<&'static str>,
    /// Why the last one failed.
    pub failure: RwSignal<Option<Failure>>,
    attempt: RwSignal<Option<Attempt>>,
    last: StoredValue<Option<Last>, LocalStorage>,
    /// Counts what was sent: of an earlier one nobody wants to hear any more.
    round: StoredValue<u32>,
}

/// What was last sent, by its hash, and the key it was sent under. So it can be written down beside what is typed, with nothing in it that may not.
pub(crate) type Attempt = (u64, String);

/// What was last sent.
#[derive(Clone)]
struct Last {
    /// Sends the very same once more, under the same key.
    send: Rc<dyn Fn(Option<AbortController>)>,
    /// Tells whoever waits for it that no answer comes.
    lose: Rc<dyn Fn()>,
    /// Ends the request that is on its way.
    running: Option<AbortController>,
}

/// Prepares a change, in the place where the page is made.
pub fn submission() -> Submission {
    Submission {
        pending: RwSignal::new(false),
        stalled: RwSignal::new(false),
        unsure: RwSignal::new(unsure(Twice::Nothing)),
        failure: RwSignal::new(None),
        attempt: RwSignal::new(None),
        last: StoredValue::new_local(None),
        round: StoredValue::new(0),
    }
}

impl Submission {
    /// Sends `E`; nothing happens while one is on its way. `done` hears of the reply, unless the page is gone.
    pub fn send<E: Endpoint>(
        self,
        params: E::Params,
        body: E::Body,
        done: impl FnOnce(Result<E::Reply, Failure>) + Clone + 'static,
    ) {
        self.send_lasting::<E, _>(params, body, || |_: &E::Reply| {}, done);
    }

    /// As [`Submission::send`]. `begin` is called once the key is known; what it answers hears of a reply though the page is gone.
    pub(crate) fn send_lasting<E: Endpoint, L: Fn(&E::Reply) + 'static>(
        self,
        params: E::Params,
        body: E::Body,
        begin: impl FnOnce() -> L,
        done: impl FnOnce(Result<E::Reply, Failure>) + Clone + 'static,
    ) {
        if self.pending.get_untracked() {
            return;
        }
        self.is_of::<E>();
        // Of an edit as well: an answer may be lost of any change.
        let key = keyed::<E>().then(|| self.key_for(&url::<E>(&params), &body));
        let request = Rc::new((params, body, key, begin()));
        let finish = move |outcome: Result<E::Reply, Failure>| self.finish(outcome, done.clone());
        let lost = finish.clone();
        let send = move |stop: Option<AbortController>| {
            let (request, finish) = (request.clone(), finish.clone());
            let round = self.round.get_value();
            leptos::task::spawn_local(async move {
                let (params, body, key, lasting) = &*request;
                let outcome = client::call_until::<E>(params, body, key.as_deref(), stop).await;
                if let Ok(reply) = &outcome {
                    lasting(reply);
                }
                // The page is gone, and everything it owned with it; or this one was given up.
                if self.round.try_get_value() == Some(round) {
                    finish(outcome);
                }
            });
        };
        let lose = Rc::new(move || lost(Err(Failure::Offline)));
        self.start(Last { send: Rc::new(send), lose, running: None });
    }

    /// What it means that no answer comes is that of `E`, also where it was sent before the app was there.
    pub(crate) fn is_of<E: Endpoint>(self) {
        self.unsure.set(unsure(E::TWICE));
    }

    /// Sends what was last sent once more: the same body under the same key, so that it has one effect.
    pub fn again(self) {
        if let Some(last) = self.last.try_get_value().flatten() {
            self.start(last);
        }
    }

    /// Waits no longer for the answer. It may have arrived all the same: sending it again is safe.
    pub fn give_up(self) {
        if !self.pending.try_get_untracked().unwrap_or_default() {
            return;
        }
        let Some(last) = self.last.try_get_value().flatten() else { return };
        self.round.update_value(|round| *round += 1);
        end(&last);
        (last.lose)();
    }

    fn start(self, mut last: Last) {
        end(&last);
        self.round.update_value(|round| *round += 1);
        let round = self.round.get_value();
        self.pending.set(true);
        self.stalled.set(false);
        self.failure.set(None);
        last.running = AbortController::new().ok();
        self.last.set_value(Some(last.clone()));
        (last.send)(last.running);
        let say = move || {
            let waits = self.pending.try_get_untracked() == Some(true);
            if waits && self.round.try_get_value() == Some(round) {
                self.stalled.set(true);
            }
        };
        set_timeout(say, LONG);
    }

    fn finish<T>(self, outcome: Result<T, Failure>, done: impl FnOnce(Result<T, Failure>)) {
        self.pending.set(false);
        self.stalled.set(false);
        match &outcome {
            Ok(_) => {
                self.attempt.set(None);
                self.last.set_value(None);
            }
            Err(failure) => {
                self.failure.set(Some(failure.clone()));
                // A right was lost, or the thing is gone: what is on the screen should say so too.
                if failure.is_denied() {
                    query::refetch_all();
                }
            }
        }
        done(outcome);
    }

    /// What was last sent, and has no answer that says it is done; tracked.
    pub(crate) fn attempt(self) -> Option<Attempt> {
        self.attempt.get()
    }

    /// Goes on from what an earlier page sent: the same once more goes out under the same key.
    pub(crate) fn resume(self, attempt: Option<Attempt>) {
        self.attempt.set(attempt);
    }

    /// The same key for the same request: if only the answer was lost, sending again does nothing twice, and is no edit that somebody else has
    /// overtaken.
    fn key_for(self, url: &str, body: &impl serde::Serialize) -> String {
        let mut hasher = DefaultHasher::new();
        (url, serde_json::to_string(body).unwrap_or_default()).hash(&mut hasher);
        let request = hasher.finish();
        let known = self.attempt.get_untracked().filter(|(known, _)| *known == request);
        let attempt = known.unwrap_or_else(|| (request, random_uuid()));
        self.attempt.set(Some(attempt.clone()));
        attempt.1
    }
}

/// Whether the edge keeps what it answers: of every change by somebody who is signed in.
fn keyed<E: Endpoint>() -> bool {
    E::METHOD.mutates() && E::KEEPS_REPLY && !matches!(E::Access::RULE, Rule::Public)
}

fn end(last: &Last) {
    if let Some(running) = &last.running {
        running.abort();
    }
}

impl From<Submission> for Pending {
    fn from(submission: Submission) -> Self {
        let stalled = Stalled {
            now: submission.stalled.into(),
            unsure: submission.unsure.into(),
            again: Callback::new(move |()| submission.again()),
            stop: Callback::new(move |()| submission.give_up()),
        };
        Pending::new(submission.pending.into(), stalled)
    }
}

/// For a change that no button waits for, such as one from a menu: says when no answer comes, and waits no longer.
pub(crate) fn tell_when_stalled(submission: Submission) {
    let toasts = use_toasts();
    effect(move || {
        if submission.stalled.get() {
            submission.give_up();
            toasts.error(format!("Portico has not answered. {}", submission.unsure.get_untracked()));
        }
    });
}
