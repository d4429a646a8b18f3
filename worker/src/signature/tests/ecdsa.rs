//! ES256: numbers, forms and points.

use super::*;

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
