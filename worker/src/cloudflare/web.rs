//! Requests to providers over the runtime's fetch.

use super::answer;
use super::payments::abort_after;
use crate::ports::{Local, Web, WebReply, WebRequest};
use crate::providers::PATIENCE_MS;
use worker::{Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response, Result};

/// The way out.
pub(super) struct WebFetch;

impl Web for WebFetch {
    fn send<'a>(&'a self, request: &'a WebRequest) -> Local<'a, std::result::Result<WebReply, String>> {
        Box::pin(async move {
            let response = fetch(request).await.map_err(|error| error.to_string())?;
            let status = response.status_code();
            Ok(WebReply { status, body: answer::text(response, request.bytes_max).await? })
        })
    }
}

async fn fetch(request: &WebRequest) -> Result<Response> {
    let headers = Headers::new();
    headers.set("Accept", "application/json")?;
    // GitHub answers nobody who does not say who it is.
    headers.set("User-Agent", "Portico")?;
    if let Some(authorization) = &request.authorization {
        headers.set("Authorization", authorization)?;
    }
    let mut init = RequestInit::new();
    if let Some(form) = &request.form {
        headers.set("Content-Type", "application/x-www-form-urlencoded")?;
        init.with_method(Method::Post).with_body(Some(form.as_str().into()));
    }
    // What is sent there is meant for that address and no other.
    init.with_headers(headers).with_redirect(RequestRedirect::Manual);
    let outgoing = Request::new_with_init(&request.url, &init)?;
    let signal = abort_after(u32::try_from(PATIENCE_MS).unwrap_or(u32::MAX)).into();
    Fetch::Request(outgoing).send_with_signal(&signal).await
}
