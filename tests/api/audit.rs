//! The audit log says what was done, in entries that nobody can make long.

use crate::authorization::changes_of_an_owner;
use crate::offers;
use crate::support::{TestApp, World, create_project};
use crate::trash;
use portico_api::{Endpoint, Role};
use portico_api::account::UpdateAccount;
use portico_api::billing::{OpenPortal, UpdateBillingDetails};
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::invites::{AcceptInvite, CreateInvites, DeclineInvite};
use portico_api::keys::CreateKey;
use portico_api::members::LeaveOrganization;
use portico_api::offers::{AcceptOffer, TakeBackProject};
use portico_api::organizations::{CreateOrganization, UpdateOrganization};
use portico_api::projects::{CreateProject, UpdateProject};
use portico_api::promotion::Promote;
use portico_api::schema::UpdateSchema;
use portico_api::session::ShowSession;
use portico_api::sign_in::{RequestCode, SignIn};
use portico_api::trash::RestoreProject;
use portico_api::versions::{PublishDraft, RollBack};
use portico_edge::audit::DETAILS_BYTES;
use serde_json::{Value, json};

/// Most bytes of all columns of an entry together.
const ENTRY_BYTES: i64 = 4096;

/// The longest entry, and the longest details.
fn longest(app: &TestApp) -> (i64, i64) {
    let bytes = |column: &str| format!("length(CAST(coalesce({column}, '') AS BLOB))");
    let columns = [
        "id", "organization_id", "actor_id", "action", "target_kind", "target_id", "details", "request_id", "user_agent", "created_at",
        "refused", "refused_hour", "times",
    ];
    let row = columns.map(bytes).join(" + ");
    let number = |what: &str| app.db().number(&format!("SELECT coalesce(max({what}), 0) FROM audit_entries"));
    (number(&row), number(&bytes("details")))
}

fn entries(app: &TestApp, action: &str) -> i64 {
    app.db().number(&format!("SELECT count(*) FROM audit_entries WHERE action = '{action}'"))
}

/// The longest name: characters of four bytes.
fn name() -> String {
    "🦀".repeat(64)
}

/// The longest text of several lines. Each of its quotes is two characters in JSON.
fn message() -> String {
    "🦀\"".repeat(250)
}

fn website() -> String {
    let site = format!("https://example.com/{}", "w".repeat(2_048));
    site.chars().take(2_048).collect()
}

/// The longest key of a setting.
fn key(number: usize) -> String {
    format!("{}.k{number:03}", "k".repeat(59))
}

/// As many settings as there may be.
fn settings() -> Value {
    let setting = |number| json!({ "key": key(number), "title": "A switch", "kind": { "type": "boolean" } });
    (0..500).map(setting).collect()
}

fn all_values() -> Value {
    (0..500).map(|number| (key(number), json!(true))).collect::<serde_json::Map<_, _>>().into()
}

fn of<E: Endpoint>(call: fn(&World)) -> (&'static str, fn(&World)) {
    (E::NAME, call)
}

