//! The schema of a project: its template, its rules, who changes it and on what base.

use crate::exports::{ready, records};
use crate::imports::{into, put_together};
use crate::support::{TestApp, World, create_organization, text};
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::imports::{ImportProject, PreviewImport};
use portico_api::projects::{CreateProject, Project, ProjectParams};
use portico_api::schema::{SETTINGS_MAX, ShowSchema, TOO_MANY_STEPS, Template, UpdateSchema};
use portico_api::versions::PublishDraft;
use serde_json::{Value, json};

fn boolean(key: &str) -> Value {
    json!({ "key": key, "title": "A switch", "kind": { "type": "boolean" } })
}

#[test]
fn new_project_begins_with_the_template_of_a_web_app() {
    let app = TestApp::new();
    let world = World::new(&app);
    let schema = world.schema();
    assert_eq!((schema.version, schema.settings), (1, Template::WebApp.settings()));
    assert_eq!(schema.updated_by.as_deref(), Some("owner@example.com"));
}

#[test]
fn new_project_from_the_empty_template_has_no_settings_and_can_be_read() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "name": "Blank", "template": "empty" });
    let project: Project =
        world.owner.send::<CreateProject>(&world.organization_params(), body).ok::<CreateProject>();
    let params = ProjectParams { organization: "acme".into(), project: project.slug };
    assert_eq!(world.owner.get::<ShowSchema>(&params).ok::<ShowSchema>().settings, []);
    assert_eq!(crate::support::text(&app.read(project.sandbox.id.as_str())), "{}");
    let body = json!({ "name": "Odd", "template": "blog" });
    world.owner.send::<CreateProject>(&world.organization_params(), body).fault(422, "template");
}

#[test]
fn project_from_before_there_were_schemas_has_an_empty_one_that_can_be_changed() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.db().execute(
        "DELETE FROM config_outbox; DELETE FROM versions; DELETE FROM schemas; UPDATE environments SET published_version = 0",
    );
    let schema = world.schema();
    assert_eq!((schema.version, schema.settings.len(), schema.updated_at), (0, 0, None));
    assert_eq!(world.declare(json!([boolean("a")])).version, 1);
    assert_eq!(world.configuration(portico_api::environments::Mode::Sandbox).published, None);
}

#[test]
fn schema_is_replaced_in_order_and_the_audit_entry_names_what_changed() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.declare(json!([boolean("a"), boolean("b"), boolean("c")]));
    // Entries of one moment have no order.
    app.wait(1);
    let mut changed = boolean("b");
    changed["title"] = json!("Another title");
    let schema = world.declare(json!([boolean("c"), changed, boolean("d")]));
    let keys: Vec<_> = schema.settings.iter().map(|setting| setting.key.as_str()).collect();
    assert_eq!((keys, schema.version), (vec!["c", "b", "d"], 3));
    let details = app
        .db()
        .text("SELECT details FROM audit_entries WHERE action = 'update_schema' ORDER BY id DESC LIMIT 1");
    let details: Value = serde_json::from_str(&details).unwrap();
    assert_eq!(details, json!({ "added": ["d"], "removed": ["a"], "changed": ["b"] }));
}

#[test]
fn schema_based_on_a_stale_version_is_refused_also_when_the_other_came_a_moment_before() {
    let app = TestApp::new();
    let world = World::new(&app);
    let send = |version: i64| {
        let body = json!({ "settings": [boolean("a")], "version": version });
        world.owner.send::<UpdateSchema>(&world.project_params(), body)
    };
    send(1).ok::<UpdateSchema>();
    assert!(send(1).problem(409).is("stale"));
    app.db().before_batch.replace(Some("UPDATE schemas SET version = version + 1"));
    assert!(send(2).problem(409).is("stale"));
    assert_eq!(world.schema().version, 3);
}

