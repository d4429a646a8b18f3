//! Published signatures, and those that only look like some.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

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

fn es256_key() -> PublicKey {
    jwk(serde_json::json!({ "kty": "EC", "crv": "P-256", "x": es256::X, "y": es256::Y })).unwrap()
}

/// An ASN.1 sequence of two integers, written as they are given.
fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |bytes: &[u8]| [&[2, bytes.len() as u8], bytes].concat();
    let both = [integer(r), integer(s)].concat();
    [vec![0x30, both.len() as u8], both].concat()
}

/// With the zero that keeps an integer from being negative, and no other.
fn minimal(digits: &str) -> Vec<u8> {
    let bytes: Vec<u8> = from_hex(digits).unwrap().into_iter().skip_while(|byte| *byte == 0).collect();
    match bytes.first() {
        Some(first) if *first < 0x80 => bytes,
        _ => [vec![0], bytes].concat(),
    }
}

#[test]
fn es256_of_the_standard_is_verified_in_both_forms_with_high_and_low_s() {
    let key = es256_key();
    let message = es256::MESSAGE;
    for s in [es256::S, es256::LOW_S] {
        let fixed = from_hex(&format!("{}{s}", es256::R)).unwrap();
        assert!(key.verifies(message, &fixed, Form::Fixed), "{s}");
        assert!(key.verifies(message, &der(&minimal(es256::R), &minimal(s)), Form::Der), "{s}");
        assert!(!key.verifies(b"another message", &fixed, Form::Fixed));
    }
    assert_eq!(key.algorithm(), Algorithm::Es256);
}

#[test]
fn es256_numbers_out_of_range_are_refused() {
    let key = es256_key();
    for (r, s) in [
        (ZERO, es256::S),
        (es256::R, ZERO),
        (ZERO, ZERO),
        (ORDER, es256::S),
        (es256::R, ORDER),
        (ORDER, ORDER),
        (es256::S, es256::R),
    ] {
        let fixed = from_hex(&format!("{r}{s}")).unwrap();
        assert!(!key.verifies(es256::MESSAGE, &fixed, Form::Fixed), "{r} {s}");
        assert!(!key.verifies(es256::MESSAGE, &der(&minimal(r), &minimal(s)), Form::Der), "{r} {s}");
    }
}

#[test]
fn es256_in_another_form_or_length_is_refused() {
    let key = es256_key();
    let fixed = from_hex(&format!("{}{}", es256::R, es256::S)).unwrap();
    let (r, s) = (minimal(es256::R), minimal(es256::S));
    let right = der(&r, &s);
    assert!(key.verifies(es256::MESSAGE, &right, Form::Der));
    assert!(!key.verifies(es256::MESSAGE, &right, Form::Fixed));
    assert!(!key.verifies(es256::MESSAGE, &fixed, Form::Der));
    let with_zero = [vec![0], r.clone()].concat();
    let negative = from_hex(es256::S).unwrap();
    for wrong in [
        Vec::new(),
        vec![0x30],
        vec![0x30, 0x00],
        der(&[], &s),
        der(&with_zero, &s),
        der(&r, &negative),
        [right.clone(), vec![0]].concat(),
        right[..right.len() - 1].to_vec(),
        [vec![0x30, 0x81], right[1..].to_vec()].concat(),
        [vec![0x30, 0x80], right[2..].to_vec(), vec![0, 0]].concat(),
        vec![0xff; 4096],
    ] {
        assert!(!key.verifies(es256::MESSAGE, &wrong, Form::Der), "{}", hex(&wrong));
    }
    for wrong in [&fixed[..63], &[&fixed[..], &[0]].concat(), &[], &[0; 4096]] {
        assert!(!key.verifies(es256::MESSAGE, wrong, Form::Fixed), "{}", hex(wrong));
    }
}