/// What each change with a text of somebody's own accepts at most. Everything else has a body of numbers and words that stand fixed.
fn largest() -> Vec<(&'static str, fn(&World))> {
    vec![
        of::<SignIn>(|world| drop(world.app.sign_in(&format!("{}@{}.example", "a".repeat(64), "b".repeat(60))))),
        of::<RequestCode>(|world| {
            let address = format!("{}@{}.example", "a".repeat(64), "b".repeat(60));
            world.app.browser().request_code(&address).ok::<RequestCode>();
        }),
        of::<UpdateAccount>(|world| {
            world.owner.send::<UpdateAccount>(&(), json!({ "name": name() })).ok::<UpdateAccount>();
        }),
        of::<CreateOrganization>(|world| {
            let body = json!({ "name": name(), "website": website(), "slug": "s".repeat(48) });
            world.owner.send::<CreateOrganization>(&(), body).ok::<CreateOrganization>();
        }),
        of::<UpdateOrganization>(|world| {
            let body = json!({ "name": name(), "website": website(), "slug": "s".repeat(48), "version": 1 });
            world.owner.send::<UpdateOrganization>(&world.organization_params(), body).ok::<UpdateOrganization>();
        }),
        of::<CreateProject>(|world| {
            world.owner.send::<CreateProject>(&world.organization_params(), json!({ "name": name() })).ok::<CreateProject>();
        }),
        of::<UpdateProject>(|world| {
            let body = json!({ "name": name(), "slug": "s".repeat(48), "developers_publish_live": true, "version": 1 });
            world.owner.send::<UpdateProject>(&world.project_params(), body).ok::<UpdateProject>();
        }),
        of::<RestoreProject>(|world| {
            trash::delete(world);
            trash::restore(world, json!({ "name": name() })).ok::<RestoreProject>();
        }),
        of::<AcceptOffer>(|world| {
            let offer = offers::offer(world, "other");
            world.stranger.send::<AcceptOffer>(&offers::at("other", &offer), json!({ "name": name() })).ok::<AcceptOffer>();
        }),
        of::<TakeBackProject>(|world| {
            let offer = offers::offer(world, "other");
            offers::accept(&world.stranger, "other", &offer).ok::<AcceptOffer>();
            let body = json!({ "name": name() });
            world.owner.send::<TakeBackProject>(&offers::at("acme", &offer), body).ok::<TakeBackProject>();
        }),
        of::<UpdateBillingDetails>(|world| {
            let line = "🦀".repeat(100);
            let body = json!({
                "name": line, "line1": line, "line2": line, "postal_code": line, "city": line, "tax_id": line, "country": "DE",
                "email": format!("{}@{}.example", "a".repeat(64), "b".repeat(60)), "version": 1,
            });
            world.owner.send::<UpdateBillingDetails>(&world.organization_params(), body).ok::<UpdateBillingDetails>();
        }),
        of::<CreateInvites>(|world| {
            world.unlimited();
            let domain = vec!["d".repeat(60); 3].join(".");
            let emails: Vec<_> = (0..20).map(|number| format!("{}{number:02}@{domain}", "a".repeat(62))).collect();
            let body = json!({ "emails": emails, "role": "viewer", "note": message() });
            let made = world.owner.send::<CreateInvites>(&world.organization_params(), body).ok::<CreateInvites>();
            assert!(made.outcomes.iter().all(|outcome| outcome.kind == portico_api::invites::OutcomeKind::Invited));
        }),
        of::<AcceptInvite>(|world| {
            let link = world.invite_link("new@example.com");
            world.app.sign_in("new@example.com").send::<AcceptInvite>(&link, Value::Null).ok::<AcceptInvite>();
        }),
        of::<DeclineInvite>(|world| {
            let link = world.invite_link("new@example.com");
            world.app.sign_in("new@example.com").send::<DeclineInvite>(&link, Value::Null).ok::<DeclineInvite>();
        }),
        of::<LeaveOrganization>(|world| {
            world.member(Role::Admin).send::<LeaveOrganization>(&world.leaving(), Value::Null).ok::<LeaveOrganization>();
        }),
        of::<UpdateSchema>(|world| drop(world.declare(settings()))),
        of::<SaveDraft>(|world| {
            world.declare(settings());
            world.save(Mode::Sandbox, all_values());
            // All of them are given up again, among others that were never there.
            let keep: Vec<_> = (0..250).flat_map(|number| [key(number), "n".repeat(600)]).collect();
            world.send_draft(&world.owner, Mode::Sandbox, json!({ "keep": keep })).ok::<SaveDraft>();
        }),
        of::<PublishDraft>(|world| {
            world.declare(settings());
            world.save(Mode::Sandbox, all_values());
            let mut body = world.publication(Mode::Sandbox);
            body["message"] = message().into();
            world.owner.send::<PublishDraft>(&world.environment(Mode::Sandbox), body).ok::<PublishDraft>();
        }),
        of::<RollBack>(|world| {
            world.release(Mode::Sandbox, json!({ "features.sign_up": false }));
            let body = json!({ "version": 2, "message": message(), "confirm": "Checkout" });
            world.owner.send::<RollBack>(&world.version(Mode::Sandbox, 1), body).ok::<RollBack>();
        }),
        of::<Promote>(|world| {
            world.declare(settings());
            world.release(Mode::Sandbox, all_values());
            let keys: Vec<_> = (0..500).map(key).collect();
            let keys: Vec<_> = keys.iter().map(String::as_str).collect();
            let mut body = world.selection(Mode::Live, &keys);
            body["message"] = message().into();
            world.owner.send::<Promote>(&world.project_params(), body).ok::<Promote>();
        }),
        of::<CreateKey>(|world| {
            let body = json!({ "name": name(), "expires_at": world.app.db().number("SELECT max(created_at) + 9000 FROM users") });
            world.owner.send::<CreateKey>(&world.environment(Mode::Live), body).ok::<CreateKey>();
        }),
    ]
}

