//! The rules for input, through the API: bad text is named, never stored, never a fault of ours.

use crate::support::{TestApp, World};
use portico_api::organizations::CreateOrganization;
use portico_api::projects::CreateProject;
use portico_api::sign_in::RequestCode;
use serde_json::{Value, json};

const BAD_NAMES: &[&str] = &[
    "",
    " ",
    "\u{3000}",
    "\u{200B}",
    "\u{200B}\u{FEFF}",
    "\u{2060}",
    "a\nb",
    "a\tb",
    "a\0b",
    "\u{7f}",
    "a\u{202E}b",
    "\u{2066}a",
    "\u{200F}",
];
const BAD_WEBSITES: &[&str] = &[
    "",
    "acme",
    "ftp://acme.example",
    "javascript:alert(1)",
    "https://user:pass@acme.example",
    "https://acme .example",
    "https:///path",
    "//acme.example",
    "https://acme..example",
    "data:text/html,hi",
    "https://acme.example:0",
    "https://[::1]",
    "https://acme.example/\u{202E}",
];
const BAD_EMAILS: &[&str] = &[
    "",
    "anna",
    "anna@",
    "@example.com",
    "anna@localhost",
    "a@b.de, c@d.de",
    "a@b.de\r\nBcc: x@y.de",
    "<a@b.de>",
    "a b@c.de",
    "ä@example.com",
    "a@exa_mple.com",
];

#[test]
fn bad_names_are_refused_on_the_name() {
    let app = TestApp::new();
    let world = World::new(&app);
    let long = "x".repeat(65);
    for name in BAD_NAMES.iter().copied().chain([long.as_str()]) {
        let refused =
            world.owner.send::<CreateProject>(&world.organization_params(), json!({ "name": name }));
        refused.fault(422, "name");
        let body = json!({ "name": name, "website": "a.example" });
        world.owner.send::<CreateOrganization>(&(), body).fault(422, "name");
    }
}

#[test]
fn bad_websites_are_refused_on_the_website() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    let long = format!("https://a.example/{}", "x".repeat(2048));
    for website in BAD_WEBSITES.iter().copied().chain([long.as_str()]) {
        let body = json!({ "name": "Acme", "website": website });
        anna.send::<CreateOrganization>(&(), body).fault(422, "website");
    }
}

#[test]
fn bad_addresses_are_refused_and_get_no_mail() {
    let app = TestApp::new();
    for email in BAD_EMAILS {
        app.browser().request_code(email).fault(422, "email");
    }
    // An array is the trick of CVE-2023-7028: one address that is known, one that listens.
    for email in [json!(["a@example.com", "b@example.com"]), json!({ "a": 1 }), Value::Null, json!(1)] {
        app.browser().send_and_keep::<RequestCode>(&(), json!({ "email": email })).fault(422, "email");
    }
    assert_eq!(app.db().number("SELECT count(*) FROM mailbox"), 0);
}

#[test]
fn unusual_but_proper_names_come_back_as_they_were() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    for name in [
        "O'Brien; DROP TABLE users",
        "<script>alert(1)</script>",
        "日本語",
        "👩‍👩‍👧 family",
        "{\"json\":1}",
        "a\\b\"c",
        "%00",
        "null",
    ] {
        let made = world.owner.send::<CreateProject>(&world.organization_params(), json!({ "name": name }));
        assert_eq!(made.ok::<CreateProject>().name, name);
    }
}

#[test]
fn names_are_one_when_their_composed_forms_are() {
    let app = TestApp::new();
    let world = World::new(&app);
    let create =
        |name: &str| world.owner.send::<CreateProject>(&world.organization_params(), json!({ "name": name }));
    create("Cafe\u{301}").ok::<CreateProject>();
    create("CAF\u{C9}").fault(409, "name");
}
