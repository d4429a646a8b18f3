//! From the runtime's request to ours, and back.

use super::cipher::SubtleCrypto;
use super::d1::D1;
use super::deliver::deliver;
use super::kv::Kv;
use super::mailer::EdgeMailer;
use super::meter::Engine;
use super::payments::StripeFetch;
use super::random::{Date, WebCrypto};
use super::web::WebFetch;
use crate::afterwards::{Afterwards, Hands};
use crate::config::{Config, is_this_machine};
use crate::delivery::Memory;
use crate::error::Error;
use crate::http::{BODY_MAX, LargeBodies, Place, Request, Response, read_body};
use crate::ports::{Clock, Payments};
use crate::routes::routes;
use crate::routing::Routes;
use crate::secret;
use crate::service::Service;
use crate::stripe::WEBHOOK_PATH;
use futures_util::StreamExt;
use js_sys::Uint8Array;
use portico_api::problem;
use std::cell::OnceCell;
use std::rc::Rc;
use worker::worker_sys::ext::RequestExt;
use worker::{Context, Env, Headers, Result, event, web_sys};

pub(super) type EdgeService = Service<D1, Date, WebCrypto, SubtleCrypto>;

thread_local! {
    /// Built with the first request of an instance, and the same for all after it.
    static ROUTES: Rc<Routes<D1>> = Rc::new(routes());
    /// Read once: each variable costs a crossing from JavaScript, and none changes while an instance lives. The first is for requests to
    /// this machine.
    static CONFIG: [OnceCell<Config>; 2] = const { [OnceCell::new(), OnceCell::new()] };
    static LARGE: Rc<LargeBodies> = Rc::default();
    /// Lasts as long as the instance.
    static MEMORY: Rc<Memory> = Rc::default();
}

#[event(fetch)]
async fn fetch(incoming: web_sys::Request, env: Env, context: Context) -> Result<worker::Response> {
    match answer(incoming, env, context).await {
        Ok(response) => Ok(response),
        // A binding that is missing, or the runtime at fault: that is for the log alone.
        Err(error) => {
            let request_id = secret::new_id(Date.now(), &WebCrypto);
            log_error(&request_id, "", &error.to_string());
            let answer = Error::Internal(String::new()).answer(&request_id);
            write(Response::new(answer, problem::MEDIA_TYPE, &request_id))
        }
    }
}

async fn answer(incoming: web_sys::Request, env: Env, context: Context) -> Result<worker::Response> {
    let url = incoming.url();
    let (host, path, query) = parts(&url);
    if path.starts_with("/v1/") {
        return deliver(&incoming, (host, path), env, &context).await;
    }
    let large = LARGE.with(Rc::clone);
    let most = ROUTES.with(|routes| routes.body_max(&incoming.method(), path));
    // A large body keeps its place until there is an answer.
    let (request, _place) = read(incoming, (path, query), most, &large).await?;
    let service = service(&env, host)?;
    let mut response = service.handle(&request).await;
    if let Some(cause) = &response.log {
        let request_id = response.header("X-Request-Id").unwrap_or_default();
        log_error(request_id, service.route_of(&request.path), cause);
    }
    let afterwards = std::mem::take(&mut response.afterwards);
    if !afterwards.is_empty() {
        let run = response.header("X-Request-Id").unwrap_or_default().to_owned();
        context.wait_until(async move { finish(&env, &service, afterwards, &run).await });
    }
    write(response)
}

/// What went wrong, as a line of the log. Of a request it has the pattern of its route, never the path, in which secrets may stand.
pub(super) fn log_error(request_id: &str, route: &str, cause: &str) {
    let line =
        serde_json::json!({ "level": "error", "request_id": request_id, "route": route, "cause": cause });
    worker::console_error!("{line}");
}

/// Does what was left for after the answer.
pub(super) async fn finish(env: &Env, service: &EdgeService, mut afterwards: Afterwards, run: &str) {
    let now = service.clock.now();
    for note in std::mem::take(&mut afterwards.notes) {
        worker::console_log!("{}", serde_json::json!({ "level": "info", "request_id": run, "note": note }));
    }
    let error = |cause: &str| log_error(run, "", cause);
    if !service.config.lacks.is_empty() {
        return error("not set up: nothing is done before it is");
    }
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
        meter: service.meter.as_deref(),
        random: &service.random,
        cipher: &service.cipher,
        clock: &service.clock,
    };
    for cause in afterwards.run(hands, run).await {
        error(&cause);
    }
}