#[test]
fn no_body_that_is_accepted_makes_an_entry_of_more_than_four_kilobytes() {
    let largest = largest();
    let mut wrong = Vec::new();
    for (endpoint, call) in changes_of_an_owner() {
        let app = TestApp::new();
        let world = World::new(&app);
        match largest.iter().find(|(name, _)| *name == endpoint) {
            Some((_, call)) => call(&world),
            // The customer's ID is Stripe's.
            None if endpoint == OpenPortal::NAME => {}
            None => {
                let status = call(&world, &world.owner).status;
                assert!(status < 300, "{endpoint} answers {status}: say what it accepts at most");
            }
        }
        let (entry, details) = longest(&app);
        if entry > ENTRY_BYTES || details > DETAILS_BYTES as i64 {
            wrong.push(format!("{endpoint}: an entry of {entry} bytes, {details} of them details"));
        }
        assert_eq!(app.db().number("SELECT count(*) FROM audit_entries WHERE json_type(details) <> 'object'"), 0);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn longest_name_of_a_browser_still_fits_beside_the_longest_details() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.declare(settings());
    world.save(Mode::Sandbox, all_values());
    let mut body = world.publication(Mode::Sandbox);
    body["message"] = message().into();
    let mut request = world.owner.request::<PublishDraft>(&world.environment(Mode::Sandbox), body);
    request.user_agent = Some("é".repeat(1_000));
    assert_eq!(app.send(&request).status, 201);
    let (entry, details) = longest(&app);
    assert!(details > 1_000 && entry <= ENTRY_BYTES, "{entry}");
}

#[test]
fn invites_that_invite_nobody_leave_no_entry() {
    let app = TestApp::new();
    let world = World::new(&app);
    let invite = |emails: Value| {
        let body = json!({ "emails": emails, "role": "viewer" });
        world.owner.send::<CreateInvites>(&world.organization_params(), body).ok::<CreateInvites>();
    };
    invite(json!(["x".repeat(250_000)]));
    invite(json!(["owner@example.com"]));
    assert_eq!(entries(&app, "create_invites"), 0);
    // Of several, the log has those who were invited.
    invite(json!(["new@example.com", "no address", "owner@example.com"]));
    let details = app.db().text("SELECT details FROM audit_entries WHERE action = 'create_invites'");
    assert_eq!(details, r#"{"emails":["new@example.com"],"role":"viewer"}"#);
}

#[test]
fn draft_that_is_kept_is_written_down_with_the_keys_that_it_had_alone() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.save(Mode::Sandbox, json!({ "features.sign_up": false }));
    let before = entries(&app, "save_draft");
    let unknown = json!({ "keep": ["x".repeat(200_000)] });
    world.send_draft(&world.owner, Mode::Sandbox, unknown).ok::<SaveDraft>();
    assert_eq!(entries(&app, "save_draft"), before, "nothing was done");
    app.wait(1);
    let body = json!({ "keep": ["features.sign_up", "x".repeat(200_000)] });
    world.send_draft(&world.owner, Mode::Sandbox, body).ok::<SaveDraft>();
    let details = app.db().text("SELECT details FROM audit_entries WHERE action = 'save_draft' ORDER BY id DESC");
    assert_eq!(details, r#"{"keep":["features.sign_up"],"secrets":[],"set":[]}"#);
}

#[test]
fn entry_that_is_written_by_hand_is_shortened_as_well() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_project(&world.owner, "acme", "Second");
    world.owner.get::<ShowSession>(&());
    app.db().execute(
        "INSERT INTO audit_entries (id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
         VALUES ('by-hand', 'note', 'user', 'x', json_object('note', printf('%.250000c', 'é')), 'operator', 'operator', 1)",
    );
    let (_, details) = longest(&app);
    assert!(details <= DETAILS_BYTES as i64);
    assert_eq!(app.db().number("SELECT details ->> 'bytes' FROM audit_entries WHERE id = 'by-hand'"), 500_011);
}
