//! Writing: one change at a time, sent at most once, and safe to send again when its answer was lost.

use crate::browser::random_uuid;
use crate::client::{self, Failure};
use crate::query;
use leptos::prelude::*;
use portico_api::access::{Access, Rule};
use portico_api::{Endpoint, url};

/// The state of one kind of change on one page. A handle to copy around.
#[derive(Clone, Copy)]
pub struct Submission {
    /// A request is on its way; another one is not sent.
    pub pending: RwSignal<bool>,
    /// Why the last one failed.
    pub failure: RwSignal<Option<Failure>>,
    attempt: StoredValue<Option<Attempt>>,
}

/// What was last sent, and the key it was sent under.
#[derive(Clone)]
struct Attempt {
    request: String,
    key: String,
}

/// Prepares a change, in the place where the page is made.
pub fn submission() -> Submission {
    Submission {
        pending: RwSignal::new(false),
        failure: RwSignal::new(None),
        attempt: StoredValue::new(None),
    }
}

impl Submission {
    /// Sends `E`; nothing happens while one is on its way. `done` hears of the reply, unless the page is gone.
    pub fn send<E: Endpoint>(
        self,
        params: E::Params,
        body: E::Body,
        done: impl FnOnce(Result<E::Reply, Failure>) + 'static,
    ) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        self.failure.set(None);
        let key = keyed::<E>().then(|| self.key_for(&url::<E>(&params), &body));
        leptos::task::spawn_local(async move {
            let outcome = client::call::<E>(&params, &body, key.as_deref()).await;
            if self.pending.try_set(false).is_some() {
                // The page is gone, and everything it owned with it.
                return;
            }
            match &outcome {
                Ok(_) => self.attempt.set_value(None),
                Err(failure) => {
                    self.failure.set(Some(failure.clone()));
                    // A right was lost, or the thing is gone: what is on the screen should say so too.
                    if failure.is_denied() {
                        query::refetch_all();
                    }
                }
            }
            done(outcome);
        });
    }

    /// The same key for the same request: if only the answer was lost, sending again does nothing twice, and is no edit that somebody else has
    /// overtaken.
    fn key_for(self, url: &str, body: &impl serde::Serialize) -> String {
        let request = format!("{url}\n{}", serde_json::to_string(body).unwrap_or_default());
        let known = self.attempt.get_value().filter(|attempt| attempt.request == request);
        let attempt = known.unwrap_or_else(|| Attempt { request, key: random_uuid() });
        self.attempt.set_value(Some(attempt.clone()));
        attempt.key
    }
}

/// Whether the edge keeps what it answers: of every change by somebody who is signed in.
fn keyed<E: Endpoint>() -> bool {
    E::METHOD.mutates() && E::KEEPS_REPLY && !matches!(E::Access::RULE, Rule::Public)
}
