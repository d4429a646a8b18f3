//! Mail that tells of a sign-in in a new browser.

use crate::notices::{choose, mails, newest};
use crate::passkeys;
use crate::support::{Authenticator, TestApp};
use portico_api::sign_in::SignIn;
use serde_json::json;

#[test]
fn mail_about_another_browser_says_how_somebody_got_in_and_what_to_look_after() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    let mut device = Authenticator::es256();
    passkeys::add(&anna, &mut device, "Phone");
    app.sign_in("anna@example.com");
    let text = newest(&app, "new sign-in").text;
    assert!(text.contains("with a code from this mailbox in a new browser"), "{text}");
    assert!(text.contains(", from Austria, at ") && text.contains("see who reads your mail"), "{text}");
    passkeys::sign_in(&mut app.browser(), &device);
    let text = newest(&app, "new sign-in").text;
    assert!(text.contains("with a passkey in a new browser") && !text.contains("reads your mail"), "{text}");
    assert!(text.contains("remove the passkeys that you don't know"), "{text}");
}

#[test]
fn mail_about_another_browser_names_the_country_as_people_do() {
    let app = TestApp::new();
    app.sign_in("anna@example.com");
    let known = [
        (Some("US"), ", from the United States, at "),
        (Some("T1"), ", from the Tor network, at "),
        (Some("XX"), ", from an unknown country, at "),
        // One that is newer than this version.
        (Some("QZ"), ", from the country QZ, at "),
    ];
    for (country, said) in known {
        let mut browser = app.browser();
        browser.request_code("anna@example.com");
        let body = json!({ "code": app.newest_code() });
        let mut request = browser.request::<SignIn>(&(), body);
        request.country = country.map(str::to_owned);
        assert_eq!(app.send(&request).status, 200);
        let text = newest(&app, "new sign-in").text;
        assert!(text.contains(said), "{country:?}: {text}");
    }
}

#[test]
fn sign_in_in_another_browser_is_told_and_the_first_one_and_known_ones_are_not() {
    let app = TestApp::new();
    let mut first = app.sign_in("anna@example.com");
    assert!(mails(&app, "new sign-in").is_empty());
    first.sign_in("anna@example.com");
    assert!(mails(&app, "new sign-in").is_empty());
    app.sign_in("anna@example.com");
    assert_eq!(mails(&app, "new sign-in"), ["anna@example.com: A new sign-in to your Portico account"]);
    choose(&first, json!({ "devices": false }));
    app.sign_in("anna@example.com");
    assert_eq!(mails(&app, "new sign-in").len(), 1);
}
