//! Reads of configurations: a document in KV goes out as a stream and never enters the memory of the wasm instance.

use super::fetch::{finish, log_error, service};
use super::kv::Kv;
use crate::delivery::{Asked, Body, Delivered, Line, ROUTE, look_after};
use js_sys::Uint8Array;
use worker::web_sys::{ReadableStream, ResponseInit};
use worker::{Context, Env, Headers, Result, web_sys};

pub(super) async fn deliver(
    incoming: &web_sys::Request,
    (host, path): (&str, &str),
    env: Env,
    context: &Context,
) -> Result<worker::Response> {
    let headers = Headers(incoming.headers());
    let asked = Asked {
        method: incoming.method(),
        path: path.to_owned(),
        authorization: headers.get("Authorization")?,
        if_none_match: headers.get("If-None-Match")?,
        request_headers: headers.get("Access-Control-Request-Headers")?,
        client_address: headers.get("CF-Connecting-IP")?,
    };
    let service = service(&env, host)?;
    let mut delivered = service.deliver(&Kv(env.kv("CONFIG")?), &asked).await;
    match delivered.line() {
        Some(Line::Error(line)) => worker::console_error!("{line}"),
        Some(Line::Sample(line)) => worker::console_log!("{line}"),
        None => {}
    }
    let afterwards = std::mem::take(&mut delivered.afterwards);
    let look_in = delivered.look_in;
    if look_in.is_some() || !afterwards.is_empty() {
        context.wait_until(async move {
            if !afterwards.is_empty() {
                finish(&env, &service, afterwards, "delivery").await;
            }
            if let Some(wait_ms) = look_in
                && let Err(error) = look_after(&service, wait_ms).await
            {
                log_error("", ROUTE, &format!("reads: {error:?}"));
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
            web_sys::Response::new_with_opt_readable_stream_and_init(Some(&stream), &init)?
        }
        Body::Text(text) => {
            let bytes = Uint8Array::from(text.as_bytes());
            web_sys::Response::new_with_opt_buffer_source_and_init(Some(&bytes), &init)?
        }
        Body::Dropped(stream) => {
            // Nobody waits for it: the promise may settle whenever it wants.
            drop(stream.cancel());
            web_sys::Response::new_with_opt_str_and_init(None, &init)?
        }
        Body::Empty => web_sys::Response::new_with_opt_str_and_init(None, &init)?,
    };
    Ok(response.into())
}
