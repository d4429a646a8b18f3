//! A project out of an archive: the same configuration somewhere else, or a reason why not, with the place.

use crate::exports::{furnished, ready, records};
use crate::support::{Browser, DAY, HOUR, Reply, TestApp, World, create_organization, text};
use crate::trash;
use portico_api::Role;
use portico_api::configuration::ShowConfiguration;
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::imports::{ImportOutcome, ImportProject, PreviewImport};
use portico_api::json::DEPTH_MAX;
use portico_api::notices::UpdateNotices;
use portico_api::organizations::OrganizationParams;
use portico_api::projects::{ProjectParams, ShowProject};
use portico_api::schema::UpdateSchema;
use portico_api::trash::{DeleteProject, TRASH_KEPT_MS};
use portico_edge::http::Request;
use serde_json::{Value, json};

pub(crate) fn into(organization: &str) -> OrganizationParams {
    OrganizationParams { organization: organization.to_owned() }
}

/// The smallest project there is.
pub(crate) fn small(name: &str) -> Value {
    json!({ "format": 1, "name": name, "settings": [], "sandbox": {}, "live": {} })
}

/// A project with a setting of each sort that matters here.
pub(crate) fn project() -> Value {
    json!({
        "format": 1, "name": "Brought", "slug": "brought", "developers_publish_live": true,
        "settings": [
            { "key": "limit", "title": "Limit", "kind": { "type": "integer", "max": 10 }, "default": 3 },
            { "key": "name", "title": "Name", "kind": { "type": "text" }, "required_in_live": true },
            { "key": "token", "title": "Token", "kind": { "type": "text" }, "secret": true, "required_in_live": true },
        ],
        "sandbox": {
            "id": "01990000-0000-7000-8000-000000000001", "values": { "limit": 3 }, "own": [], "version": 12, "message": "Old words",
            "draft": { "limit": 4, "name": null }, "secrets": ["token"],
        },
        "live": { "id": "01990000-0000-7000-8000-000000000002", "values": { "limit": 7, "name": "x", "gone": 1 }, "own": ["name"] },
    })
}

/// What the page makes of the records of an archive: one request for each project.
pub(crate) fn put_together(records: &[Value], name: &str) -> Value {
    let of = |kind: &'static str| records.iter().filter(move |record| record["kind"] == kind);
    let project = of("project").find(|project| project["name"] == name).unwrap();
    let document = |hash: &Value| {
        let found = of("document").find(|text| text["project"] == project["id"] && text["hash"] == *hash);
        found.map(|document| document["value"].clone()).unwrap()
    };
    let environment = |mode: &str| {
        let state = &project[mode];
        let mut made = json!({ "id": state["id"], "draft": state["draft"]["changes"] });
        if state["version"] != 0 {
            let is_it = |version: &&Value| {
                version["environment"] == state["id"] && version["number"] == state["version"]
            };
            let version = of("version").find(is_it).unwrap();
            let marks = document(&version["marks"]);
            made["values"] = document(&version["document"]);
            made["own"] = marks["own"].clone();
            made["version"] = version["number"].clone();
            made["message"] = version["message"].clone();
            made["secrets"] = marks["secrets"].as_object().unwrap().keys().cloned().collect();
        }
        made
    };
    json!({
        "format": 1, "name": name, "slug": project["slug"], "developers_publish_live": project["developers_publish_live"],
        "settings": project["settings"], "sandbox": environment("sandbox"), "live": environment("live"),
    })
}

pub(crate) fn import(by: &Browser, organization: &str, body: Value) -> Reply {
    by.send::<ImportProject>(&into(organization), body)
}

/// Brings a project whose environments have IDs that end alike, as whoever puts an archive together can choose them; answers its places.
pub(crate) fn alike(by: &Browser, organization: &str) -> [EnvironmentParams; 2] {
    let mut body = small("Twins");
    body["keep_ids"] = true.into();
    body["sandbox"]["id"] = "01990000-0000-7000-8000-00000000abcd".into();
    body["live"]["id"] = "01990000-0000-7000-8001-00000000abcd".into();
    let made = import(by, organization, body).ok::<ImportProject>().project.unwrap();
    Mode::ALL.map(|mode| EnvironmentParams {
        organization: organization.into(),
        project: made.slug.clone(),
        mode,
    })
}

pub(crate) fn preview(by: &Browser, organization: &str, body: Value) -> ImportOutcome {
    by.send::<PreviewImport>(&into(organization), body).ok::<PreviewImport>()
}

/// Every statement of this area, for whoever looks at their plans.
pub(crate) fn everything(owner: &Browser) {
    let mut body = project();
    body["keep_ids"] = true.into();
    preview(owner, "acme", body.clone());
    import(owner, "acme", body).ok::<ImportProject>();
}

pub(crate) fn projects(app: &TestApp) -> i64 {
    app.db().number("SELECT count(*) FROM projects")
}

