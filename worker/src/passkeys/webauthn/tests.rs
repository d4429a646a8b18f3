//! The published examples (WebAuthn level 3, section 16: "Test vectors"), and what is made of them by changing one thing.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed"
)]

use super::authenticator::AuthenticatorData;
use super::*;
use crate::secret::from_hex;
use Refusal::{Backup, Counter, Key, Malformed, Misplaced, NotPresent, NotVerified, Signature};

const SITE: Site<'static> = Site { origin: "https://example.org", rp_id: "example.org" };

/// One of the examples, all of it in bytes.
struct Vector {
    credential_id: Vec<u8>,
    made: [Vec<u8>; 3],
    signed: [Vec<u8>; 4],
}

fn vector(name: &str) -> Vector {
    let all: serde_json::Value = serde_json::from_str(include_str!("vectors.json")).unwrap();
    let one = &all[name];
    let read =
        |value: &serde_json::Value| from_hex(value.as_str().unwrap_or_else(|| panic!("{name}"))).unwrap();
    let (made, signed) = (&one["registration"], &one["assertion"]);
    Vector {
        credential_id: read(&one["credential_id"]),
        made: ["challenge", "client_data", "attestation"].map(|field| read(&made[field])),
        signed: ["challenge", "client_data", "authenticator_data", "signature"]
            .map(|field| read(&signed[field])),
    }
}

impl Vector {
    fn register(&self) -> Result<Registration, Refusal> {
        let [challenge, client_data, attestation] = &self.made;
        let client_data = ClientData::read(client_data, Ceremony::Create, SITE)?;
        assert_eq!(client_data.challenge(), challenge);
        verify_registration(attestation, SITE)
    }

    fn sign_in(&self) -> Result<Used, Refusal> {
        let [challenge, client_data, data, signature] = &self.signed;
        let client_data = ClientData::read(client_data, Ceremony::Get, SITE)?;
        assert_eq!(client_data.challenge(), challenge);
        // Also where the examples were made without looking at who it was, which is refused at the very end.
        let made = registration::authenticator_data(&self.made[2]).unwrap();
        let made = AuthenticatorData::read(made)?;
        let public_key = made.credential.as_ref().unwrap().public_key;
        let known = Known { public_key, counter: 0, is_synced: made.is_synced() };
        verify_assertion(&client_data, data, signature, &known, SITE)
    }
}

#[test]
fn published_examples_are_accepted_or_refused_for_the_one_reason_that_there_is() {
    for (name, registration, assertion) in [
        ("none.ES256", Some(NotVerified), Some(NotVerified)),
        ("none.ES256.long-credential-id", Some(NotVerified), None),
        ("packed-self.ES256", None, Some(NotVerified)),
        ("none.ES256.crossOrigin", Some(Misplaced), Some(Misplaced)),
        ("none.ES256.topOrigin", Some(Misplaced), Some(Misplaced)),
        ("packed.RS256", None, Some(NotVerified)),
        ("packed.EdDSA", Some(NotVerified), Some(NotVerified)),
        ("packed.ES384", Some(Key), Some(Key)),
        ("fido-u2f.ES256", Some(NotVerified), Some(NotVerified)),
        ("apple.ES256", Some(NotVerified), Some(NotVerified)),
        ("tpm.ES256", None, None),
        ("android-key.ES256", None, Some(NotVerified)),
    ] {
        let vector = vector(name);
        let registered = vector.register();
        assert_eq!(registered.as_ref().err(), registration.as_ref(), "{name}");
        if let Ok(registered) = registered {
            assert_eq!(registered.credential_id, vector.credential_id, "{name}");
        }
        assert_eq!(vector.sign_in().err(), assertion, "{name}");
    }
}

#[test]
fn example_with_anything_changed_is_refused() {
    let right = vector("tpm.ES256");
    assert_eq!(right.sign_in(), Ok(Used { counter: 0, is_backed_up: false }));
    // Of the browser's part a change leaves JSON that means the same; it is signed all the same.
    let spaced = |bytes: &[u8]| [b" ", bytes].concat();
    let mut wrong = vector("tpm.ES256");
    wrong.signed[1] = spaced(&wrong.signed[1]);
    assert_eq!(wrong.sign_in(), Err(Signature));
    for (part, at, expected) in
        [(2, 0, Misplaced), (2, 31, Misplaced), (2, 33, Signature), (2, 36, Signature), (3, 8, Signature)]
    {
        let mut wrong = vector("tpm.ES256");
        wrong.signed[part][at] ^= 1;
        assert_eq!(wrong.sign_in(), Err(expected), "byte {at} of {part}");
    }
    for (part, expected) in [(2, Malformed), (3, Signature)] {
        let mut longer = vector("tpm.ES256");
        longer.signed[part].push(0);
        assert_eq!(longer.sign_in(), Err(expected), "{part}");
        for length in 0..right.signed[part].len() {
            let mut shorter = vector("tpm.ES256");
            shorter.signed[part].truncate(length);
            assert_eq!(shorter.sign_in(), Err(expected), "{part} cut to {length}");
        }
    }
}

