//! The only way to the network: one function that calls an endpoint of the contract.

mod early;
mod last;

pub(crate) use early::{answered, forget as forget_early, refused, typed};
pub(crate) use last::{forget_answers, forget_answers_of_others, keep_answer, last_answer};

use leptos::prelude::set_timeout_with_handle;
use portico_api::access::{Access, Rule};
use portico_api::problem::kind;
use portico_api::{Body, Endpoint, Problem, url};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;
use web_sys::{AbortController, RequestInit};

/// How long an answer may take, in milliseconds, before it counts as lost.
const PATIENCE_MS: u64 = 30_000;

/// Why a call came to nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The edge refused, and said why.
    Problem(Box<Problem>),
    /// No answer: the network is away, or the answer was lost on the way.
    Offline,
    /// The session is over. The person is already being led to the sign-in page.
    SignedOut,
}

impl Failure {
    /// What to tell the person, in a sentence that says what to do.
    pub fn message(&self) -> String {
        match self {
            Failure::Problem(problem) => problem.detail.clone(),
            Failure::Offline => "Portico could not be reached. Check your connection and try again.".into(),
            Failure::SignedOut => "You are signed out. Sign in to continue.".into(),
        }
    }

    /// Whether the thing asked for does not exist, or may not be seen: the two look alike on purpose.
    pub fn is_missing(&self) -> bool {
        matches!(self, Failure::Problem(problem) if problem.status == 404)
    }

    /// Whether the organization asks for another sign-in, and for nothing else.
    pub fn takes_sign_in(&self) -> bool {
        matches!(self, Failure::Problem(problem) if problem.sign_in.is_some())
    }

    /// Whether the person may not do it, or not even see it.
    pub fn is_denied(&self) -> bool {
        matches!(self, Failure::Problem(problem) if matches!(problem.status, 403 | 404))
    }

    /// Whether the edge refused for the reason named by one of the constants of [`kind`].
    pub fn is(&self, name: &str) -> bool {
        matches!(self, Failure::Problem(problem) if problem.is(name))
    }

    /// Whether trying again may help, because nobody knows whether it arrived.
    pub fn is_lost(&self) -> bool {
        match self {
            Failure::Problem(problem) => problem.status >= 500,
            Failure::Offline => true,
            Failure::SignedOut => false,
        }
    }

    /// A refusal that is no problem document: the page of an installation that is not set up says by itself what to do.
    fn unread(answer: Answer) -> Self {
        let mut failure = Failure::garbled(answer.status);
        if let Failure::Problem(problem) = &mut failure
            && answer.text.starts_with("Portico is not set up yet.")
        {
            problem.detail = answer.text;
        }
        failure
    }

    /// An answer that is not what the contract says.
    pub(crate) fn garbled(status: u16) -> Self {
        Failure::Problem(Box::new(Problem {
            kind: format!("{}{}", kind::PREFIX, kind::UNAVAILABLE),
            title: "Unexpected answer".into(),
            status: status.max(500),
            detail: "Portico answered in a way that this page does not understand. Try again in a moment."
                .into(),
            field: None,
            errors: Vec::new(),
            limit: None,
            sign_in: None,
            organizations: Vec::new(),
            request_id: String::new(),
        }))
    }
}

/// What the edge did not let somebody see or do.
pub struct Refused<'a> {
    pub url: &'a str,
    /// It was asked for, and nothing was to be changed.
    pub was_read: bool,
    /// It takes another sign-in, and no other right.
    pub takes_sign_in: bool,
}

type OnRefused = Rc<dyn Fn(&Refused)>;

thread_local! {
    static SIGNED_OUT: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
    static REFUSED: RefCell<Option<OnRefused>> = const { RefCell::new(None) };
}

/// Sets what happens when a call finds the session over.
pub fn on_signed_out(handler: impl Fn() + 'static) {
    SIGNED_OUT.with_borrow_mut(|slot| *slot = Some(Rc::new(handler)));
}

/// Sets what happens when the edge does not let somebody see or do something.
pub fn on_refused(handler: impl Fn(&Refused) + 'static) {
    REFUSED.with_borrow_mut(|slot| *slot = Some(Rc::new(handler)));
}

/// Calls `E`. `key` is the `Idempotency-Key`, for the endpoints that want one.
pub async fn call<E: Endpoint>(
    params: &E::Params,
    body: &E::Body,
    key: Option<&str>,
) -> Result<E::Reply, Failure> {
    call_until::<E>(params, body, key, None).await
}