#[test]
fn exported_project_is_delivered_as_before_in_another_organization() {
    let app = TestApp::new();
    let world = World::new(&app);
    furnished(&world);
    let body = put_together(&records(&world.owner, &ready(&world.owner, "acme")), "Checkout");
    let would = preview(&world.stranger, "other", body.clone());
    assert_eq!((would.taken, would.limit, would.projects_left), (vec![], None, Some(3)));
    // Sandbox was rolled back to a version without it.
    assert_eq!(would.secrets, ["live.auth.signing_secret"]);
    let made = import(&world.stranger, "other", body).ok::<ImportProject>();
    let project = made.project.unwrap();
    assert_eq!(project.slug, "checkout");
    for (mode, new) in [(Mode::Sandbox, &project.sandbox), (Mode::Live, &project.live)] {
        assert_ne!(new.as_str(), world.environment_id(mode));
        let (old, new) = (app.read(world.environment_id(mode)), app.read(new.as_str()));
        assert_eq!((old.status, new.status), (200, 200));
        assert_eq!(text(&old), text(&new), "{mode:?}");
        let place = |organization: &str| EnvironmentParams {
            organization: organization.into(),
            project: "checkout".into(),
            mode,
        };
        let there = world.stranger.get::<ShowConfiguration>(&place("other")).ok::<ShowConfiguration>();
        let here = world.configuration(mode);
        assert_eq!(there.schema.settings, here.schema.settings);
        assert_eq!(there.draft.map(|draft| draft.values), here.draft.map(|draft| draft.values));
        let (here, there) = (here.published.unwrap(), there.published.unwrap());
        assert_eq!((there.values, there.own, there.secrets.len()), (here.values, here.own, 0));
        assert_eq!(there.version.number, 1);
        assert_eq!(there.version.author, "stranger@example.com");
        assert!(there.version.message.starts_with("Imported from version "), "{}", there.version.message);
    }
    let counted = app.db().text("SELECT stored_bytes || '' FROM organizations WHERE slug = 'other'");
    app.db().execute("UPDATE projects SET stored_changed = 1; UPDATE organizations SET stored_changed = 1");
    app.wait(DAY);
    app.run_cron();
    assert_eq!(app.db().text("SELECT stored_bytes || '' FROM organizations WHERE slug = 'other'"), counted);
}

#[test]
fn what_is_as_deep_as_anything_may_be_comes_back_out_of_its_archive() {
    let app = TestApp::new();
    let world = World::new(&app);
    let deep = (1..DEPTH_MAX).fold(json!([]), |inner, _| json!([inner]));
    let setting = json!({ "key": "deep", "title": "Deep", "kind": { "type": "json" }, "default": deep });
    let other = json!({ "key": "other", "title": "Other", "kind": { "type": "json" } });
    let body = json!({ "settings": [setting, other], "version": 1 });
    world.owner.send::<UpdateSchema>(&world.project_params(), body).ok::<UpdateSchema>();
    world.release(Mode::Sandbox, json!({ "other": { "in": deep[0] } }));
    world.save(Mode::Sandbox, json!({ "other": deep }));
    let body = put_together(&records(&world.owner, &ready(&world.owner, "acme")), "Checkout");
    import(&world.stranger, "other", body).ok::<ImportProject>();
    let place = |organization: &str| EnvironmentParams {
        organization: organization.into(),
        project: "checkout".into(),
        mode: Mode::Sandbox,
    };
    let there = world.stranger.get::<ShowConfiguration>(&place("other")).ok::<ShowConfiguration>();
    let here = world.owner.get::<ShowConfiguration>(&place("acme")).ok::<ShowConfiguration>();
    assert_eq!(there.schema.settings, here.schema.settings);
    assert_eq!(there.published.map(|of| of.values), here.published.map(|of| of.values));
    assert_eq!(there.draft.map(|of| of.values), here.draft.map(|of| of.values));
}

#[test]
fn archive_of_one_installation_is_imported_into_another() {
    let (there, here) = (TestApp::new(), TestApp::new());
    let body = {
        let world = World::new(&there);
        furnished(&world);
        let mut body = put_together(&records(&world.owner, &ready(&world.owner, "acme")), "Checkout");
        body["keep_ids"] = true.into();
        (
            body,
            world.environment_id(Mode::Live).to_owned(),
            text(&there.read(world.environment_id(Mode::Live))).to_owned(),
        )
    };
    let (body, id, delivered) = body;
    let owner = here.sign_in("somebody@example.com");
    create_organization(&owner, "Here");
    let made = import(&owner, "here", body.clone()).ok::<ImportProject>();
    assert_eq!(made.project.unwrap().live.as_str(), id);
    assert_eq!(text(&here.read(&id)), delivered);
    // Once more, they are in use.
    let mut again = body;
    again["name"] = "Again".into();
    assert_eq!(preview(&owner, "here", again.clone()).taken, ["slug", "sandbox.id", "live.id"]);
    let problem = import(&owner, "here", again.clone()).problem(409);
    assert!(problem.on("keep_ids").unwrap().starts_with("The IDs of these environments are in use here"));
    again["keep_ids"] = false.into();
    let made = import(&owner, "here", again).ok::<ImportProject>().project.unwrap();
    assert!(made.live.as_str() != id && made.slug.starts_with("checkout-"), "{made:?}");
}

