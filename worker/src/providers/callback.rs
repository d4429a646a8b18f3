//! A browser that a provider has sent back. Whatever is wrong, it is led to a page of the console that says so in our own words.

use super::config::Provider;
use super::exchange::{Code, Mailbox, Named, encoded, named};
use super::find;
use super::links::{self, Outcome, SignIn, SignedIn};
use super::start::{Bound, redirect_uri};
use super::store::{self, Begun};
use crate::context::Context;
use crate::db::Db;
use crate::error::Error;
use crate::http::{Answer, Cookie, read_cookie};
use crate::patience::within;
use crate::sign_in::{Before, NewSession};
use percent_encoding::percent_decode_str;
use portico_api::providers::{ATTEMPT_LIFE_MS, ProviderFailure};

/// The pattern of its path.
pub(crate) const CALLBACK: &str = "/api/sign-in/providers/{provider}/callback";

/// Which provider a browser comes from that asks for this path.
pub(crate) fn called_back(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/api/sign-in/providers/")?.strip_suffix("/callback")?;
    (!rest.contains('/')).then_some(rest)
}

/// How long all that is asked of a provider may take together, in milliseconds.
const ALL_MS: u64 = 12_000;
/// Longest code, in bytes.
const CODE_MAX: usize = 4_096;

/// What a provider sends back, in the query.
#[derive(Default)]
struct Returned {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    /// Who sends it (RFC 9207).
    issuer: Option<String>,
}

impl Returned {
    /// `None`: something stands there twice, or is no text.
    fn read(query: &str) -> Option<Self> {
        let mut returned = Self::default();
        for part in query.split('&') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let field = match name {
                "state" => &mut returned.state,
                "code" => &mut returned.code,
                "error" => &mut returned.error,
                "iss" => &mut returned.issuer,
                _ => continue,
            };
            let value = percent_decode_str(&value.replace('+', " ")).decode_utf8().ok()?.into_owned();
            if field.replace(value).is_some() {
                return None;
            }
        }
        Some(returned)
    }
}

/// What became of it.
enum Ending {
    SignedIn {
        cookies: Vec<String>,
    },
    /// The mailbox has to be proven with a code first.
    NeedsCode,
    Linked,
    Failed(ProviderFailure),
}

/// Ends a sign-in at a provider, and leads on.
pub(crate) async fn callback<D: Db>(db: &D, cx: &Context<'_>, id: &str) -> Result<Answer, Error> {
    if cx.request.method != "GET" {
        return Err(Error::MethodNotAllowed("GET".to_owned()));
    }
    let returned = Returned::read(&cx.request.query).unwrap_or_default();
    let browser = read_cookie(cx.request.cookie.as_deref(), Cookie::Provider);
    let (provider, state) = (find(cx, id), returned.state.as_deref());
    let expired = Ending::Failed(ProviderFailure::Expired);
    let (Some(provider), Some(browser), Some(state)) = (provider, browser, state) else {
        return Ok(lead_on(cx, id, None, expired));
    };
    let taken = db.query(store::take(cx, browser, state, &provider.id)).await;
    let begun = match taken {
        Ok(rows) => rows.into_iter().next().map(Begun::read),
        Err(error) => {
            cx.note(format!("provider {id}: {error:?}"));
            return Ok(lead_on(cx, id, None, Ending::Failed(ProviderFailure::Failed)));
        }
    };
    let Some(mut begun) = begun else { return Ok(lead_on(cx, id, None, expired)) };
    let before = std::mem::take(&mut begun.before);
    let ending = match whom(cx, provider, &returned, (browser, state)).await {
        Ok(named) => {
            let ended = match &begun.session_id {
                Some(session) => link(db, cx, provider, &named, session).await,
                None => sign_in(db, cx, provider, &named, (state, before)).await,
            };
            ended.unwrap_or_else(|error| {
                cx.note(format!("provider {id}: {error:?}"));
                Ending::Failed(ProviderFailure::Failed)
            })
        }
        Err(failure) => Ending::Failed(failure),
    };
    Ok(lead_on(cx, id, Some(&begun), ending))
}

