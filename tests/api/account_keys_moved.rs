//! The server keys of a deleted account in a project that goes to another organization before cron comes to them.

use crate::account_keys::delete;
use crate::member_keys::{add_projects, fill};
use crate::offers;
use crate::support::{MINUTE, TestApp, World, create_project};
use portico_api::Role;
use portico_api::account::DeleteAccount;

const ANNA: &str = "anna@example.com";

#[test]
fn project_that_another_organization_of_theirs_accepted_meanwhile_keeps_its_keys() {
    for role in [Role::Developer, Role::Admin] {
        let app = TestApp::new();
        let world = World::new(&app);
        world.unlimited();
        let anna = world.join(ANNA, role);
        let second = offers::second(&world);
        app.db().execute(&format!(
            "INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) \
             SELECT '{}', id, {}, 0, email_key FROM users WHERE email_key = '{ANNA}'",
            second.id,
            role.rank()
        ));
        // What waits in the second organization keeps its note.
        create_project(&world.owner, &second.slug, "Till");
        add_projects(&app, 43);
        app.db().execute("UPDATE projects SET developers_publish_live = 1");
        fill(&app, 25);
        app.wait(1);
        delete(&anna, ANNA).ok::<DeleteAccount>();
        app.wait(1);
        offers::move_to(&world, &second.slug);
        for _ in 0..4 {
            app.wait(MINUTE);
            app.run_cron();
        }
        let left = "SELECT count(*) || ' in ' || group_concat(DISTINCT p.slug) FROM keys k JOIN projects p ON p.id = k.project_id WHERE k.revoked_at IS NULL";
        assert_eq!(app.db().text(left), "50 in checkout", "{role:?}");
        assert_eq!(app.db().number("SELECT count(*) FROM key_revocations"), 0);
    }
}
