//! Requests to Stripe over the runtime's fetch.

use super::answer;
use crate::ports::{Local, PAYMENT_REPLY_MAX, PaymentReply, PaymentRequest, Payments};
use std::time::Duration;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::web_sys::AbortSignal;
use worker::{Delay, Fetch, Headers, Method, Request, RequestInit, Response, Result};

/// How long one try may take, in milliseconds.
const PATIENCE_MS: u32 = 8000;
/// The version of Stripe's API that what it says is read by: https://docs.stripe.com/api/versioning
///
/// Later ones make subscriptions of flexible billing, which end in other ways.
const API_VERSION: &str = "2025-08-27.basil";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout)]
    pub(super) fn abort_after(milliseconds: u32) -> AbortSignal;
}

/// The way out.
pub(super) struct StripeFetch;

impl Payments for StripeFetch {
    fn send<'a>(
        &'a self,
        request: &'a PaymentRequest,
    ) -> Local<'a, std::result::Result<PaymentReply, String>> {
        Box::pin(async move {
            let response = fetch(request).await.map_err(|error| error.to_string())?;
            let status = response.status_code();
            Ok(PaymentReply { status, body: answer::text(response, PAYMENT_REPLY_MAX).await? })
        })
    }

    fn wait(&self, milliseconds: u64) -> Local<'_, ()> {
        Box::pin(async move { Delay::from(Duration::from_millis(milliseconds)).await })
    }
}

async fn fetch(request: &PaymentRequest) -> Result<Response> {
    let headers = Headers::new();
    headers.set("Authorization", &format!("Bearer {}", request.token))?;
    headers.set("Stripe-Version", API_VERSION)?;
    if let Some(key) = &request.idempotency_key {
        headers.set("Idempotency-Key", key)?;
    }
    let mut init = RequestInit::new();
    if request.method == "POST" {
        headers.set("Content-Type", "application/x-www-form-urlencoded")?;
        init.with_method(Method::Post).with_body(Some(request.form.as_str().into()));
    }
    if request.method == "DELETE" {
        init.with_method(Method::Delete);
    }
    init.with_headers(headers);
    let outgoing = Request::new_with_init(&request.url, &init)?;
    let signal = abort_after(PATIENCE_MS).into();
    Fetch::Request(outgoing).send_with_signal(&signal).await
}
