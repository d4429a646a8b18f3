//! Ed25519.

use super::*;

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