#[test]
fn a_point_that_is_not_on_the_curve_is_no_key() {
    let key = |x: &str, y: &str| jwk(serde_json::json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y }));
    let zero = base64url_zero();
    assert!(key(es256::X, es256::Y).is_some());
    for (x, y) in
        [(es256::Y, es256::X), (es256::X, zero.as_str()), (&zero, &zero), (es256::X, ""), ("*", es256::Y)]
    {
        assert!(key(x, y).is_none(), "{x} {y}");
    }
}

fn base64url_zero() -> String {
    crate::base64url::encode(&[0; 32])
}

#[test]
fn ed25519_of_the_standard_is_verified() {
    // RFC 8032, section 7.1, tests 1 to 3.
    for (key, message, signature) in [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ] {
        let x = crate::base64url::encode(&from_hex(key).unwrap());
        let key = jwk(serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "alg": "EdDSA" })).unwrap();
        let (message, signature) = (from_hex(message).unwrap(), from_hex(signature).unwrap());
        assert!(
            key.verifies(&message, &signature, Form::Fixed) && key.verifies(&message, &signature, Form::Der)
        );
        assert!(!key.verifies(b"another message", &signature, Form::Fixed));
        assert!(!key.verifies(&message, &signature[..63], Form::Fixed));
        assert!(!key.verifies(&message, &[&signature[..], &[0]].concat(), Form::Fixed));
        assert!(!key.verifies(&message, &[], Form::Fixed));
    }
}

#[test]
fn ed25519_with_another_spelling_of_s_or_a_point_of_small_order_is_refused() {
    let x = crate::base64url::encode(
        &from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").unwrap(),
    );
    let key = jwk(serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "x": x })).unwrap();
    // The signature of test 2 with the order of the group added to `s`.
    let again = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69daf52db7415978abc61b2c2eb6aeebfca0387b2eaeb4302aeeb00d291612bb0c10";
    assert!(!key.verifies(&[0x72], &from_hex(again).unwrap(), Form::Fixed));
    // The neutral point as key and as `R`, with `s` zero: a signature of everything for those who do not look.
    let neutral = [vec![1], vec![0; 31]].concat();
    let weak = serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "x": crate::base64url::encode(&neutral) });
    assert!(jwk(weak).is_none());
    assert!(!key.verifies(b"anything", &[neutral, vec![0; 32]].concat(), Form::Fixed));
}

/// RFC 7515, appendix A.2.
mod rs256 {
    pub(super) const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    pub(super) const MESSAGE: &[u8] =
        b"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    pub(super) const SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
}

fn rs256_jwk(n: &[u8], e: &[u8]) -> Option<PublicKey> {
    let encode = crate::base64url::encode;
    jwk(serde_json::json!({ "kty": "RSA", "n": encode(n), "e": encode(e) }))
}

#[test]
fn rs256_of_the_standard_is_verified() {
    let key =
        jwk(serde_json::json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "n": rs256::N, "e": "AQAB" }))
            .unwrap();
    let signature = decode(rs256::SIGNATURE).unwrap();
    assert!(key.verifies(rs256::MESSAGE, &signature, Form::Fixed));
    assert!(!key.verifies(b"another message", &signature, Form::Fixed));
    let n = decode(rs256::N).unwrap();
    for wrong in [
        Vec::new(),
        signature[..255].to_vec(),
        [vec![0], signature.clone()].concat(),
        [signature.clone(), vec![0]].concat(),
        vec![0; 256],
        [vec![0; 255], vec![1]].concat(),
        n,
        vec![0xff; 256],
        vec![0xff; 100_000],
    ] {
        assert!(!key.verifies(rs256::MESSAGE, &wrong, Form::Fixed), "{} bytes", wrong.len());
    }
}

