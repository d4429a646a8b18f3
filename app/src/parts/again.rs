//! Many requests in a row, of which one may be lost without the others.

use crate::browser::after;
use crate::client::Failure;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;

/// How often a request whose answer was lost is sent, and how long until the next time.
const TRIES: usize = 3;
const AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Sends it once more, and once more again, where the answer was lost. What is sent twice must do nothing twice.
pub(crate) async fn again<T>(send: impl AsyncFn() -> Result<T, Failure>) -> Result<T, Failure> {
    for _ in 1..TRIES {
        match send().await {
            Err(failure) if failure.is_lost() => drop(JsFuture::from(after(AGAIN_AFTER)).await),
            outcome => return outcome,
        }
    }
    send().await
}
