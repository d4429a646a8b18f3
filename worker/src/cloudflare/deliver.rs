//! Reads of configurations: a document in KV goes out as a stream and never enters the memory of the wasm instance.

use super::fetch::{finish, log_error, service};
use super::kv::Kv;
use crate::delivery::{Asked, Body, Delivered, flush};
use crate::ports::Clock;
use js_sys::Uint8Array;
use std::time::Duration;
use worker::web_sys::{ReadableStream, ResponseInit};
use worker::{Context, Delay, Env, Headers, Result};

/// How long reads are summed up before they are written.
const SUM_UP: Duration = Duration::from_secs(2);

pub(super) async fn deliver(
    incoming: &worker::Request,
    (host, path): (&str, &str),
    env: Env,
    context: &Context,
) -> Result<worker::Response> {
    let headers = incoming.headers();
    let asked = Asked {
        method: incoming.inner().method(),
        path: path.to_owned(),
        authorization: headers.get("Authorization")?,
        if_none_match: headers.get("If-None-Match")?,
        request_headers: headers.get("Access-Control-Request-Headers")?,
    };
    let service = service(&env, host)?;
    let mut delivered = service.deliver(&Kv(env.kv("CONFIG")?), &asked).await;
    if let Some(cause) = &delivered.log {
        let request_id = delivered.header("X-Request-Id").unwrap_or_default();
        log_error(request_id, "/v1/environments/{environment}/config", cause);
    }
    let afterwards = std::mem::take(&mut delivered.afterwards);
    let flush_due = delivered.flush_due;
    if flush_due || !afterwards.is_empty() {
        context.wait_until(async move {
            if !afterwards.is_empty() {
                finish(&env, &service, afterwards, "delivery").await;
            }
            if flush_due {
                Delay::from(SUM_UP).await;
                if let Err(error) = flush(&service.db, &service.memory, service.clock.now()).await {
                    let line = serde_json::json!({ "level": "error", "cause": format!("reads: {error:?}") });
                    worker::console_error!("{line}");
                }
            }
        });
    }
    write(delivered)
}

fn write(delivered: Delivered<ReadableStream>) -> Result<worker::Response> {
    let headers = Headers::new();
    for (name, value) in &delivered.headers {
        headers.append(name, value)?;
    }
    let init = ResponseInit::new();
    init.set_status(delivered.status);
    init.set_headers(&headers.0);
    let response = match delivered.body {
        Body::PassedOn(stream) => {
            worker::web_sys::Response::new_with_opt_readable_stream_and_init(Some(&stream), &init)?
        }
        Body::Text(text) => {
            let bytes = Uint8Array::from(text.as_bytes());
            worker::web_sys::Response::new_with_opt_buffer_source_and_init(Some(&bytes), &init)?
        }
        Body::Dropped(stream) => {
            // Nobody waits for it: the promise may settle whenever it wants.
            drop(stream.cancel());
            worker::web_sys::Response::new_with_opt_str_and_init(None, &init)?
        }
        Body::Empty => worker::web_sys::Response::new_with_opt_str_and_init(None, &init)?,
    };
    Ok(response.into())
}
