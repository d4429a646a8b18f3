//! From the runtime's request to ours, and back.

use super::cipher::SubtleCrypto;
use super::d1::D1;
use super::deliver::deliver;
use super::kv::Kv;
use super::mailer::EdgeMailer;
use super::payments::StripeFetch;
use super::random::{Date, WebCrypto};
use crate::afterwards::{Afterwards, Hands};
use crate::config::Config;
use crate::delivery::Memory;
use crate::http::{BODY_MAX, Request, Response};
use crate::ports::{Clock, Payments};
use crate::routes::routes;
use crate::routing::Routes;
use crate::service::Service;
use crate::stripe::WEBHOOK_PATH;
use js_sys::Uint8Array;
use std::cell::OnceCell;
use std::rc::Rc;
use worker::{Context, Env, Headers, Result, event};

pub(super) type EdgeService = Service<D1, Date, WebCrypto, SubtleCrypto>;

thread_local! {
    /// Built with the first request of an instance, and the same for all after it.
    static ROUTES: Rc<Routes<D1>> = Rc::new(routes());
    /// Read once: each variable costs a crossing from JavaScript, and none changes while an instance lives.
    static CONFIG: OnceCell<Config> = const { OnceCell::new() };
    /// Lasts as long as the instance.
    static MEMORY: Rc<Memory> = Rc::default();
}

#[event(fetch, respond_with_errors)]
async fn fetch(mut incoming: worker::Request, env: Env, context: Context) -> Result<worker::Response> {
    let url = incoming.inner().url();
    let (path, query) = path_and_query(&url);
    if path.starts_with("/v1/") {
        return deliver(&incoming, path, env, &context).await;
    }
    let request = read(&mut incoming, path, query).await?;
    let service = service(&env)?;
    let mut response = service.handle(&request).await;
    if let Some(cause) = &response.log {
        let request_id = response.header("X-Request-Id").unwrap_or_default();
        let line = serde_json::json!({ "level": "error", "request_id": request_id, "path": request.path, "cause": cause });
        worker::console_error!("{line}");
    }
    let afterwards = std::mem::take(&mut response.afterwards);
    if !afterwards.is_empty() {
        let run = response.header("X-Request-Id").unwrap_or_default().to_owned();
        context.wait_until(async move { finish(&env, &service, afterwards, &run).await });
    }
    write(response)
}

/// Does what was left for after the answer.
pub(super) async fn finish(env: &Env, service: &EdgeService, mut afterwards: Afterwards, run: &str) {
    let now = service.clock.now();
    for note in std::mem::take(&mut afterwards.notes) {
        worker::console_log!("{}", serde_json::json!({ "level": "info", "request_id": run, "note": note }));
    }
    let error = |cause: &str| {
        let line = serde_json::json!({ "level": "error", "request_id": run, "cause": cause });
        worker::console_error!("{line}");
    };
    let store = match env.kv("CONFIG") {
        Ok(store) => Kv(store),
        Err(cause) => return error(&cause.to_string()),
    };
    let hands = Hands {
        db: &service.db,
        mailer: &EdgeMailer::new(env, &service.config, &service.db, now),
        store: &store,
        memory: &service.memory,
        config: &service.config,
        payments: &*service.payments,
        random: &service.random,
    };
    for cause in afterwards.run(hands, run, now).await {
        error(&cause);
    }
}

/// The service over this request's bindings. Cheap: nothing in it is remote until it is asked.
pub(super) fn service(env: &Env) -> Result<EdgeService> {
    let text = |name: &str| env.var(name).map(|var| var.to_string()).unwrap_or_default();
    let config = CONFIG.with(|config| config.get_or_init(|| Config::read(text)).clone());
    let ports: (_, _, _, Rc<dyn Payments>) = (Date, WebCrypto, SubtleCrypto, Rc::new(StripeFetch));
    Ok(Service::new(D1(env.d1("DB")?), ports, config, MEMORY.with(Rc::clone), ROUTES.with(Rc::clone)))
}

async fn read(incoming: &mut worker::Request, path: &str, query: &str) -> Result<Request> {
    let headers = incoming.headers().clone();
    let header = |name: &str| headers.get(name).ok().flatten();
    let request = Request {
        method: incoming.inner().method(),
        path: path.to_owned(),
        query: query.to_owned(),
        cookie: header("Cookie"),
        content_type: header("Content-Type"),
        origin: header("Origin"),
        fetch_site: header("Sec-Fetch-Site"),
        idempotency_key: header("Idempotency-Key"),
        user_agent: header("User-Agent"),
        stripe_signature: (path == WEBHOOK_PATH).then(|| header("Stripe-Signature")).flatten(),
        client_address: header("CF-Connecting-IP"),
        body: Vec::new(),
    };
    if request.method == "GET" || request.method == "HEAD" {
        return Ok(request);
    }
    // A body that says it is too large is not even read: one byte too many tells the service.
    let announced = header("Content-Length").and_then(|length| length.parse::<usize>().ok());
    let body = match announced {
        Some(length) if length > BODY_MAX => vec![0; BODY_MAX + 1],
        _ => incoming.bytes().await?,
    };
    Ok(Request { body, ..request })
}

/// Splits an absolute URL, which the runtime has parsed and normalized, without parsing it once more.
fn path_and_query(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let start = rest.find('/').unwrap_or(rest.len());
    let (_, target) = rest.split_at(start);
    let target = target.split('#').next().unwrap_or_default();
    target.split_once('?').unwrap_or((target, ""))
}

fn write(response: Response) -> Result<worker::Response> {
    let headers = Headers::new();
    for (name, value) in &response.headers {
        headers.append(name, value)?;
    }
    let init = worker::web_sys::ResponseInit::new();
    init.set_status(response.status);
    init.set_headers(&headers.0);
    let body = Uint8Array::from(response.body.as_bytes());
    Ok(worker::web_sys::Response::new_with_opt_buffer_source_and_init(Some(&body), &init)?.into())
}
