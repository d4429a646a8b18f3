//! RS256, and what an RSA key may cost.

use super::*;

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