/// As [`call`]; whoever has `stop` can end it.
pub(crate) async fn call_until<E: Endpoint>(
    params: &E::Params,
    body: &E::Body,
    key: Option<&str>,
    stop: Option<AbortController>,
) -> Result<E::Reply, Failure> {
    let json = if E::Body::PRESENT { serde_json::to_string(body).ok() } else { None };
    let text = send(&Request {
        method: E::METHOD.as_str(),
        url: &url::<E>(params),
        body: json,
        key,
        public: matches!(E::Access::RULE, Rule::Public),
        stop,
    })
    .await?;
    serde_json::from_str(&text).map_err(|_| Failure::garbled(200))
}

/// What [`get`] and [`call`] have in common, without type parameters: it is compiled once.
struct Request<'a> {
    method: &'a str,
    url: &'a str,
    body: Option<String>,
    key: Option<&'a str>,
    public: bool,
    stop: Option<AbortController>,
}

/// The text that a reading endpoint answers at `url`; takes over the early question for it, if there is one.
pub(crate) async fn get(url: &str, public: bool) -> Result<String, Failure> {
    send(&Request { method: "GET", url, body: None, key: None, public, stop: None }).await
}

async fn send(request: &Request<'_>) -> Result<String, Failure> {
    let early = if request.method == "GET" { early::take(request.url).await } else { None };
    let answer = match early {
        Some(answer) => answer,
        None => fetch(request).await.map_err(|_| Failure::Offline)?,
    };
    if answer.is_foreign() {
        return Err(Failure::Offline);
    }
    if (200..300).contains(&answer.status) {
        return Ok(answer.text);
    }
    if answer.status == 401 && !request.public {
        if let Some(handler) = SIGNED_OUT.with_borrow(Clone::clone) {
            handler();
        }
        return Err(Failure::SignedOut);
    }
    let is_refused = matches!(answer.status, 403 | 404);
    let failure = refusal(answer);
    if is_refused && let Some(handler) = REFUSED.with_borrow(Clone::clone) {
        let takes_sign_in = failure.takes_sign_in();
        handler(&Refused { url: request.url, was_read: request.method == "GET", takes_sign_in });
    }
    Err(failure)
}

/// What an answer that is no success says.
fn refusal(answer: Answer) -> Failure {
    serde_json::from_str(&answer.text).map_or_else(|_| Failure::unread(answer), Failure::Problem)
}

/// An answer as it came.
struct Answer {
    status: u16,
    text: String,
}

impl Answer {
    /// Whether somebody else has answered, as a hotspot does with a page of its own: nothing that it says is of the edge, which answers objects.
    fn is_foreign(&self) -> bool {
        self.status < 500 && !self.text.starts_with('{')
    }
}

async fn fetch(request: &Request<'_>) -> Result<Answer, gloo_net::Error> {
    let stop = request.stop.clone().or_else(|| AbortController::new().ok());
    let patience = stop.clone().and_then(|stop| {
        set_timeout_with_handle(move || stop.abort(), Duration::from_millis(PATIENCE_MS)).ok()
    });
    let answer = answer(raw(request, stop.as_ref())?).await;
    if let Some(patience) = patience {
        patience.clear();
    }
    answer
}

async fn answer(request: web_sys::Request) -> Result<Answer, gloo_net::Error> {
    let response = gloo_net::http::Request::from(request).send().await?;
    Ok(Answer { status: response.status(), text: response.text().await? })
}

/// The request as the browser wants it. (gloo-net's own builder would append an empty query to the URL.)
fn raw(request: &Request<'_>, stop: Option<&AbortController>) -> Result<web_sys::Request, gloo_net::Error> {
    let fault = |value: JsValue| gloo_net::Error::GlooError(format!("{value:?}"));
    let init = RequestInit::new();
    init.set_method(request.method);
    init.set_signal(stop.map(AbortController::signal).as_ref());
    if let Some(json) = &request.body {
        init.set_body(&json.into());
    }
    let raw = web_sys::Request::new_with_str_and_init(request.url, &init).map_err(fault)?;
    let headers = raw.headers();
    headers.set("Accept", "application/json").map_err(fault)?;
    if request.body.is_some() {
        headers.set("Content-Type", "application/json").map_err(fault)?;
    }
    if let Some(key) = request.key {
        headers.set("Idempotency-Key", key).map_err(fault)?;
    }
    Ok(raw)
}