#[test]
fn every_fault_of_a_schema_is_named_by_its_place() {
    let app = TestApp::new();
    let world = World::new(&app);
    let setting = |change: Value| {
        let mut setting = boolean("fine");
        for (name, value) in change.as_object().unwrap() {
            setting[name] = value.clone();
        }
        setting
    };
    for (change, field) in [
        (json!({ "key": "" }), "settings[1].key"),
        (json!({ "key": "Upper" }), "settings[1].key"),
        (json!({ "key": "a..b" }), "settings[1].key"),
        (json!({ "key": "1a" }), "settings[1].key"),
        (json!({ "key": "a".repeat(65) }), "settings[1].key"),
        (json!({ "key": "first" }), "settings[1].key"),
        (json!({ "title": "" }), "settings[1].title"),
        (json!({ "title": "x".repeat(65) }), "settings[1].title"),
        (json!({ "description": "x".repeat(301) }), "settings[1].description"),
        (json!({ "extra": 1 }), "settings[1].extra"),
        (json!({ "secret": "yes" }), "settings[1].secret"),
        (json!({ "secret": true }), "settings[1].secret"),
        (json!({ "default": 5 }), "settings[1].default"),
        (json!({ "kind": null }), "settings[1].kind"),
        (json!({ "kind": { "type": "date" } }), "settings[1].kind.type"),
        (json!({ "kind": { "type": "boolean", "min": 1 } }), "settings[1].kind.min"),
        (json!({ "kind": { "type": "integer", "min": 0.5 } }), "settings[1].kind.min"),
        (json!({ "kind": { "type": "integer", "max": 1_i64 << 53 } }), "settings[1].kind.max"),
        (json!({ "kind": { "type": "integer", "min": 5, "max": 4 } }), "settings[1].kind.max"),
        (json!({ "kind": { "type": "integer", "unit": "x".repeat(17) } }), "settings[1].kind.unit"),
        (json!({ "kind": { "type": "number", "min": "0" } }), "settings[1].kind.min"),
        (json!({ "kind": { "type": "text", "pattern": "(" } }), "settings[1].kind.pattern"),
        (json!({ "kind": { "type": "text", "pattern": "a".repeat(201) } }), "settings[1].kind.pattern"),
        (json!({ "kind": { "type": "text", "max_length": 20_001 } }), "settings[1].kind.max_length"),
        (json!({ "kind": { "type": "url_list", "max_items": 101 } }), "settings[1].kind.max_items"),
        (json!({ "kind": { "type": "one_of", "options": [] } }), "settings[1].kind.options"),
        (
            json!({ "kind": { "type": "one_of", "options": [{ "value": "a", "title": "A" }, { "value": "a", "title": "B" }] } }),
            "settings[1].kind.options[1].value",
        ),
        (json!({ "kind": { "type": "text" }, "secret": true, "default": "x" }), "settings[1].default"),
    ] {
        let body = json!({ "settings": [boolean("first"), setting(change)], "version": 1 });
        world.owner.send::<UpdateSchema>(&world.project_params(), body).fault(422, field);
    }
    let body = json!({ "settings": [boolean("A"), 5, setting(json!({ "title": "" }))], "version": 1 });
    let problem = world.owner.send::<UpdateSchema>(&world.project_params(), body).problem(422);
    let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["settings[0].key", "settings[1]", "settings[2].title"]);
}

#[test]
fn schema_of_500_settings_fits_and_one_more_does_not() {
    let app = TestApp::new();
    let world = World::new(&app);
    let settings =
        |count: usize| -> Vec<Value> { (0..count).map(|number| boolean(&format!("s{number}"))).collect() };
    assert_eq!(world.declare(json!(settings(500))).settings.len(), 500);
    let body = json!({ "settings": settings(501), "version": 2 });
    world.owner.send::<UpdateSchema>(&world.project_params(), body).fault(422, "settings");
}

#[test]
fn schema_is_reached_only_along_its_chain() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_organization(&world.owner, "Second");
    let elsewhere = ProjectParams { organization: "second".into(), project: world.project.id.to_string() };
    world.owner.get::<ShowSchema>(&elsewhere).problem(404);
}

#[test]
fn pattern_costs_no_more_than_its_length_and_that_of_the_text() {
    let app = TestApp::new();
    let world = World::new(&app);
    let setting = |pattern: &str| json!([{ "key": "a", "title": "A", "kind": { "type": "text", "multiline": true, "pattern": pattern } }]);
    let body = json!({ "settings": setting("(?:a*){300}b"), "version": world.schema().version });
    let refused = world.owner.send::<UpdateSchema>(&world.project_params(), body).problem(422);
    assert!(refused.errors.iter().any(|error| error.detail.contains("repetitions")), "{refused:?}");
    world.declare(setting("a*"));
    let save = |length: usize| json!({ "set": { "a": "a".repeat(length) } });
    let refused = world.send_draft(&world.owner, Mode::Sandbox, save(1_001)).problem(422);
    assert!(refused.errors.iter().any(|error| error.detail.contains("1,000 characters")), "{refused:?}");
    assert_eq!(world.send_draft(&world.owner, Mode::Sandbox, save(1_000)).status, 200);
}

/// So many settings with texts of as many characters under a pattern of 100 states.
fn under_large_patterns(count: usize, max_length: i64) -> Value {
    let setting = |nth: usize| {
        let kind = json!({ "type": "text", "max_length": max_length, "pattern": "[a-b]{80}a*" });
        json!({ "key": format!("s{nth:03}"), "title": "S", "kind": kind })
    };
    (0..count).map(setting).collect()
}

#[test]
fn patterns_of_a_schema_that_take_too_many_steps_together_are_refused_by_the_one_that_takes_most() {
    let app = TestApp::new();
    let world = World::new(&app);
    let version = world.schema().version;
    let body = |settings: Value| json!({ "settings": settings, "version": version });
    let mut settings = under_large_patterns(SETTINGS_MAX, 1_000);
    settings[7]["kind"]["pattern"] = "[a-b]{90}a*".into();
    let refused =
        world.owner.send::<UpdateSchema>(&world.project_params(), body(settings.clone())).problem(422);
    let [error] = refused.errors.as_slice() else { panic!("{refused:?}") };
    assert_eq!(error.field, "settings[7].kind.pattern");
    assert!(error.detail.contains("may take 2,000,000 steps"), "{error:?}");
    // Nothing is refused for what its texts can't be.
    world.declare(under_large_patterns(18, 1_000));
    world.declare(under_large_patterns(SETTINGS_MAX / 10, 300));
}