#[test]
fn attestation_that_is_cut_off_or_goes_on_is_refused() {
    let right = vector("none.ES256");
    let attestation = &right.made[2];
    for length in 0..attestation.len() {
        assert!(
            matches!(verify_registration(&attestation[..length], SITE), Err(Malformed | Key)),
            "cut to {length}"
        );
    }
    assert_eq!(verify_registration(&[&attestation[..], &[0]].concat(), SITE), Err(Malformed));
    // A field that stands twice, one that is not known, one that is missing.
    for (from, to) in [("fmt", "att"), ("attStmt", "authDat"), ("authData", "authDatb")] {
        let at = attestation.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let mut wrong = attestation.clone();
        wrong[at..at + from.len()].copy_from_slice(format!("{to:x<width$}", width = from.len()).as_bytes());
        assert_eq!(verify_registration(&wrong, SITE), Err(Malformed), "{from}");
    }
    for wrong in [&[][..], &[0xa0], &[0xbf, 0xff], &[0xf6], b"{}"] {
        assert_eq!(verify_registration(wrong, SITE), Err(Malformed));
    }
}

/// An attestation object that says these flags, with a credential's ID of this length.
fn attestation(flags: u8, id_length: usize) -> Vec<u8> {
    let made = vector("none.ES256").made[2].clone();
    let data = registration::authenticator_data(&made).unwrap();
    let key = AuthenticatorData::read(data).unwrap().credential.unwrap().public_key;
    let length = u16::try_from(id_length).unwrap().to_be_bytes();
    let data = [&data[..32], &[flags], &data[33..53], &length, &vec![7; id_length], key].concat();
    let size = match u8::try_from(data.len()) {
        Ok(short) => vec![0x58, short],
        Err(_) => [&[0x59][..], &u16::try_from(data.len()).unwrap().to_be_bytes()].concat(),
    };
    let head = [&[0xa3, 0x63][..], b"fmt", &[0x64], b"none", &[0x67], b"attStmt", &[0xa0, 0x68], b"authData"]
        .concat();
    [&head[..], &size, &data].concat()
}

#[test]
fn flags_and_ids_of_new_passkeys_are_checked() {
    let verify = |flags, length| verify_registration(&attestation(flags, length), SITE).err();
    // Present 1, verified 4, may be synced 8, is backed up 16, has a credential 64.
    assert_eq!([verify(0x45, 1), verify(0x4d, 1_023), verify(0x5d, 300)], [None, None, None]);
    assert_eq!(verify(0x44, 300), Some(NotPresent));
    assert_eq!(verify(0x41, 300), Some(NotVerified));
    assert_eq!(verify(0x55, 300), Some(Backup));
    assert_eq!(verify(0x05, 300), Some(Malformed), "no credential, but bytes of one");
    assert_eq!(verify(0xc5, 300), Some(Malformed), "extensions, of which there are none");
    assert_eq!([verify(0x45, 0), verify(0x45, 1_024)], [Some(Malformed), Some(Malformed)]);
    let elsewhere = Site { rp_id: "other.example", ..SITE };
    assert_eq!(verify_registration(&attestation(0x45, 16), elsewhere), Err(Misplaced));
}

#[test]
fn browsers_part_is_about_this_ceremony_on_this_site_in_nobodys_frame() {
    let read = |json: &str, ceremony| ClientData::read(json.as_bytes(), ceremony, SITE).err();
    let right = r#"{"type":"webauthn.get","challenge":"AAAA","origin":"https://example.org","crossOrigin":false,"later":[1]}"#;
    assert_eq!(read(right, Ceremony::Get), None);
    assert_eq!(read(right, Ceremony::Create), Some(Misplaced));
    for (from, to, expected) in [
        ("https://example.org", "https://example.org:8443", Misplaced),
        ("https://example.org", "http://example.org", Misplaced),
        ("https://example.org", "https://sub.example.org", Misplaced),
        ("https://example.org", "https://example.org/", Misplaced),
        ("false", "true", Misplaced),
        ("false", r#"false,"topOrigin":"https://example.org""#, Misplaced),
        ("AAAA", "AAA=", Malformed),
        (r#""challenge":"AAAA","#, "", Malformed),
        (r#""later":[1]"#, r#""origin":"https://example.org""#, Malformed),
        ("}", "", Malformed),
    ] {
        assert_eq!(read(&right.replace(from, to), Ceremony::Get), Some(expected), "{to}");
    }
    let nested = format!(r#"{{"type":"webauthn.get","later":{}}}"#, "[".repeat(4_000));
    assert_eq!(read(&nested, Ceremony::Get), Some(Malformed));
}

#[test]
fn counters_go_up_or_stand_at_zero_and_what_may_be_synced_never_changes() {
    let right = vector("tpm.ES256");
    let [_, client_data, data, signature] = &right.signed;
    let client_data = ClientData::read(client_data, Ceremony::Get, SITE).unwrap();
    let made = registration::authenticator_data(&right.made[2]).unwrap();
    let public_key = AuthenticatorData::read(made).unwrap().credential.unwrap().public_key;
    let verify = |counter, is_synced| {
        let known = Known { public_key, counter, is_synced };
        verify_assertion(&client_data, data, signature, &known, SITE).err()
    };
    // The example says zero, and that it may be synced.
    assert_eq!([verify(0, true), verify(1, true), verify(0, false)], [None, Some(Counter), Some(Backup)]);
}

#[test]
fn passkeys_belong_to_the_host_of_the_console() {
    for (origin, host) in [
        ("https://console.example.com", "console.example.com"),
        ("http://localhost:8787", "localhost"),
        ("", ""),
    ] {
        let config =
            Config::read(|name| if name == "ORIGIN" { origin.to_owned() } else { String::new() }, "");
        assert_eq!(Site::of(&config).rp_id, host);
    }
}
