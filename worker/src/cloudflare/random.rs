//! Time and randomness of the runtime.

use crate::ports::{Clock, Local, Random};
use std::time::Duration;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

/// Web Crypto.
pub(super) struct WebCrypto;

impl Random for WebCrypto {
    fn fill(&self, bytes: &mut [u8]) {
        get_random_values(bytes);
    }
}

/// `Date.now()`: in production it advances only with I/O, which is fine for what one request needs.
pub(super) struct Date;

impl Clock for Date {
    fn now(&self) -> i64 {
        worker::Date::now().as_millis().try_into().unwrap_or_default()
    }

    fn wait(&self, milliseconds: u64) -> Local<'_, ()> {
        Box::pin(worker::Delay::from(Duration::from_millis(milliseconds)))
    }
}
