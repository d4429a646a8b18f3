//! What is asked of providers: never for long, never much, and what they say of themselves once an hour.

use super::config::Provider;
use super::discovery::{Document, Keys};
use crate::patience::within;
use crate::ports::{Clock, Web, WebReply, WebRequest};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How long one request may take, in milliseconds.
pub(crate) const PATIENCE_MS: u64 = 5_000;

/// The way out, with how long to wait and what was learned before.
#[derive(Clone, Copy)]
pub struct Outside<'a> {
    /// `None`: this installation has no providers.
    pub web: Option<&'a dyn Web>,
    pub clock: &'a dyn Clock,
    pub memory: &'a Memory,
}

/// What an instance remembers of providers: of each configured one its own words, so ten at most.
#[derive(Debug, Default)]
pub struct Memory(RefCell<BTreeMap<String, Known>>);

/// What is known of one provider.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) document: Option<(Rc<Document>, i64)>,
    pub(super) keys: Option<(Rc<Keys>, i64)>,
    /// When keys were asked for last, whatever came of it.
    pub(super) keys_asked_at: i64,
}

impl Memory {
    pub(super) fn of(&self, provider: &Provider) -> Known {
        self.0.borrow().get(&provider.id).cloned().unwrap_or_default()
    }

    pub(super) fn note(&self, provider: &Provider, change: impl FnOnce(&mut Known)) {
        change(self.0.borrow_mut().entry(provider.id.clone()).or_default());
    }
}

/// Why a provider could not be asked, or what is wrong with what it said: for the log.
pub(super) type Trouble = String;

impl Outside<'_> {
    /// One request, whatever the status of its answer.
    pub(super) async fn send(&self, request: WebRequest) -> Result<WebReply, Trouble> {
        let web = self.web.ok_or("there is no way out")?;
        let reply = within(self.clock, PATIENCE_MS, web.send(&request)).await;
        let said = reply.unwrap_or_else(|| Err("it did not answer in time".to_owned()));
        // The address without its query: nothing secret stands in it, but who knows.
        said.map_err(|why| format!("{}: {why}", request.url.split('?').next().unwrap_or_default()))
    }

    /// Asks for JSON.
    pub(super) async fn get(
        &self,
        url: &str,
        authorization: Option<String>,
        bytes_max: usize,
    ) -> Result<Value, Trouble> {
        let request = WebRequest { url: url.to_owned(), authorization, form: None, bytes_max };
        let reply = self.send(request).await?;
        if reply.status != 200 {
            return Err(format!("{url}: {}", reply.status));
        }
        serde_json::from_str(&reply.body).map_err(|_| format!("{url}: the answer is no JSON"))
    }
}
