//! Published signatures, and those that only look like some.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

mod cose;
mod ecdsa;
mod eddsa;
mod rsassa;

use super::*;
use crate::base64url::decode;
use crate::secret::{from_hex, hex};

fn jwk(json: serde_json::Value) -> Option<PublicKey> {
    PublicKey::from_jwk(&serde_json::from_value::<Jwk>(json).unwrap())
}

/// The order of P-256.
const ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const ZERO: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// RFC 7515, appendix A.3.
mod es256 {
    pub(super) const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    pub(super) const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
    pub(super) const MESSAGE: &[u8] =
        b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    pub(super) const R: &str = "0ed1215379636c483c2f7f155807d402a3b228033af97c7e17819ac3169ea665";
    pub(super) const S: &str = "c50a07d38c3c70e5d8f12daf084a5480a66590c5f293509a8f3f7f8a83a354d5";
    /// What is left of [`S`] to the order.
    pub(super) const LOW_S: &str = "3af5f82b73c38f1b270ed250f7b5ab7f168169e7b4844dea647a4b3878bfd07c";
}

/// RFC 7515, appendix A.2.
mod rs256 {
    pub(super) const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    pub(super) const MESSAGE: &[u8] =
        b"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    pub(super) const SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
}

#[test]
fn keys_for_something_else_are_refused() {
    let rsa = |more: serde_json::Value| {
        let mut key = serde_json::json!({ "kty": "RSA", "n": rs256::N, "e": "AQAB" });
        key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        jwk(key)
    };
    assert!(rsa(serde_json::json!({ "kid": "1", "x5c": ["…"], "key_ops": ["verify"] })).is_some());
    for more in [
        serde_json::json!({ "use": "enc" }),
        serde_json::json!({ "alg": "none" }),
        serde_json::json!({ "alg": "HS256" }),
        serde_json::json!({ "alg": "PS256" }),
        serde_json::json!({ "alg": "ES256" }),
        serde_json::json!({ "kty": "oct" }),
        serde_json::json!({ "kty": "EC" }),
        serde_json::json!({ "kty": "EC", "crv": "P-384" }),
        serde_json::json!({ "kty": "OKP", "crv": "X25519" }),
        serde_json::json!({ "crv": "P-256" }),
        serde_json::json!({ "n": null }),
        serde_json::json!({ "e": "AQAB=" }),
    ] {
        assert!(rsa(more.clone()).is_none(), "{more}");
    }
}
