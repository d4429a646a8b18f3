//! Every change whose answer is kept, sent again: the same answer, nothing done twice, and nothing for whoever has lost the right. The table of roles says
//! how each is called, so one that is missing there fails there.

use crate::account_address;
use crate::authorization::{Change, changes_that_keep_replies};
use crate::support::{Browser, Reply, TestApp, World};
use portico_api::access::Rule;
use portico_api::account::CancelAddressChange;
use portico_api::billing::{ChangePlan, ResumePlan};
use portico_api::configuration::{DiscardDraft, DiscardDraftParams};
use portico_api::deletions::DeleteOrganization;
use portico_api::environments::Mode;
use portico_api::invites::{AcceptInvite, DeclineInvite};
use portico_api::members::{LeaveOrganization, TransferOwnership};
use portico_api::notices::UpdateNotices;
use portico_api::security::{LiftSecurity, UpdateSecurity};
use portico_api::{Endpoint, Role, registry};
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

/// A way to lose the right meanwhile, and what is answered then.
type Loss = (&'static str, &'static [u16]);

const DEMOTED: Loss = ("UPDATE memberships SET role = 1 WHERE email_key = 'owner@example.com'", &[403, 404]);
const REMOVED: Loss = ("DELETE FROM memberships WHERE email_key = 'owner@example.com'", &[404]);
const ASKED: Loss = ("UPDATE organizations SET sign_in_ways = ' passkey '", &[403, 404]);
const NOT_ASKED: &str = "UPDATE organizations SET sign_in_ways = NULL";
const LONG_AGO: Loss = ("UPDATE sessions SET created_at = created_at - 600001", &[403]);
const RECENT: &str = "UPDATE sessions SET created_at = created_at + 600001";
const UNINVITED: Loss = ("DELETE FROM memberships WHERE email_key = 'guest@example.com'", &[409]);
const RESTORED: &str = "UPDATE organizations SET deleted_at = NULL, closing_at = NULL";

/// Rights lost meanwhile, by what each endpoint takes: one after the other, each with what undoes it.
fn losses(name: &str) -> Vec<(Loss, Option<&'static str>)> {
    let rule = registry::all().iter().find(|entry| entry.name == name).map(|entry| entry.rule);
    let asked = (ASKED, Some(NOT_ASKED));
    let proven = (LONG_AGO, Some(RECENT));
    match (name, rule) {
        // Whoever has left, or declined, has nothing left to lose but the session.
        (LeaveOrganization::NAME | DeclineInvite::NAME, _) => vec![],
        // They look at the invite, and at the membership, every time.
        (AcceptInvite::NAME, _) => vec![(UNINVITED, None)],
        (_, None | Some(Rule::Public | Rule::SignedIn)) => vec![],
        (_, Some(Rule::Proven)) => vec![proven],
        // Whoever may lift it need not fulfil it.
        (_, Some(Rule::ProvenOrganization(_))) => vec![proven, (DEMOTED, None), (REMOVED, None)],
        (_, Some(_)) => vec![asked, (DEMOTED, None), (REMOVED, None)],
    }
}

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
    for ((loss, expected), undone) in losses(name) {
        app.db().execute(loss);
        wrong.extend(unless_refused(&app, &request, name, expected));
        if let Some(undone) = undone {
            app.db().execute(undone);
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
fn deletion_is_told_again_to_its_owner_alone_also_when_the_organization_is_back() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.keys_all.set(true);
    let first = crate::deletions::delete(&world).ok::<DeleteOrganization>();
    let request = app.last_change.borrow().clone().unwrap();
    assert_eq!(app.send(&request).ok::<DeleteOrganization>(), first);
    app.db().execute(DEMOTED.0);
    app.send(&request).problem(404);
    app.db().execute(RESTORED);
    app.send(&request).problem(403);
    app.db().execute("UPDATE memberships SET role = 4 WHERE email_key = 'owner@example.com'");
    assert_eq!(app.send(&request).ok::<DeleteOrganization>(), first, "it is not done again");
    assert_eq!(app.db().number("SELECT count(*) FROM organizations WHERE deleted_at > 0"), 0);
    app.db().execute(REMOVED.0);
    app.send(&request).problem(404);
}

#[test]
fn handing_over_is_told_again_as_long_as_the_role_is_there_that_it_left() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.keys_all.set(true);
    world.join("heir@example.com", Role::Admin);
    let heir = world.member_params("heir@example.com").member;
    world
        .owner
        .send::<TransferOwnership>(&world.organization_params(), json!({ "member": heir }))
        .ok::<TransferOwnership>();
    let request = app.last_change.borrow().clone().unwrap();
    app.send(&request).ok::<TransferOwnership>();
    app.db().execute("UPDATE organizations SET deleted_at = 1 WHERE slug = 'acme'");
    app.send(&request).problem(404);
    app.db().execute(RESTORED);
    app.send(&request).ok::<TransferOwnership>();
    app.db().execute("UPDATE memberships SET role = 2 WHERE email_key = 'owner@example.com'");
    app.send(&request).problem(403);
}

#[test]
fn answers_kept_before_what_they_left_was_noted_are_given_again() {
    let leave: fn(&World) = |world| {
        let member = world.member(Role::Viewer);
        member.send::<LeaveOrganization>(&world.leaving(), Value::Null).ok::<LeaveOrganization>();
    };
    let hand_over: fn(&World) = |world| {
        world.join("heir@example.com", Role::Admin);
        let body = json!({ "member": world.member_params("heir@example.com").member });
        world.owner.send::<TransferOwnership>(&world.organization_params(), body).ok::<TransferOwnership>();
    };
    let delete: fn(&World) = |world| drop(crate::deletions::delete(world).ok::<DeleteOrganization>());
    for change in [leave, hand_over, delete] {
        let app = TestApp::new();
        let world = World::new(&app);
        app.keys_all.set(true);
        change(&world);
        let request = app.last_change.borrow().clone().unwrap();
        let kept = app.send(&request);
        assert!(kept.status < 300);
        // They said the role that it took.
        app.db().execute(
            "UPDATE answers SET ends_right = 1, needs_role = iif(endpoint = 'leave_organization', 1, 4) WHERE ends_right > 0",
        );
        assert!(app.send(&request).status >= 400);
        app.db().execute(include_str!("../../migrations/0060_rights_left.sql"));
        let again = app.send(&request);
        assert_eq!((again.status, &again.json), (kept.status, &kept.json));
    }
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
