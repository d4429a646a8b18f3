//! The audit log says what was done, in entries that nobody can make long.

mod chain;
mod chain_kept;
mod chain_limits;
mod deleted;
mod export;
mod largest;
mod read;
mod search;
mod stays;
mod words;

use crate::authorization::changes_of_an_owner;
use crate::providers::installation;
use crate::support::{Browser, DAY, HOUR, TestApp, World};
pub(crate) use chain::chain;
pub(crate) use export::exported;
use largest::{all_values, largest, message, settings};
use portico_api::account::DeleteAccount;
use portico_api::billing::OpenPortal;
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::invites::CreateInvites;
use portico_api::organizations::UpdateOrganization;
use portico_api::providers::UnlinkProvider;
use portico_api::sign_in::SignOut;
use portico_api::versions::PublishDraft;
use portico_api::{Endpoint, Role};
use portico_edge::audit::DETAILS_BYTES;
use portico_edge::ports::Clock;
pub(crate) use read::{fill, whole};
use serde_json::{Value, json};

/// Most bytes of all columns of an entry together.
const ENTRY_BYTES: i64 = 4096;

/// The longest entry, and the longest details.
fn longest(app: &TestApp) -> (i64, i64) {
    let bytes = |column: &str| format!("length(CAST(coalesce({column}, '') AS BLOB))");
    let columns = [
        "id",
        "organization_id",
        "actor_id",
        "action",
        "target_kind",
        "target_id",
        "details",
        "request_id",
        "user_agent",
        "created_at",
        "refused",
        "refused_hour",
        "times",
        "country",
        "way",
        "project_id",
        "mode",
        "target_name",
    ];
    let row = columns.map(bytes).join(" + ");
    let number = |what: &str| app.db().number(&format!("SELECT coalesce(max({what}), 0) FROM audit_entries"));
    (number(&row), number(&bytes("details")))
}

fn entries(app: &TestApp, action: &str) -> i64 {
    app.db().number(&format!("SELECT count(*) FROM audit_entries WHERE action = '{action}'"))
}

#[test]
fn no_body_that_is_accepted_makes_an_entry_of_more_than_four_kilobytes() {
    let largest = largest();
    let mut wrong = Vec::new();
    for (endpoint, call) in changes_of_an_owner() {
        let (app, _provider) = installation();
        let world = World::new(&app);
        match largest.iter().find(|(name, _)| *name == endpoint) {
            Some((_, call)) => call(&world),
            // The customer's ID is Stripe's, nobody here has an account at a provider, and the only Owner stays.
            None if [OpenPortal::NAME, UnlinkProvider::NAME, DeleteAccount::NAME].contains(&endpoint) => {}
            None => {
                let status = call(&world, &world.owner).status;
                if status >= 300 {
                    wrong.push(format!("{endpoint} answers {status}: say what it accepts at most"));
                }
            }
        }
        let (entry, details) = longest(&app);
        if entry > ENTRY_BYTES || details > DETAILS_BYTES as i64 {
            wrong.push(format!("{endpoint}: an entry of {entry} bytes, {details} of them details"));
        }
        assert_eq!(
            app.db().number("SELECT count(*) FROM audit_entries WHERE json_type(details) <> 'object'"),
            0
        );
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
    let details =
        app.db().text("SELECT details FROM audit_entries WHERE action = 'save_draft' ORDER BY id DESC");
    assert_eq!(details, r#"{"keep":["features.sign_up"],"secrets":[],"set":[]}"#);
}

#[test]
fn entry_that_is_written_by_hand_is_shortened_as_well() {
    let app = TestApp::new();
    app.db().execute(
        "INSERT INTO audit_entries (id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
         VALUES ('by-hand', 'note', 'user', 'x', json_object('note', printf('%.250000c', 'é')), 'operator', 'operator', 1)",
    );
    let (_, details) = longest(&app);
    assert!(details <= DETAILS_BYTES as i64);
    assert_eq!(
        app.db().number("SELECT details ->> 'bytes' FROM audit_entries WHERE id = 'by-hand'"),
        500_011
    );
}

#[test]
fn one_person_makes_two_thousand_changes_a_day_and_can_always_sign_out() {
    let app = TestApp::new();
    let world = World::new(&app);
    let made = app.db().number("SELECT count(*) FROM audit_entries a JOIN users u ON u.id = a.actor_id WHERE u.email = 'owner@example.com'");
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) \
         INSERT INTO audit_entries (id, actor_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
         SELECT substr(m.id, 1, 24) || printf('%012d', n.i), m.actor_id, 'x', 'x', 'x', '{{}}', 'x', 'x', m.created_at \
         FROM n, (SELECT a.* FROM audit_entries a JOIN users u ON u.id = a.actor_id WHERE u.email = 'owner@example.com' ORDER BY a.id DESC LIMIT 1) m",
        1_999 - made
    ));
    let rename = |by: &Browser, version: i64| {
        let body = json!({ "name": format!("Name {version}"), "version": version });
        by.send::<UpdateOrganization>(&world.organization_params(), body)
    };
    rename(&world.owner, 1).ok::<UpdateOrganization>();
    app.wait(HOUR);
    let refused = rename(&world.owner, 2);
    let oldest = app.db().number("SELECT min(a.created_at) FROM audit_entries a JOIN users u ON u.id = a.actor_id WHERE u.email = 'owner@example.com'");
    let left = (oldest + DAY + 1 - app.service.clock.now() + 999) / 1000;
    assert_eq!(refused.response.header("Retry-After"), Some(left.to_string().as_str()));
    assert!(refused.problem(429).is("too_many_requests"));
    // Nobody else is held up by it.
    let admin = world.member(Role::Admin);
    rename(&admin, 2).ok::<UpdateOrganization>();
    world.owner.send::<SignOut>(&(), json!({})).ok::<SignOut>();
    app.wait(DAY);
    rename(&app.sign_in("owner@example.com"), 3).ok::<UpdateOrganization>();
}

#[test]
fn draft_says_each_value_as_it_was_and_is_and_of_secrets_only_the_keys() {
    let app = TestApp::new();
    let world = World::new(&app);
    let newest = || {
        let details = app
            .db()
            .text("SELECT details FROM audit_entries WHERE action = 'save_draft' ORDER BY id DESC LIMIT 1");
        serde_json::from_str::<Value>(&details).unwrap()
    };
    world.save(Mode::Sandbox, json!({ "auth.session_length": 90 }));
    assert_eq!(newest()["values"], json!({ "auth.session_length": 90 }));
    world.save(Mode::Sandbox, json!({ "auth.session_length": 120, "app.display_name": "Acme" }));
    let said = newest();
    assert_eq!(said["before"]["values"]["auth.session_length"], 90);
    assert_eq!(said["values"], json!({ "auth.session_length": 120, "app.display_name": "Acme" }));
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": "s".repeat(32) }));
    assert_eq!(newest(), json!({ "set": [], "secrets": ["auth.signing_secret"], "keep": [] }));
}
