//! The rules for input, through the API: bad text is named, never stored, never a fault of ours.

use crate::support::{TestApp, World, create_organization};
use portico_api::account::UpdateAccount;
use portico_api::billing::UpdateBillingDetails;
use portico_api::environments::Mode;
use portico_api::invites::{CreateInvites, OutcomeKind};
use portico_api::keys::CreateKey;
use portico_api::offers::OfferProject;
use portico_api::organizations::CreateOrganization;
use portico_api::projects::{CreateProject, UpdateProject};
use portico_api::schema::UpdateSchema;
use portico_api::sign_in::RequestCode;
use portico_api::trash::DeleteProject;
use portico_api::versions::PublishDraft;
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
    "\u{2800}",
    "\u{3164}\u{FFA0}",
    "\u{115F}\u{1160}",
    "\u{E0061}\u{E007F}",
    "\u{FE0F}",
    "a\u{2028}b",
    "a\u{2029}b",
    "a\u{FFFF}",
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
    "https://acme.example/\u{200B}",
    "https://ac\u{3164}me.example",
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
fn address_pasted_with_what_cannot_be_seen_is_the_address() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.sign_in("\u{202A}Anna@example.com\u{202C}");
    assert_eq!(app.db().number("SELECT count(*) FROM users WHERE email = 'Anna@example.com'"), 1);
    let body = json!({ "emails": ["\u{FEFF}ben@example.com\u{200B}", "ben@example.com"], "role": "viewer" });
    let made = world.owner.send::<CreateInvites>(&world.organization_params(), body).ok::<CreateInvites>();
    let kinds: Vec<_> = made.outcomes.iter().map(|outcome| outcome.kind).collect();
    assert_eq!(kinds, [OutcomeKind::Invited, OutcomeKind::Invalid]);
    assert_eq!(app.db().text("SELECT group_concat(email) FROM invites"), "ben@example.com");
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

#[test]
fn names_are_one_when_they_look_the_same() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    let create =
        |name: &str| world.owner.send::<CreateProject>(&world.organization_params(), json!({ "name": name }));
    assert_eq!(create("Sh\u{2060}op\u{200B}").ok::<CreateProject>().name, "Shop");
    create("می\u{200C}خواهم").ok::<CreateProject>();
    create("❤\u{FE0F} kit").ok::<CreateProject>();
    for same in [
        "Shop",
        "shop\u{200B}",
        "SH\u{2060}OP",
        "Sh\u{AD}op",
        "Shop\u{2800}",
        "Shop\u{E0061}",
        "Sho\u{200D}p",
        "Shop\u{FE0F}",
        "\u{3164}Shop",
        "می\u{200C}\u{200C}خواهم",
        "میخواهم",
        "❤ kit",
        "❤\u{FE0E}  KIT",
        "❤\u{A0}kit",
    ] {
        create(same).fault(409, "name");
    }
    assert!(create("می\u{200C}خواهم ۲").status == 201 && create("👩‍👩‍👧").status == 201);
}

#[test]
fn no_text_that_others_read_is_empty_to_the_eye_or_turns_what_follows() {
    let app = TestApp::new();
    let world = World::new(&app);
    for hidden in ["\u{2800}", "\u{200B}\u{2060}", "\u{E0061}", "\u{3164}"] {
        let key = world.environment(Mode::Sandbox);
        world.owner.send::<CreateKey>(&key, json!({ "name": hidden })).fault(422, "name");
        world.owner.send::<UpdateAccount>(&(), json!({ "name": hidden })).fault(422, "name");
        let settings = json!([{ "key": "a", "title": hidden, "kind": { "type": "boolean" } }]);
        let body = json!({ "settings": settings, "version": 1 });
        world.owner.send::<UpdateSchema>(&world.project_params(), body).fault(422, "settings[0].title");
        let mut publication = world.publication(Mode::Sandbox);
        publication["message"] = hidden.into();
        world
            .owner
            .send::<PublishDraft>(&world.environment(Mode::Sandbox), publication)
            .fault(422, "message");
    }
    for turning in ["a\u{202E}b", "a\u{2028}b"] {
        let body = json!({ "emails": ["x@example.com"], "role": "viewer", "note": turning });
        world.owner.send::<CreateInvites>(&world.organization_params(), body).fault(422, "note");
        let billing = json!({ "name": turning, "version": 1 });
        world.owner.send::<UpdateBillingDetails>(&world.organization_params(), billing).fault(422, "name");
    }
}

#[test]
fn what_cannot_be_seen_need_not_be_typed_to_confirm() {
    let app = TestApp::new();
    let world = World::new(&app);
    let name = json!({ "name": "❤\u{FE0F} می\u{200C}خواهم", "version": 1 });
    world.owner.send::<UpdateProject>(&world.project_params(), name).ok::<UpdateProject>();
    let other = create_organization(&world.owner, "Second");
    let offer = json!({ "target": format!("{}\u{200B}", other.slug), "confirm": "❤ میخواهم", "version": 2 });
    let offer = world.owner.send::<OfferProject>(&world.project_params(), offer).ok::<OfferProject>();
    assert_eq!(offer.target, other.slug);
    let body = json!({ "confirm": "❤ می خواهم", "version": 2 });
    world.owner.send::<DeleteProject>(&world.project_params(), body).fault(422, "confirm");
    let body = json!({ "confirm": "❤ میخواهم", "version": 2 });
    world.owner.send::<DeleteProject>(&world.project_params(), body).ok::<DeleteProject>();
}

#[test]
fn keys_of_older_names_lose_what_cannot_be_seen() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    for name in ["Old", "Older"] {
        world
            .owner
            .send::<CreateProject>(&world.organization_params(), json!({ "name": name }))
            .ok::<CreateProject>();
    }
    app.db().execute(
        "UPDATE projects SET name_key = 'sh' || char(8288) || 'op' || char(8203) WHERE name = 'Old'",
    );
    app.db().execute("UPDATE projects SET name_key = 'shop' || char(65039) WHERE name = 'Older'");
    app.db().execute(include_str!("../../migrations/0012_seen_names.sql"));
    let create = json!({ "name": "Shop" });
    world.owner.send::<CreateProject>(&world.organization_params(), create).fault(409, "name");
    assert_eq!(app.db().number("SELECT count(*) FROM projects WHERE name_key = 'shop'"), 1);
}
