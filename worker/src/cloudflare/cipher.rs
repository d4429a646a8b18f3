//! AES-256-GCM of the runtime's Web Crypto.

use crate::ports::{Cipher, CipherKey, Local, Nonce};
use js_sys::futures::JsFuture;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        key: &Uint8Array,
        algorithm: &str,
        extractable: bool,
        usages: &Array,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = encrypt, catch)]
    fn encrypt(algorithm: &Object, key: &JsValue, data: &Uint8Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = decrypt, catch)]
    fn decrypt(algorithm: &Object, key: &JsValue, data: &Uint8Array) -> Result<Promise, JsValue>;
}

/// Web Crypto. The tag of 128 bits stands behind the ciphertext, as in the crate that the tests use.
pub(super) struct SubtleCrypto;

impl Cipher for SubtleCrypto {
    fn encrypt<'a>(
        &'a self,
        key: &'a CipherKey,
        nonce: &'a Nonce,
        associated: &'a [u8],
        plain: &'a [u8],
    ) -> Local<'a, Option<Vec<u8>>> {
        Box::pin(async move {
            let key = import(key).await?;
            finish(encrypt(&algorithm(nonce, associated)?, &key, &Uint8Array::from(plain))).await
        })
    }

    fn decrypt<'a>(
        &'a self,
        key: &'a CipherKey,
        nonce: &'a Nonce,
        associated: &'a [u8],
        ciphertext: &'a [u8],
    ) -> Local<'a, Option<Vec<u8>>> {
        Box::pin(async move {
            let key = import(key).await?;
            finish(decrypt(&algorithm(nonce, associated)?, &key, &Uint8Array::from(ciphertext))).await
        })
    }
}

async fn import(key: &CipherKey) -> Option<JsValue> {
    let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
    let key = import_key("raw", &Uint8Array::from(key.as_slice()), "AES-GCM", false, &usages);
    JsFuture::from(key.ok()?).await.ok()
}

fn algorithm(nonce: &Nonce, associated: &[u8]) -> Option<Object> {
    let algorithm = Object::new();
    for (name, value) in [
        ("name", JsValue::from("AES-GCM")),
        ("iv", Uint8Array::from(nonce.as_slice()).into()),
        ("additionalData", Uint8Array::from(associated).into()),
    ] {
        Reflect::set(&algorithm, &name.into(), &value).ok()?;
    }
    Some(algorithm)
}

async fn finish(outcome: Result<Promise, JsValue>) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(outcome.ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