/// The service over the bindings for a request to `host`. Cheap: nothing in it is remote until it is asked.
pub(super) fn service(env: &Env, host: &str) -> Result<EdgeService> {
    let text = |name: &str| match name {
        "EMAIL" => env.send_email(name).map(|_| "bound".to_owned()).unwrap_or_default(),
        "READS" => env.analytics_engine(name).map(|_| "bound".to_owned()).unwrap_or_default(),
        _ => env.var(name).map(|var| var.to_string()).unwrap_or_default(),
    };
    let config = CONFIG.with(|[here, elsewhere]| {
        let cell = if is_this_machine(host) { here } else { elsewhere };
        cell.get_or_init(|| Config::read(text, host)).clone()
    });
    let ports: (_, _, _, Rc<dyn Payments>) = (Date, WebCrypto, SubtleCrypto, Rc::new(StripeFetch));
    let (is_metered, has_providers) = (config.analytics.is_some(), !config.providers.is_empty());
    let mut service =
        Service::new(D1(env.d1("DB")?), ports, config, MEMORY.with(Rc::clone), ROUTES.with(Rc::clone));
    if is_metered {
        service.meter = Some(Rc::new(Engine(env.analytics_engine("READS")?)));
    }
    if has_providers {
        service.web = Some(Rc::new(WebFetch));
    }
    Ok(service)
}

/// The service for what the clock starts: it goes by where the installation says that it is.
pub(super) fn service_of_cron(env: &Env) -> Result<EdgeService> {
    let origin = env.var("ORIGIN").map(|origin| origin.to_string()).unwrap_or_default();
    service(env, parts(&origin).0)
}

async fn read<'a>(
    incoming: web_sys::Request,
    (path, query): (&str, &str),
    most: usize,
    large: &'a LargeBodies,
) -> Result<(Request, Option<Place<'a>>)> {
    let headers = Headers(incoming.headers());
    let header = |name: &str| headers.get(name).ok().flatten();
    let request = Request {
        method: incoming.method(),
        path: path.to_owned(),
        query: query.to_owned(),
        cookie: header("Cookie"),
        content_type: header("Content-Type"),
        content_encoding: None,
        origin: header("Origin"),
        fetch_site: header("Sec-Fetch-Site"),
        idempotency_key: header("Idempotency-Key"),
        user_agent: header("User-Agent"),
        stripe_signature: (path == WEBHOOK_PATH).then(|| header("Stripe-Signature")).flatten(),
        client_address: header("CF-Connecting-IP"),
        country: incoming.cf().and_then(|cf| cf.country().ok().flatten()),
        body: Vec::new(),
        unread: None,
    };
    if request.method == "GET" || request.method == "HEAD" {
        return Ok((request, None));
    }
    let request = Request { content_encoding: header("Content-Encoding"), ..request };
    // A body that says it is too large is not even read: one byte too many tells the service.
    let announced = header("Content-Length").and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return Ok((Request { body: vec![0; most + 1], ..request }, None));
    }
    if incoming.body().is_none() {
        return Ok((request, None));
    }
    // As much of it as shows that it is too large: what was not announced is not read to its end.
    let mut stream = worker::Request::from(incoming).stream()?;
    let next = async || stream.next().await;
    if most <= BODY_MAX {
        return Ok((Request { body: read_body(most, next).await?, ..request }, None));
    }
    let client = request.client();
    Ok(match large.read((client.as_ref(), &Date), most, next).await? {
        Ok((body, place)) => (Request { body, ..request }, place),
        Err(why) => (Request { unread: Some(why), ..request }, None),
    })
}

/// Host with port, path and query of an absolute URL, which the runtime has parsed and normalized, without parsing it once more.
fn parts(url: &str) -> (&str, &str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let start = rest.find('/').unwrap_or(rest.len());
    let (host, target) = rest.split_at(start);
    let target = target.split('#').next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    (host, path, query)
}

fn write(response: Response) -> Result<worker::Response> {
    let headers = Headers::new();
    for (name, value) in &response.headers {
        headers.append(name, value)?;
    }
    let init = web_sys::ResponseInit::new();
    init.set_status(response.status);
    init.set_headers(&headers.0);
    let body = Uint8Array::from(response.body.as_bytes());
    Ok(web_sys::Response::new_with_opt_buffer_source_and_init(Some(&body), &init)?.into())
}
