//! Nothing in the log is edited, by no door.

use crate::support::{TestApp, World};
use portico_api::Role;
use portico_api::trash::DeleteProject;
use serde_json::json;

#[test]
fn no_statement_changes_what_an_entry_says() {
    let app = TestApp::new();
    let world = World::new(&app);
    let developer = world.member(Role::Developer);
    let body = json!({ "confirm": "Checkout", "version": 1 });
    developer.send::<DeleteProject>(&world.project_params(), body).problem(403);
    let before = app.db().dump("audit_entries");
    for change in [
        "actor_id = NULL",
        "organization_id = NULL",
        "action = 'nothing'",
        "target_id = 'x'",
        "target_name = 'x'",
        "target_name = NULL",
        "project_id = 'x'",
        "mode = 'live'",
        "way = 'clock'",
        "details = '{}'",
        "created_at = 0",
        "country = 'XX'",
        "refused = NULL",
        "times = 0",
        "times = times + 2",
        "request_id = 'x'",
        "user_agent = 'x'",
    ] {
        let sql = format!("UPDATE audit_entries SET {change} WHERE organization_id IS NOT NULL");
        assert!(app.db().try_execute(&sql).is_err(), "{change}");
    }
    assert_eq!(app.db().dump("audit_entries"), before);
}
