//! Counts that are wrong are put right once a day, and said in the log.

use crate::counts::Walk;
use crate::support::{DAY, TestApp, World};
use portico_api::Role;
use portico_api::invites::ResendInvite;

/// The counts of the organization: projects, in the trash, members, invites.
fn counts(app: &TestApp) -> String {
    app.db().text(
        "SELECT projects || ' ' || trashed || ' ' || members || ' ' || invites FROM organizations WHERE slug = 'acme'",
    )
}

#[test]
fn wrong_count_is_repaired_within_a_day_and_said_in_the_log() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.invite("new@example.com", Role::Viewer);
    app.run_cron();
    let right = counts(&app);
    assert_eq!(right, "1 0 1 1");
    app.db().execute(
        "UPDATE organizations SET projects = 7, trashed = 2, members = 0, invites = 3, counts_changed = 1 WHERE slug = 'acme'",
    );
    app.expects_trouble.set(true);
    // It was counted today.
    app.run_cron();
    assert_eq!(counts(&app), "7 2 0 3");
    app.wait(DAY);
    app.run_cron();
    assert_eq!(counts(&app), right);
    let said: Vec<_> =
        app.logged.borrow().iter().filter(|line| line.starts_with("counts")).cloned().collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains(world.organization.id.as_str()) && said[0].contains("wrong by 11"), "{said:?}");
}

#[test]
fn only_organizations_in_which_something_changed_are_counted_again_and_many_take_several_runs() {
    let app = TestApp::new();
    World::new(&app);
    app.db().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) \
         INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at, counts_changed) \
         SELECT 'o' || i, 'o', 'o', '', 's' || i, 0, 0, 1 FROM n",
    );
    let waiting = || app.db().number("SELECT count(*) FROM organizations WHERE counts_changed = 1");
    let mut before = waiting();
    while before > 0 {
        app.run_cron();
        assert!(waiting() < before);
        assert!(before - waiting() <= 100);
        before = waiting();
    }
    // Nothing has changed: the next day there is nothing to do.
    app.db().steps.set(0);
    app.run_cron();
    let nothing = app.db().steps.get();
    app.wait(DAY);
    app.db().steps.set(0);
    app.run_cron();
    assert!(app.db().steps.get() < nothing * 2, "{} {nothing}", app.db().steps.get());
}

#[test]
fn expired_invite_gives_its_seat_back_before_and_after_cron_has_noted_it() {
    let app = TestApp::new();
    let mut walk = Walk::new(&app);
    walk.step(4, 0);
    walk.step(4, 0);
    assert_eq!(walk.invites(), (6, 6));
    walk.later(8);
    assert_eq!(walk.invites(), (0, 0));
    assert_eq!(counts(&app), "1 0 1 6");
    app.run_cron();
    assert_eq!(walk.invites(), (0, 0));
    assert_eq!(counts(&app), "1 0 1 0");
    // Sent again, it keeps one once more.
    walk.step(11, 0).unwrap().ok::<ResendInvite>();
    assert_eq!((walk.invites(), counts(&app).as_str()), ((1, 1), "1 0 1 1"));
}