#[test]
fn id_of_an_environment_that_is_gone_comes_back_only_to_whoever_had_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut body = small("Back");
    body["keep_ids"] = true.into();
    for mode in [Mode::Sandbox, Mode::Live] {
        body[mode.as_str()] = json!({ "id": world.environment_id(mode), "values": {} });
    }
    // In use, in the trash, and gone.
    assert_eq!(preview(&world.stranger, "other", body.clone()).taken, ["sandbox.id", "live.id"]);
    trash::delete(&world).ok::<DeleteProject>();
    assert_eq!(import(&world.stranger, "other", body.clone()).status, 409);
    app.wait(TRASH_KEPT_MS + HOUR);
    (0..3).for_each(|_| app.run_cron());
    assert_eq!(app.db().number("SELECT count(*) FROM past_environments"), 2);
    let (owner, stranger) = (app.sign_in("owner@example.com"), app.sign_in("stranger@example.com"));
    assert_eq!(preview(&stranger, "other", body.clone()).taken, ["sandbox.id", "live.id"]);
    assert_eq!(import(&stranger, "other", body.clone()).status, 409);
    assert!(preview(&owner, "acme", body.clone()).taken.is_empty());
    let made = import(&owner, "acme", body).ok::<ImportProject>().project.unwrap();
    assert_eq!(made.sandbox.as_str(), world.environment_id(Mode::Sandbox));
    assert_eq!(text(&app.read(made.sandbox.as_str())), "{}");
}

#[test]
fn what_is_imported_is_as_if_somebody_had_typed_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    let made = import(&world.owner, "acme", project()).ok::<ImportProject>();
    assert_eq!(made.left_out, ["live.values.gone"]);
    assert_eq!(made.secrets, ["sandbox.token"]);
    let found = made.project.unwrap();
    let place = ProjectParams { organization: "acme".into(), project: "brought".into() };
    let shown = world.owner.get::<ShowProject>(&place).ok::<ShowProject>();
    assert!(shown.developers_publish_live);
    // Live lacks a secret that it requires; nothing reads it by this ID yet.
    assert_eq!((shown.sandbox.published_version, shown.live.published_version), (1, 1));
    assert_eq!(text(&app.read(found.live.as_str())), r#"{"limit":7,"name":"x"}"#);
    let place =
        EnvironmentParams { organization: "acme".into(), project: "brought".into(), mode: Mode::Live };
    let live = world.owner.get::<ShowConfiguration>(&place).ok::<ShowConfiguration>().published.unwrap();
    // What is not the default is own, whatever the archive says.
    assert_eq!(live.own, ["limit", "name"]);
    let place = EnvironmentParams { mode: Mode::Sandbox, ..place };
    let sandbox = world.owner.get::<ShowConfiguration>(&place).ok::<ShowConfiguration>();
    let (published, draft) = (sandbox.published.unwrap(), sandbox.draft.unwrap());
    assert_eq!(published.version.message, "Imported from version 12: Old words");
    assert_eq!(published.own, Vec::<String>::new());
    // Taking away what is not there is no change.
    assert_eq!(Value::Object(draft.values), json!({ "limit": 4 }));
    let entries = app.db().number(
        "SELECT count(*) FROM audit_entries WHERE action = 'import_project' AND target_name = 'Brought'",
    );
    assert_eq!(entries, 1);
}

#[test]
fn import_that_publishes_to_live_is_told_and_found_as_any_other_publication() {
    let app = TestApp::new();
    let world = World::new(&app);
    let admin = world.member(Role::Admin);
    admin.send::<UpdateNotices>(&(), json!({ "publishing": true })).ok::<UpdateNotices>();
    import(&world.owner, "acme", small("Empty")).ok::<ImportProject>();
    import(&world.owner, "acme", project()).ok::<ImportProject>();
    let modes = "SELECT group_concat(target_name || ' ' || coalesce(mode, 'both'), ', ') FROM \
                 (SELECT * FROM audit_entries WHERE action = 'import_project' ORDER BY id)";
    assert_eq!(app.db().text(modes), "Empty both, Brought live");
    app.wait(11_000);
    app.run_cron();
    let sent = app.mailer.sent.borrow();
    let told: Vec<_> = sent.iter().filter(|mail| mail.subject.ends_with("published to live")).collect();
    let told: Vec<_> = told.iter().map(|mail| format!("{}: {}", mail.recipient, mail.subject)).collect();
    assert_eq!(told, ["admin@example.com: Brought was published to live"]);
}

#[test]
fn lost_answer_makes_no_second_project() {
    let app = TestApp::new();
    let world = World::new(&app);
    let request = world.owner.request::<ImportProject>(&into("acme"), project());
    let (first, second) = (app.send(&request), app.send(&request));
    assert_eq!((first.status, first.json), (second.status, second.json));
    assert_eq!(projects(&app), 2);
    // Two tabs that do the same: one of them is told that the name is taken.
    let other = Request { idempotency_key: Some("of-another-tab".to_owned()), ..request };
    assert_eq!(app.send(&other).status, 409);
}
