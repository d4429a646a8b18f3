//! Years of use of one organization: every table stays as large as it was.

use crate::account_address;
use crate::exports;
use crate::keys::key_params;
use crate::passkeys;
use crate::retention::{cron, rows};
use crate::support::{Authenticator, DAY, TestApp, World, create_organization, create_project};
use portico_api::account::RequestAddressChange;
use portico_api::deletions::{DeleteOrganization, RestoreOrganization};
use portico_api::environments::Mode;
use portico_api::imports::ImportProject;
use portico_api::invites::RevokeInvite;
use portico_api::keys::RevokeKey;
use portico_api::members::{LeaveOrganization, LeaveParams};
use portico_api::organizations::{OrganizationParams, UpdateOrganization};
use portico_api::passkeys::{PasskeyParams, RemovePasskey, SignInWithPasskey};
use portico_api::projects::ProjectParams;
use portico_api::security::{LiftSecurity, ShowSecurity, UpdateSecurity};
use portico_api::trash::{DeleteForGood, DeleteProject, TrashParams};
use portico_api::{Role, sign_in::SignOut};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A project that is brought and goes for good, an organization that comes and goes, another that is deleted and restored, what is asked of sign-ins and
/// lifted, an account that is deleted, and changes that change nothing.
fn what_came_last(world: &World) {
    let (app, place) = (world.app, world.organization_params());
    // It takes a sign-in of the last minutes.
    let owner = &app.sign_in("owner@example.com");
    let number = |sql: &str| app.db().number(sql);
    // What changes nothing leaves nothing either.
    let version = number("SELECT version FROM organizations WHERE slug = 'acme'");
    let before = number("SELECT count(*) FROM audit_entries") + number("SELECT count(*) FROM answers");
    let same = json!({ "name": world.organization.name, "version": version });
    owner.send::<UpdateOrganization>(&place, same).ok::<UpdateOrganization>();
    owner.send::<LiftSecurity>(&place, json!({ "confirm": "Acme" })).ok::<LiftSecurity>();
    let after = number("SELECT count(*) FROM audit_entries") + number("SELECT count(*) FROM answers");
    assert_eq!(after, before);
    let brought = crate::imports::small("Brought");
    let project = owner.send::<ImportProject>(&place, brought).ok::<ImportProject>().project.unwrap();
    let at = ProjectParams { organization: "acme".into(), project: project.id.to_string() };
    let version = number(&format!("SELECT version FROM projects WHERE id = '{}'", project.id));
    let body = json!({ "confirm": "Brought", "version": version });
    owner.send::<DeleteProject>(&at, body).ok::<DeleteProject>();
    let at = TrashParams { organization: "acme".into(), project: project.id.to_string() };
    owner.send::<DeleteForGood>(&at, json!({ "confirm": "Brought" })).ok::<DeleteForGood>();
    let version = owner.get::<ShowSecurity>(&place).ok::<ShowSecurity>().version;
    let body = json!({ "sign_in_hours": 12, "version": version });
    owner.send::<UpdateSecurity>(&place, body).ok::<UpdateSecurity>();
    owner.send::<LiftSecurity>(&place, json!({ "confirm": "Acme" })).ok::<LiftSecurity>();
    let brief = create_organization(owner, "Brief");
    for (slug, name, is_restored) in [(brief.slug.as_str(), "Brief", false), ("acme", "Acme", true)] {
        let at = OrganizationParams { organization: slug.to_owned() };
        let version = number(&format!("SELECT version FROM organizations WHERE slug = '{slug}'"));
        let body = json!({ "confirm": name, "version": version });
        owner.send::<DeleteOrganization>(&at, body).ok::<DeleteOrganization>();
        if is_restored {
            owner.send::<RestoreOrganization>(&at, Value::Null).ok::<RestoreOrganization>();
        }
    }
}

