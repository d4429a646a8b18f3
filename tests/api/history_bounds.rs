//! What the history of a setting costs at most, and what it tells where not everything is known.

use crate::history::{agree, last, page, pages, params, told};
use crate::storage::{declared, many};
use crate::support::{TestApp, World};
use portico_api::environments::Mode;
use portico_api::history::{HISTORY_VALUE_MAX, SettingState, ShowSettingHistory};
use portico_api::schema::SETTINGS_MAX;
use portico_api::versions::{PublishDraft, WHOLE_VERSIONS};
use serde_json::json;

const LENGTH: &str = "auth.session_length";

#[test]
fn what_is_known_of_the_last_changes_is_never_more_than_the_schema_has() {
    let app = TestApp::new();
    let world = World::new(&app);
    let setting =
        |key: String| json!({ "key": key, "title": "A", "kind": { "type": "boolean" }, "default": false });
    let longest = "SELECT max(length(changed_in)) FROM environments";
    for round in 0..3 {
        let keys = (0..SETTINGS_MAX).map(|at| format!("s{round}_{at:03}_{}", "x".repeat(50)));
        world.declare(keys.map(setting).collect());
        world.release(Mode::Sandbox, json!({ format!("s{round}_000_{}", "x".repeat(50)): true }));
        assert!(app.db().number(longest) < SETTINGS_MAX as i64 * 70, "{round}");
    }
    let known = world.configuration(Mode::Sandbox).changes;
    assert_eq!(known.len(), 1);
    assert_eq!((known[0].number, known[0].keys.len()), (4, SETTINGS_MAX));
}

#[test]
fn after_a_worker_that_knows_nothing_of_it_the_last_changes_begin_anew() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ LENGTH: 60 }));
    world.release(Mode::Sandbox, json!({ LENGTH: 90 }));
    // As if it had published version 3.
    app.db().execute("UPDATE environments SET changed_to = 2 WHERE mode = 'sandbox'");
    assert_eq!(world.configuration(Mode::Sandbox).changes, []);
    assert_eq!(told(&world, Mode::Sandbox, LENGTH).len(), 2, "the history looks for itself");
    world.release(Mode::Sandbox, json!({ "features.sign_up": false }));
    assert_eq!(last(&world, Mode::Sandbox, LENGTH), None);
    assert_eq!(last(&world, Mode::Sandbox, "features.sign_up").unwrap().number, 4);
    assert_eq!(told(&world, Mode::Sandbox, LENGTH).len(), 2);
}

#[test]
fn page_looks_through_a_hundred_versions_and_begins_where_the_last_change_is_known() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ LENGTH: 60 }));
    let known = "UPDATE environments SET changed_to = published_version WHERE mode = 'sandbox'";
    many(&app, 450);
    let found = pages(&world, Mode::Sandbox, LENGTH);
    let looked: Vec<_> = found.iter().map(|page| (page.looked_to, page.changes.len())).collect();
    assert_eq!(looked, [(Some(351), 0), (Some(251), 0), (Some(151), 0), (Some(51), 0), (Some(1), 1)]);
    assert_eq!(found[4].changes[0].version.number, 2);
    assert!(found.iter().all(|page| page.kept_from.is_none()));
    app.db().execute(known);
    let found = pages(&world, Mode::Sandbox, LENGTH);
    assert_eq!((found.len(), found[0].changes[0].version.number), (1, 2));
    for forged in ["", "x", "-1", "0", "99999999999999999999", "1; DROP TABLE versions"] {
        page(&world, Mode::Sandbox, LENGTH, Some(forged.to_owned()));
    }
}

#[test]
fn of_versions_that_kept_only_their_hash_nothing_is_told_and_that_is_said() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.release(Mode::Sandbox, json!({ LENGTH: 60 }));
    many(&app, WHOLE_VERSIONS + 20);
    app.run_cron();
    world.release(Mode::Sandbox, json!({ "features.sign_up": false }));
    let whole_from = app.db().number("SELECT whole_from FROM environments WHERE mode = 'sandbox'");
    let found = pages(&world, Mode::Sandbox, LENGTH);
    let end = found.last().unwrap();
    assert_eq!((end.kept_from, end.looked_to), (Some(whole_from), Some(whole_from)));
    let all: Vec<_> = found.iter().flat_map(|page| &page.changes).collect();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].version.number, all[0].state, all[0].or_before),
        (whole_from, SettingState::Set, true)
    );
    let found = pages(&world, Mode::Sandbox, "features.sign_up");
    let told: Vec<_> =
        found.iter().flat_map(|page| &page.changes).map(|change| (change.state, change.or_before)).collect();
    assert_eq!(told, [(SettingState::Set, false)]);
    // Nobody knows what a default was before; that it was the default is no change.
    assert!(pages(&world, Mode::Sandbox, "app.display_name").iter().all(|page| page.changes.is_empty()));
}

#[test]
fn large_documents_are_looked_through_a_few_megabytes_at_a_time_and_long_values_left_out() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    declared(&world);
    for at in 0..14 {
        let letter = char::from(b'a' + at).to_string();
        world.save(Mode::Sandbox, json!({ "a": letter.repeat(190_000) }));
        world.release(Mode::Sandbox, json!({ "b": letter.repeat(190_000) }));
    }
    let found = pages(&world, Mode::Sandbox, "a");
    assert_eq!(found.iter().map(|page| page.changes.len()).collect::<Vec<_>>(), [11, 3]);
    let all: Vec<_> = found.iter().flat_map(|page| &page.changes).collect();
    assert!(all.iter().all(|change| change.value.is_none() && change.left_out == Some(190_002)));
    let just = usize::try_from(HISTORY_VALUE_MAX).unwrap() - 2;
    world.release(Mode::Sandbox, json!({ "a": "x".repeat(just) }));
    world.release(Mode::Sandbox, json!({ "a": "x".repeat(just + 1) }));
    let found = page(&world, Mode::Sandbox, "a", None);
    assert_eq!(
        (found.changes[0].value.clone(), found.changes[0].left_out),
        (None, Some(HISTORY_VALUE_MAX + 1))
    );
    assert_eq!(
        (found.changes[1].value.clone(), found.changes[1].left_out),
        (Some(json!("x".repeat(just))), None)
    );
    agree(&world, Mode::Sandbox);
}

#[test]
fn page_is_never_longer_than_a_string_of_the_database_may_be() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    declared(&world);
    for at in 0..110 {
        world.save(Mode::Sandbox, json!({ "a": format!("{at:04}{}", "x".repeat(8_180)) }));
        let mut body = world.publication(Mode::Sandbox);
        body["message"] = json!("€".repeat(500));
        let place = world.environment(Mode::Sandbox);
        world.owner.send::<PublishDraft>(&place, body).ok::<PublishDraft>();
    }
    let reply = world.owner.get::<ShowSettingHistory>(&params(&world, Mode::Sandbox, "a"));
    let length = reply.response.body.len();
    assert!(length < 1_200_000, "{length}");
    assert_eq!(reply.ok::<ShowSettingHistory>().changes.len(), 100);
}
