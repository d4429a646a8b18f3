//! Every change whose answer is kept, sent again: the same answer, nothing done twice, and nothing for whoever has lost the right. The table of roles says
//! how each is called, so one that is missing there fails there.

use crate::account_address;
use crate::authorization::{Change, changes_that_keep_replies};
use crate::support::{Browser, Reply, TestApp, World};
use portico_api::account::CancelAddressChange;
use portico_api::billing::{ChangePlan, ResumePlan};
use portico_api::configuration::{DiscardDraft, DiscardDraftParams};
use portico_api::deletions::DeleteOrganization;
use portico_api::environments::Mode;
use portico_api::invites::{AcceptInvite, DeclineInvite};
use portico_api::members::{LeaveOrganization, TransferOwnership};
use portico_api::notices::UpdateNotices;
use portico_api::security::{LiftSecurity, UpdateSecurity};
use portico_api::{Endpoint, Role};
use portico_edge::http::Request;
use serde_json::{Value, json};

const GUEST: &str = "guest@example.com";

/// Changes that would change nothing as the table calls them, or are not an Owner's: called so that there is something to change.
fn with_effect() -> Vec<Change> {
    vec![
        (CancelAddressChange::NAME, |_, by| {
            account_address::begin(by, "new@example.com");
            by.send::<CancelAddressChange>(&(), Value::Null)
        }),
        (UpdateNotices::NAME, |_, by| {
            by.send::<UpdateNotices>(&(), json!({ "publishing": true, "invites": false }))
        }),
        (LiftSecurity::NAME, |world, by| {
            let asked = json!({ "sign_in_hours": 12, "version": 0 });
            by.send::<UpdateSecurity>(&world.organization_params(), asked).ok::<UpdateSecurity>();
            by.send::<LiftSecurity>(&world.organization_params(), json!({ "confirm": "Acme" }))
        }),
        (ResumePlan::NAME, |world, by| {
            let change = |plan: &str, version: i64| {
                let body = json!({ "plan": plan, "interval": "month", "version": version });
                let changed = by.send::<ChangePlan>(&world.organization_params(), body).ok::<ChangePlan>();
                changed.subscription.version
            };
            let version = change("free", change("pro", 1));
            by.send::<ResumePlan>(&world.organization_params(), json!({ "version": version }))
        }),
        (DiscardDraft::NAME, |world, by| {
            world.save(Mode::Live, json!({ "features.sign_up": false }));
            let place = world.environment(Mode::Live);
            let (organization, project, mode) = (place.organization, place.project, place.mode);
            let at = DiscardDraftParams { organization, project, mode, revision: 1 };
            by.send::<DiscardDraft>(&at, Value::Null)
        }),
        (LeaveOrganization::NAME, |world, _| {
            world.member(Role::Viewer).send::<LeaveOrganization>(&world.leaving(), Value::Null)
        }),
        (AcceptInvite::NAME, |world, _| {
            guest(world).send::<AcceptInvite>(&world.invite_link(GUEST), Value::Null)
        }),
        (DeclineInvite::NAME, |world, _| {
            guest(world).send::<DeclineInvite>(&world.invite_link(GUEST), Value::Null)
        }),
    ]
}

fn guest<'a>(world: &World<'a>) -> Browser<'a> {
    world.app.sign_in(GUEST)
}

/// What takes the right of whoever does it (of an organization in the trash no role changes), or is about no organization's right: it is answered again as
/// long as the session lives.
const OWN: [&str; 5] = [
    LeaveOrganization::NAME,
    TransferOwnership::NAME,
    DeleteOrganization::NAME,
    AcceptInvite::NAME,
    DeclineInvite::NAME,
];

/// How many there are of what a change adds.
fn state(app: &TestApp) -> Value {
    json!([
        app.db().number("SELECT count(*) FROM audit_entries"),
        app.db().number("SELECT count(*) FROM projects"),
        app.db().number("SELECT count(*) FROM organizations"),
        app.db().number("SELECT count(*) FROM invites"),
        app.db().number("SELECT count(*) FROM keys"),
        app.db().number("SELECT count(*) FROM versions"),
        app.db().number("SELECT count(*) FROM exports"),
        app.db().number("SELECT count(*) FROM notices"),
    ])
}

/// What is wrong with a change when its answer was lost.
fn faults(name: &str, call: fn(&World, &Browser) -> Reply) -> Vec<String> {
    let app = TestApp::new();
    let world = World::new(&app);
    app.keys_all.set(true);
    let first = call(&world, &world.owner);
    if first.status >= 300 {
        return vec![format!("{name} answers {}: {}", first.status, first.json)];
    }
    let Some(request) = app.last_change.borrow().clone() else { return vec![format!("{name} sent nothing")] };
    let mut wrong = Vec::new();
    let before = state(&app);
    let again = app.send(&request);
    if (again.status, &again.json) != (first.status, &first.json) {
        wrong.push(format!("{name} is answered {} instead of {}", again.json, first.json));
    }
    if state(&app) != before {
        wrong.push(format!("{name} is done twice: {} instead of {before}", state(&app)));
    }
    if request.path.contains("organizations/") && !OWN.contains(&name) {
        for loss in [
            "UPDATE memberships SET role = 1 WHERE email_key = 'owner@example.com'",
            "DELETE FROM memberships WHERE email_key = 'owner@example.com'",
        ] {
            app.db().execute(loss);
            wrong.extend(unless_refused(&app, &request, name, &[403, 404]));
        }
    }
    app.db().execute("DELETE FROM sessions");
    wrong.extend(unless_refused(&app, &request, name, &[401]));
    wrong
}

fn unless_refused(app: &TestApp, request: &Request, name: &str, expected: &[u16]) -> Option<String> {
    let status = app.send(request).status;
    (!expected.contains(&status)).then(|| format!("{name} answers {status} instead of {expected:?}"))
}

#[test]
fn every_kept_answer_is_given_again_once_done_and_to_nobody_who_has_lost_the_right() {
    let special = with_effect();
    let mut wrong = Vec::new();
    let all = changes_that_keep_replies();
    for (name, _) in &special {
        assert!(all.iter().any(|(known, _)| known == name), "{name} keeps no answer");
    }
    for (name, call) in all {
        let call = special.iter().find(|(known, _)| *known == name).map_or(call, |(_, call)| *call);
        wrong.extend(faults(name, call));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