#[test]
fn rsa_keys_that_are_too_small_too_large_or_too_costly_are_refused() {
    let odd = |bytes: usize| [vec![0xff; bytes - 1], vec![0xfd]].concat();
    let e = [1, 0, 1];
    assert!(rs256_jwk(&odd(256), &e).is_some() && rs256_jwk(&odd(512), &e).is_some());
    assert!(rs256_jwk(&[vec![0], odd(256)].concat(), &e).is_some(), "a zero in front changes nothing");
    for (n, e) in [
        (odd(255), &e[..]),
        (odd(128), &e),
        ([vec![0x7f], vec![0xff; 255]].concat(), &e),
        (odd(513), &e),
        (odd(100_000), &e),
        (Vec::new(), &e),
        (vec![0; 256], &e),
        (vec![0xfe; 256], &e),
        (odd(256), &[]),
        (odd(256), &[0]),
        (odd(256), &[1]),
        (odd(256), &[2]),
        (odd(256), &[1, 0, 0]),
        (odd(256), &[1, 0, 0, 0, 1]),
        (odd(256), &[0xff; 256]),
    ] {
        assert!(rs256_jwk(&n, e).is_none(), "{} bytes, {e:?}", n.len());
    }
}

#[test]
fn the_largest_rsa_key_costs_little() {
    let n = [vec![0xff; 511], vec![0xfd]].concat();
    let key = rs256_jwk(&n, &[0xff, 0xff, 0xff, 0xff]).unwrap();
    // Nothing is measured: of hours, which an unbounded exponent takes, this test would not come back.
    assert!(!key.verifies(b"message", &[0x7f; 512], Form::Fixed));
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

/// A COSE key as an authenticator writes one.
fn cose_es256(alg: &[u8], curve: u8) -> Vec<u8> {
    let (x, y) = (decode(es256::X).unwrap(), decode(es256::Y).unwrap());
    [&[0xa5, 0x01, 0x02, 0x03], alg, &[0x20, curve, 0x21, 0x58, 0x20], &x, &[0x22, 0x58, 0x20], &y].concat()
}

#[test]
fn cose_keys_are_read_and_what_follows_them_is_left() {
    let (n, ed) = (
        decode(rs256::N).unwrap(),
        from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").unwrap(),
    );
    let ed = [&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20][..], &ed].concat();
    let rsa =
        [&[0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59, 0x01, 0x00][..], &n, &[0x21, 0x43, 1, 0, 1]]
            .concat();
    for (cose, algorithm) in
        [(cose_es256(&[0x26], 1), Algorithm::Es256), (ed, Algorithm::EdDsa), (rsa, Algorithm::Rs256)]
    {
        let followed = [&cose[..], &[0xa0]].concat();
        let (key, rest) = PublicKey::from_cose(&followed).unwrap();
        assert_eq!((key.algorithm(), rest), (algorithm, &[0xa0][..]));
        for length in 0..cose.len() {
            assert!(PublicKey::from_cose(&cose[..length]).is_none(), "{algorithm:?} cut to {length}");
        }
    }
}

#[test]
fn cose_keys_that_contradict_themselves_are_refused() {
    let right = cose_es256(&[0x26], 1);
    assert!(PublicKey::from_cose(&right).is_some());
    let replaced = |at: usize, byte: u8| {
        let mut key = right.clone();
        key[at] = byte;
        key
    };
    for wrong in [
        // EdDSA, ES384, another curve, another type, one field more or less than there is.
        cose_es256(&[0x27], 1),
        cose_es256(&[0x38, 0x22], 1),
        cose_es256(&[0x26], 2),
        replaced(2, 0x01),
        replaced(2, 0x03),
        replaced(0, 0xa4),
        replaced(0, 0xa6),
        replaced(0, 0xbf),
        // A label that stands twice, and one that is not known.
        replaced(3, 0x01),
        replaced(3, 0x04),
        [vec![0xa5, 0x01, 0x02, 0x01, 0x02], right[5..].to_vec()].concat(),
        vec![0xbb; 9],
        vec![0x80],
    ] {
        // What is left of a map that said fewer fields than it has is refused by whoever reads on.
        let read = PublicKey::from_cose(&wrong);
        assert!(read.is_none_or(|(_, rest)| !rest.is_empty()), "{}", hex(&wrong));
    }
}
