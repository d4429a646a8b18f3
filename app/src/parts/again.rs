//! Many requests in a row, of which one may be lost without the others.

use crate::client::Failure;
use leptos::prelude::set_timeout;
use std::time::Duration;

/// How often a request whose answer was lost is sent, and how long until the next time.
const TRIES: usize = 3;
const AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Sends it once more, and once more again, where the answer was lost. What is sent twice must do nothing twice.
pub(crate) async fn again<T>(send: impl AsyncFn() -> Result<T, Failure>) -> Result<T, Failure> {
    for _ in 1..TRIES {
        match send().await {
            Err(failure) if failure.is_lost() => wait(AGAIN_AFTER).await,
            outcome => return outcome,
        }
    }
    send().await
}

async fn wait(time: Duration) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(move || drop(resolve.call0(&wasm_bindgen::JsValue::UNDEFINED)), time);
    });
    wasm_bindgen_futures::JsFuture::from(promise).await.ok();
}
