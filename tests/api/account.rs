//! The account: what a person is called.

use crate::support::{TestApp, World};
use portico_api::Role;
use portico_api::account::UpdateAccount;
use portico_api::members::{ListMembers, ListMembersParams};
use portico_api::page::Search;
use portico_api::session::ShowSession;
use serde_json::json;

#[test]
fn name_is_shown_to_the_person_and_to_other_members() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = world.join("a1@example.com", Role::Viewer);
    let user = anna.send::<UpdateAccount>(&(), json!({ "name": "  Anna Lee " })).ok::<UpdateAccount>();
    assert_eq!(user.name.as_deref(), Some("Anna Lee"));
    assert_eq!(anna.get::<ShowSession>(&()).ok::<ShowSession>().user, user);
    let params = ListMembersParams {
        organization: "acme".into(),
        search: Search::parse("LEE").ok(),
        role: None,
        after: None,
    };
    let found = world.owner.get::<ListMembers>(&params).ok::<ListMembers>().members;
    assert_eq!((found.len(), found[0].name.as_deref()), (1, Some("Anna Lee")));
}

#[test]
fn name_can_be_taken_away_and_bad_ones_are_refused() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    anna.send::<UpdateAccount>(&(), json!({ "name": "Anna" })).ok::<UpdateAccount>();
    anna.send::<UpdateAccount>(&(), json!({ "name": "a\u{202E}b" })).fault(422, "name");
    anna.send::<UpdateAccount>(&(), json!({ "name": "a".repeat(65) })).fault(422, "name");
    assert_eq!(anna.get::<ShowSession>(&()).ok::<ShowSession>().user.name.as_deref(), Some("Anna"));
    let user = anna.send::<UpdateAccount>(&(), json!({ "name": " " })).ok::<UpdateAccount>();
    assert_eq!(user.name, None);
}

#[test]
fn change_of_the_name_is_in_the_audit_log() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    app.wait(1);
    anna.send::<UpdateAccount>(&(), json!({ "name": "Anna" })).ok::<UpdateAccount>();
    let entry = app.db().text("SELECT action || ' ' || details FROM audit_entries ORDER BY id DESC LIMIT 1");
    assert_eq!(entry, r#"update_account {"name":"Anna"}"#);
}