/// What somebody does in a month: members come and go, versions, keys and projects too.
fn a_month_of_use(app: &TestApp) {
    let owner = app.sign_in("owner@example.com");
    // Another address and back, and one that is asked for alone.
    for address in ["olive@example.com", "owner@example.com"] {
        assert_eq!(account_address::change(&owner, address).status, 200);
    }
    account_address::ask(&owner, "nobody@example.com").ok::<RequestAddressChange>();
    let mut device = Authenticator::ed_dsa();
    let passkey = passkeys::add(&owner, &mut device, "Phone");
    passkeys::sign_in(&mut app.browser(), &device).ok::<SignInWithPasskey>();
    let own = PasskeyParams { passkey: passkey.id.to_string() };
    owner.send::<RemovePasskey>(&own, Value::Null).ok::<RemovePasskey>();
    let project = create_project(&owner, "acme", "Short");
    let world = World {
        app,
        organization: owner
            .get::<portico_api::organizations::ShowOrganization>(
                &portico_api::organizations::OrganizationParams { organization: "acme".into() },
            )
            .ok::<portico_api::organizations::ShowOrganization>(),
        project,
        owner: owner.clone(),
        stranger: app.sign_in("stranger@example.com"),
    };
    world.save_secrets(Mode::Sandbox, json!({ "auth.signing_secret": "s".repeat(32) }));
    world.release(Mode::Sandbox, json!({ "features.sign_up": false }));
    world.roll_back(Mode::Sandbox, 1);
    exports::ready(&owner, "acme");
    for day in 0..5 {
        app.read(world.environment_id(Mode::Sandbox));
        app.wait(DAY);
        if day == 3 {
            app.run_cron();
        }
    }
    let key = world.create_key(Mode::Sandbox).key;
    owner
        .send::<RevokeKey>(&key_params(&world, Mode::Sandbox, key.id.as_str()), Value::Null)
        .ok::<RevokeKey>();
    let invite = world.invite("new@example.com", Role::Viewer);
    owner.send::<RevokeInvite>(&invite, Value::Null).ok::<RevokeInvite>();
    world.invite("never@example.com", Role::Viewer);
    let guest = world.join("guest@example.com", Role::Viewer);
    let leaving = LeaveParams { organization: "acme".into(), revoke_keys: false };
    guest.send::<LeaveOrganization>(&leaving, Value::Null).ok::<LeaveOrganization>();
    let body = json!({ "website": format!("w{}.example", world.organization.version), "version": world.organization.version });
    owner.send::<UpdateOrganization>(&world.organization_params(), body).ok::<UpdateOrganization>();
    let params = ProjectParams { organization: "acme".into(), project: world.project.id.to_string() };
    let version = app.db().number(&format!("SELECT version FROM projects WHERE id = '{}'", world.project.id));
    let body = json!({ "confirm": "Short", "version": version });
    owner.send::<DeleteProject>(&params, body).ok::<DeleteProject>();
    what_came_last(&world);
    owner.clone().send::<SignOut>(&(), json!({})).ok::<SignOut>();
    app.wait(25 * DAY);
    cron(app);
}

#[test]
fn years_of_use_of_one_organization_leave_every_table_as_large_as_it_was() {
    let app = TestApp::new();
    drop(World::new(&app));
    // Until what is kept longest is removed as fast as it comes: each project by month, for 25 months. Months themselves go after seven years.
    (0..28).for_each(|_| a_month_of_use(&app));
    let before = rows(&app);
    // What organizations keep about what was done has been written, so that it could have grown.
    for table in ["audit_chains", "audit_seals", "audit_entries", "versions", "documents", "usage_days"] {
        assert!(before[table] > 0, "{table}");
    }
    (0..12).for_each(|_| a_month_of_use(&app));
    let mut grown: BTreeMap<_, _> =
        rows(&app).into_iter().map(|(table, count)| (table.clone(), count - before[&table])).collect();
    assert!(grown.remove("usage_months").is_some_and(|more| (11..=13).contains(&more)), "one a month");
    assert_eq!(grown.remove("past_environments"), Some(48), "two of each project, for ten years");
    // Months differ by a day or two.
    grown.retain(|_, more| *more > 3);
    assert!(grown.is_empty(), "{grown:?} of {before:?}");
}
