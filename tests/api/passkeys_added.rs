//! Passkeys that are not added: made elsewhere, for another challenge, too late, or somebody else's.

use crate::passkeys::{ANNA, creation, list, made};
use crate::passkeys_refused::{Change, ENDED, FOREIGN, NOT_VERIFIED, owner, refused};
use crate::support::{Authenticator, BACKED_UP, PRESENT, TestApp, VERIFIED, base64url};
use portico_api::passkeys::{AddPasskey, BeginPasskeySignIn, CHALLENGE_LIFE_MS};
use serde_json::{Value, json};

#[test]
fn passkey_that_was_made_elsewhere_or_by_nobody_is_not_added() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let wrong: &[(Change, &str)] = &[
        (|device| device.origin = "https://localhost:8787".into(), FOREIGN),
        (|device| device.origin = "http://localhost:8788".into(), FOREIGN),
        (|device| device.origin = "http://evil.example".into(), FOREIGN),
        (|device| device.rp_id = "evil.example".into(), FOREIGN),
        (|device| device.cross_origin = true, FOREIGN),
        (|device| device.flags = VERIFIED, FOREIGN),
        (|device| device.flags = PRESENT, NOT_VERIFIED),
        (|device| device.flags |= BACKED_UP, FOREIGN),
        (|device| device.credential_id = Vec::new(), FOREIGN),
        (|device| device.credential_id = vec![7; 1_024], FOREIGN),
    ];
    for (number, (change, expected)) in wrong.iter().enumerate() {
        let mut device = Authenticator::es256();
        change(&mut device);
        let body = made(&anna, &mut device, "Phone");
        assert_eq!(refused(anna.send::<AddPasskey>(&(), body)), *expected, "{number}");
    }
    assert!(list(&anna).is_empty());
}

#[test]
fn challenge_of_another_session_or_ceremony_adds_nothing() {
    let app = TestApp::new();
    let (mut anna, elsewhere, other) =
        (app.sign_in(ANNA), app.sign_in(ANNA), app.sign_in("other@example.com"));
    for foreign in [&elsewhere, &other] {
        let body = made(foreign, &mut Authenticator::es256(), "Phone");
        assert_eq!(refused(anna.send::<AddPasskey>(&(), body)), ENDED);
    }
    // That of a sign-in in the same browser; none of ours; and the right one for the wrong ceremony.
    let begun = anna.send_and_keep::<BeginPasskeySignIn>(&(), Value::Null).ok::<BeginPasskeySignIn>();
    let mut options = serde_json::to_value(creation(&anna)).unwrap();
    let right = options["challenge"].clone();
    for challenge in [json!(begun.options.challenge), json!("AAAA"), json!(base64url(&[0; 56]))] {
        options["challenge"] = challenge;
        let mut body = Authenticator::es256().create(&options);
        body["name"] = "Phone".into();
        assert_eq!(refused(anna.send::<AddPasskey>(&(), body)), ENDED);
    }
    options["challenge"] = right;
    let mut device = Authenticator::es256();
    let mut body = device.create(&options);
    body["name"] = "Phone".into();
    body["client_data"] = device.sign(&options)["client_data"].clone();
    assert_eq!(refused(anna.send::<AddPasskey>(&(), body)), FOREIGN);
    assert!(list(&anna).is_empty());
}

#[test]
fn challenge_adds_one_passkey_and_only_in_its_five_minutes() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let options = serde_json::to_value(creation(&anna)).unwrap();
    let body = |device: &mut Authenticator| {
        let mut body = device.create(&options);
        body["name"] = "Phone".into();
        body
    };
    anna.send::<AddPasskey>(&(), body(&mut Authenticator::es256())).ok::<AddPasskey>();
    assert_eq!(refused(anna.send::<AddPasskey>(&(), body(&mut Authenticator::es256()))), ENDED);
    let late = made(&anna, &mut Authenticator::es256(), "Late");
    app.wait(CHALLENGE_LIFE_MS);
    assert_eq!(refused(anna.send::<AddPasskey>(&(), late)), ENDED);
    assert_eq!(list(&anna).len(), 1);
}

#[test]
fn passkey_that_somebody_has_is_added_to_nobody_else() {
    let app = TestApp::new();
    let mut device = owner(&app);
    let other = app.sign_in("other@example.com");
    let body = made(&other, &mut device, "Mine");
    assert_eq!(refused(other.send::<AddPasskey>(&(), body)), "This passkey has already been added.");
    assert!(list(&other).is_empty());
}
