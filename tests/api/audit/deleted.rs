//! The log after a member has deleted their account: it says a pseudonym, and is what it was.

use super::chain::{check, seal};
use crate::account_deletion::{delete, pseudonym};
use crate::support::{TestApp, World};
use portico_api::account::{DeleteAccount, UpdateAccount};
use portico_api::audit::{AuditEntry, ListAudit, ListAuditParams};
use portico_api::invites::AcceptInvite;
use portico_api::members::ChangeRole;
use portico_api::projects::CreateProject;
use serde_json::{Value, json};

const ANNA: &str = "anna@example.com";

fn log(world: &World, person: Option<&str>) -> Vec<AuditEntry> {
    let params = ListAuditParams { person: person.map(str::to_owned), ..super::whole() };
    world.owner.get::<ListAudit>(&params).ok::<ListAudit>().entries
}

#[test]
fn log_says_a_pseudonym_for_a_deleted_account_and_its_chain_holds() {
    let app = TestApp::new();
    let world = World::new(&app);
    let anna = app.sign_in(ANNA);
    anna.send::<UpdateAccount>(&(), json!({ "name": "Anna Lee" })).ok::<UpdateAccount>();
    anna.send::<AcceptInvite>(&world.invite_link(ANNA), Value::Null).ok::<AcceptInvite>();
    let member = world.member_params(ANNA);
    app.wait(1);
    let project = json!({ "name": "Till" });
    anna.send::<CreateProject>(&world.organization_params(), project).ok::<CreateProject>();
    app.wait(1);
    let change = json!({ "role": "admin", "from": "developer" });
    world.owner.send::<ChangeRole>(&member, change).ok::<ChangeRole>();
    seal(&app);
    let anna = app.sign_in(ANNA);
    delete(&anna, ANNA).ok::<DeleteAccount>();
    let held = check(&world).unwrap().held;
    assert!(held > 3);
    seal(&app);
    assert!(check(&world).unwrap().held > held);

    let shown = pseudonym(&member.member);
    let own = log(&world, Some(&member.member));
    let actions: Vec<_> = own.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["delete_account", "create_project", "accept_invite"]);
    for entry in &own {
        let person = entry.person.as_ref().unwrap();
        assert_eq!((person.id.as_str(), person.email.as_str()), (member.member.as_str(), shown.as_str()));
        assert_eq!(person.name, "");
    }
    let named = |action: &str| {
        let all = log(&world, None);
        let entry = all.into_iter().find(|entry| entry.action == action).unwrap();
        (entry.target.id == member.member, entry.target.name)
    };
    assert_eq!(named("delete_account"), (true, Some(shown.clone())));
    assert_eq!(named("change_role"), (true, Some(shown.clone())));
    assert_eq!(named("accept_invite"), (false, Some(shown)));
}