/// Whom the provider names. What goes wrong is for the log; the person is told what to do.
async fn whom(
    cx: &Context<'_>,
    provider: &Provider,
    returned: &Returned,
    (browser, state): (&str, &str),
) -> Result<Named, ProviderFailure> {
    let failed = |why: &str| {
        cx.note(format!("provider {}: {why}", provider.id));
        ProviderFailure::Failed
    };
    // The answer of another provider, brought here (RFC 9700, 4.4).
    if returned.issuer.as_ref().is_some_and(|issuer| *issuer != provider.issuer) {
        return Err(failed("the answer is of another issuer"));
    }
    match returned.error.as_deref() {
        Some("access_denied" | "interaction_required" | "consent_required" | "login_required") => {
            return Err(ProviderFailure::Denied);
        }
        Some(error) => {
            let word: String = error.chars().filter(char::is_ascii_graphic).take(60).collect();
            return Err(failed(&format!("it answers {word}")));
        }
        None => {}
    }
    let code = returned.code.as_deref().filter(|code| (1..=CODE_MAX).contains(&code.len()));
    let code = code.ok_or_else(|| failed("there is no code"))?;
    let (bound, redirect_uri) = (Bound::to(browser, state), redirect_uri(cx, provider));
    let code = Code {
        code,
        verifier: &bound.verifier,
        nonce: &bound.nonce,
        redirect_uri: &redirect_uri,
        now: cx.now,
    };
    let asked = within(cx.outside.clock, ALL_MS, named(cx.outside, provider, code)).await;
    asked.unwrap_or_else(|| Err("it took too long".to_owned())).map_err(|why| failed(&why))
}

async fn sign_in<D: Db>(
    db: &D,
    cx: &Context<'_>,
    provider: &Provider,
    named: &Named,
    (state, before): (&str, Before),
) -> Result<Ending, Error> {
    let session = NewSession::after(cx, before);
    let asked = SignIn { provider: &provider.id, named, state, session: &session };
    let found = SignedIn::read(db.batch(links::sign_in(cx, &asked)).await?.pop());
    Ok(match (found, &named.mailbox) {
        (Some(SignedIn { is_new_device, is_linked }), _) => {
            if is_new_device || is_linked {
                cx.tell_afterwards();
            }
            Ending::SignedIn { cookies: session.cookies(is_new_device) }
        }
        (None, Mailbox::Unverified) => Ending::Failed(ProviderFailure::Unverified),
        (None, _) => Ending::NeedsCode,
    })
}

async fn link<D: Db>(
    db: &D,
    cx: &Context<'_>,
    provider: &Provider,
    named: &Named,
    session: &str,
) -> Result<Ending, Error> {
    let found = db.batch(links::link(cx, &provider.id, named, session)).await?.pop();
    Ok(match Outcome::read(found) {
        Outcome::Own { is_new } => {
            if is_new {
                cx.tell_afterwards();
            }
            Ending::Linked
        }
        Outcome::Taken => Ending::Failed(ProviderFailure::Taken),
        Outcome::Another => Ending::Failed(ProviderFailure::Another),
        Outcome::SignedOut => Ending::Failed(ProviderFailure::SignedOut),
    })
}

/// The page that goes on. Its address begins with the configured origin, so what was asked to return to leads nowhere else.
fn lead_on(cx: &Context, id: &str, begun: Option<&Begun>, ending: Ending) -> Answer {
    let origin = &cx.config.origin;
    let return_to = begun.map_or("/", |begun| begun.return_to.as_str());
    let page = match begun.is_some_and(|begun| begun.session_id.is_some()) {
        true => "/account",
        false => "/sign-in",
    };
    let back = match page {
        "/sign-in" if return_to != "/" => format!("&return_to={}", encoded(return_to)),
        _ => String::new(),
    };
    let provider = encoded(id);
    let (location, cookies) = match ending {
        Ending::SignedIn { mut cookies } => {
            cookies.push(Cookie::Provider.clear());
            (format!("{origin}{return_to}"), cookies)
        }
        Ending::NeedsCode => {
            let browser = read_cookie(cx.request.cookie.as_deref(), Cookie::Provider).unwrap_or_default();
            let location = format!("{origin}/sign-in?provider={provider}{back}");
            (location, vec![Cookie::Provider.set(browser, ATTEMPT_LIFE_MS)])
        }
        Ending::Linked => (format!("{origin}{page}?provider={provider}"), vec![Cookie::Provider.clear()]),
        Ending::Failed(failure) => {
            (format!("{origin}{page}?provider={provider}&failed={}{back}", failure.as_str()), Vec::new())
        }
    };
    let answer = Answer::new(303, "{}".to_owned()).with_header("Location", location);
    cookies.into_iter().fold(answer, |answer, cookie| answer.with_header("Set-Cookie", cookie))
}