/// A project from a time when nobody counted: 500 patterns that go far beyond, and their texts.
fn world_of_before(app: &TestApp) -> (World<'_>, Value) {
    let world = World::new(app);
    world.declare(under_large_patterns(1, 1_000));
    let settings = under_large_patterns(SETTINGS_MAX, 1_000);
    app.db().execute(&format!("UPDATE schemas SET document = '{settings}'"));
    (world, settings)
}

fn texts(numbers: std::ops::Range<usize>, length: usize) -> Value {
    let set = numbers.map(|number| (format!("s{number:03}"), "a".repeat(length).into()));
    json!({ "set": Value::Object(set.collect()) })
}

#[test]
fn values_under_patterns_of_a_time_when_nobody_counted_are_refused_only_where_their_real_lengths_take_too_much()
 {
    let app = TestApp::new();
    let (world, _) = world_of_before(&app);
    let save = |set: Value| world.send_draft(&world.owner, Mode::Sandbox, set);
    // Short ones: wherever their settings stand.
    assert_eq!(save(texts(400..500, 90)).status, 200);
    world.publish(Mode::Sandbox);
    save(texts(0..25, 900)).fault(422, "set.s020");
    assert_eq!(save(texts(0..10, 900)).status, 200);
    assert_eq!(save(texts(10..20, 900)).status, 200);
    let body = world.publication(Mode::Sandbox);
    world.owner.send::<PublishDraft>(&world.environment(Mode::Sandbox), body).fault(422, "values.s499");
}

#[test]
fn schema_of_a_time_when_nobody_counted_may_be_changed_as_long_as_its_patterns_take_no_more() {
    let app = TestApp::new();
    let (world, mut settings) = world_of_before(&app);
    let send = |settings: &Value| {
        let body = json!({ "settings": settings, "version": world.schema().version });
        world.owner.send::<UpdateSchema>(&world.project_params(), body)
    };
    settings[3]["title"] = "Another title".into();
    assert_eq!(send(&settings).status, 200);
    settings[4]["kind"]["max_length"] = 10.into();
    assert_eq!(send(&settings).status, 200);
    settings[4]["kind"]["max_length"] = 11.into();
    send(&settings).fault(422, "settings[4].kind.pattern");
}

#[test]
fn project_of_a_time_when_nobody_counted_comes_out_of_its_archive_as_it_was() {
    let app = TestApp::new();
    let (world, _) = world_of_before(&app);
    world.send_draft(&world.owner, Mode::Sandbox, texts(400..500, 90)).ok::<SaveDraft>();
    world.publish(Mode::Sandbox);
    world.send_draft(&world.owner, Mode::Sandbox, texts(0..20, 900)).ok::<SaveDraft>();
    let body = put_together(&records(&world.owner, &ready(&world.owner, "acme")), "Checkout");
    let other = into("other");
    world.stranger.send::<PreviewImport>(&other, body.clone()).ok::<PreviewImport>();
    let made = world.stranger.send::<ImportProject>(&other, body.clone()).ok::<ImportProject>();
    let new = made.project.unwrap();
    assert_eq!(text(&app.read(world.environment_id(Mode::Sandbox))), text(&app.read(new.sandbox.as_str())));
    let place = ProjectParams { organization: "other".into(), project: new.slug };
    let there = world.stranger.get::<ShowSchema>(&place).ok::<ShowSchema>();
    assert_eq!(there.settings, world.schema().settings);
    // It may keep as much, and no more, as where it comes from.
    let mut settings = json!(there.settings);
    settings[4]["kind"]["max_length"] = Value::Null;
    settings[5]["title"] = "Another title".into();
    settings[6]["kind"]["pattern"] = "[a-b]{90}a*".into();
    let update = |settings: &Value| {
        let body = json!({ "settings": settings, "version": there.version });
        world.stranger.send::<UpdateSchema>(&place, body)
    };
    update(&settings).fault(422, "settings[6].kind.pattern");
    settings[6] = json!(there.settings[6]);
    update(&settings).ok::<UpdateSchema>();
    // Texts that take too much are named before anything is done.
    let mut longer = body;
    longer["name"] = "Longer".into();
    longer["live"]["values"] = texts(0..25, 900)["set"].clone();
    world.stranger.send::<PreviewImport>(&other, longer).fault(422, "live.values.s020");
}

#[test]
fn defaults_are_held_against_patterns_only_as_long_as_that_does_not_take_too_much_together() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut settings = under_large_patterns(200, 1_000);
    // None of them matches.
    (0..200).for_each(|at| settings[at]["default"] = "?".repeat(900).into());
    let body = json!({ "settings": settings, "version": world.schema().version });
    let refused = world.owner.send::<UpdateSchema>(&world.project_params(), body).problem(422);
    let too_long = refused.errors.iter().filter(|error| error.detail == TOO_MANY_STEPS);
    assert_eq!(too_long.count(), 180);
}
