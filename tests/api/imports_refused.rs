//! Archives and imports that are refused, and what is said of them.

use crate::imports::{import, into, preview, project, projects, small};
use crate::support::{TestApp, World, text};
use portico_api::Role;
use portico_api::imports::{IMPORT_MAX, ImportOutcome, ImportProject, PreviewImport};
use portico_edge::http::Request;
use serde_json::{Value, json};

#[test]
fn preview_writes_nothing_and_says_what_is_taken() {
    let app = TestApp::new();
    let world = World::new(&app);
    let before =
        (projects(&app), app.db().dump("audit_entries"), app.db().number("SELECT count(*) FROM answers"));
    let mut body = small("cHECKout");
    assert_eq!(preview(&world.owner, "acme", body.clone()).taken, ["name", "slug"]);
    body["name"] = "Another".into();
    let would = preview(&world.owner, "acme", body);
    assert_eq!((would.taken, would.project, would.projects_left), (vec![], None, Some(2)));
    assert!(would.bytes_left.is_some_and(|left| left > 24_000_000 && would.bytes < 100));
    let after =
        (projects(&app), app.db().dump("audit_entries"), app.db().number("SELECT count(*) FROM answers"));
    assert_eq!(before, after);
    assert_eq!(
        import(&world.owner, "acme", small("checkout")).fault(409, "name"),
        "This organization already has a project with that name. Choose another name."
    );
}

#[test]
fn limits_of_the_plan_hold() {
    let app = TestApp::new();
    let world = World::new(&app);
    for name in ["Two", "Three"] {
        import(&world.owner, "acme", small(name)).ok::<ImportProject>();
    }
    let would = preview(&world.owner, "acme", small("Four"));
    assert_eq!(would.projects_left, Some(0));
    assert!(
        would.limit.unwrap().starts_with("The Free plan allows 3 projects, and this organization has 3.")
    );
    let limit = import(&world.owner, "acme", small("Four")).problem(402).limit.unwrap();
    assert_eq!((limit.of.as_str(), limit.allowed, limit.used), ("projects", 3, 3));
    app.db().execute("UPDATE organizations SET stored_bytes = 24999990 WHERE slug = 'other'");
    let would = preview(&world.stranger, "other", project());
    assert_eq!(would.bytes_left, Some(10));
    assert!(would.limit.unwrap().starts_with("The Free plan stores up to 25 MB"));
    assert_eq!(import(&world.stranger, "other", project()).problem(402).limit.unwrap().of, "storage");
    assert_eq!(projects(&app), 3);
}

#[test]
fn two_imports_at_once_do_not_share_the_last_place() {
    let app = TestApp::new();
    let world = World::new(&app);
    import(&world.owner, "acme", small("Two")).ok::<ImportProject>();
    let requests =
        ["Three", "Four"].map(|name| world.owner.request::<ImportProject>(&into("acme"), small(name)));
    let mut statuses = app.at_once(&requests);
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 402]);
}

#[test]
fn whoever_is_no_admin_imports_nothing() {
    let app = TestApp::new();
    let world = World::new(&app);
    for (role, status) in [(Role::Developer, 403), (Role::Admin, 201)] {
        assert_eq!(import(&world.member(role), "acme", small("New")).status, status);
    }
    assert_eq!(import(&world.stranger, "acme", small("Other")).status, 404);
}

#[test]
fn hostile_archive_is_refused_with_the_place_named() {
    let app = TestApp::new();
    let world = World::new(&app);
    let with = |at: &str, value: Value| {
        let mut body = project();
        *body.pointer_mut(at).unwrap_or_else(|| panic!("{at}")) = value;
        body
    };
    for (body, field) in [
        (with("/format", json!(2)), "format"),
        (with("/format", json!("1")), "format"),
        (with("/name", json!("\u{202e}evil")), "name"),
        (with("/name", json!(["x"])), "name"),
        (with("/slug", json!("../up")), "slug"),
        (with("/settings", json!({})), "settings"),
        (with("/settings/0/kind/max", json!("10")), "settings[0].kind.max"),
        (with("/settings/1/key", json!("limit")), "settings[1].key"),
        (with("/settings/0/kind", json!({ "type": "text", "pattern": "(" })), "settings[0].kind.pattern"),
        (with("/sandbox", json!([])), "sandbox"),
        (with("/sandbox/values", json!([1])), "sandbox.values"),
        (with("/sandbox/values/limit", json!(11)), "sandbox.values.limit"),
        (with("/sandbox/values/limit", json!({ "a": 1 })), "sandbox.values.limit"),
        (with("/live/values", json!({ "token": "a secret" })), "live.values.token"),
        (with("/live/values", json!({ "limit": null })), "live.values.limit"),
        (with("/sandbox/draft", json!({ "token": "a secret" })), "sandbox.draft.token"),
        (with("/sandbox/draft/limit", json!(-0.5)), "sandbox.draft.limit"),
        (with("/sandbox/own", json!("limit")), "sandbox.own"),
        (with("/sandbox/version", json!(-1)), "sandbox.version"),
        (with("/sandbox/message", json!("x".repeat(501))), "sandbox.message"),
        (with("/sandbox/secrets", json!([1])), "sandbox.secrets"),
        (with("/sandbox/id", json!("01990000-0000-4000-8000-000000000001")), "sandbox.id"),
        (with("/live/id", json!("' OR 1=1 --")), "live.id"),
    ] {
        for reply in [
            import(&world.owner, "acme", body.clone()),
            world.owner.send::<PreviewImport>(&into("acme"), body.clone()),
        ] {
            reply.fault(422, field);
        }
    }
    let mut body = project();
    body["keep_ids"] = true.into();
    body["live"]["id"] = body["sandbox"]["id"].clone();
    import(&world.owner, "acme", body.clone()).fault(422, "live.id");
    body["live"].as_object_mut().unwrap().remove("id");
    import(&world.owner, "acme", body.clone()).fault(422, "live.id");
    body["surprise"] = json!(1);
    import(&world.owner, "acme", body.clone()).fault(422, "surprise");
    assert_eq!(projects(&app), 1);
}

#[test]
fn text_that_reading_would_change_is_refused_with_the_place_named() {
    let app = TestApp::new();
    let world = World::new(&app);
    let json = r#"{"format":1,"name":"Raw","settings":[{"key":"j","title":"J","kind":{"type":"json"}}],"live":{},"sandbox":{"values":{"j":VALUE}}}"#;
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let send = |value: &str| {
        let request = world.owner.request::<ImportProject>(&into("acme"), Value::Null);
        app.send(&Request { body: json.replace("VALUE", value).into_bytes(), ..request })
    };
    for value in
        [deep(65), "12345678901234567890123".to_owned(), r#"{"a":1,"a":2}"#.to_owned(), deep(100_000)]
    {
        let reply = send(&value);
        let problem = reply.problem(422);
        let field = problem.field.clone().or_else(|| problem.errors.first().map(|fault| fault.field.clone()));
        assert!(field.as_deref().is_some_and(|field| field.starts_with("sandbox.values.j")), "{problem:?}");
    }
    // Longer than a value may be, and than any project.
    assert_eq!(send(&format!("\"{}\"", "x".repeat(300_000))).status, 422);
    assert_eq!(send(&format!("\"{}\"", "x".repeat(IMPORT_MAX))).status, 413);
    assert_eq!(projects(&app), 1);
    // As deep as anything may be, it comes through.
    let made: ImportOutcome = serde_json::from_value(send(&deep(64)).json).unwrap();
    assert_eq!(text(&app.read(made.project.unwrap().sandbox.as_str())), format!(r#"{{"j":{}}}"#, deep(64)));
}

#[test]
fn many_places_are_named_only_up_to_a_hundred() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut body = small("Many");
    let values: serde_json::Map<_, _> = (0..5_000).map(|number| (format!("k{number}"), json!(1))).collect();
    body["sandbox"]["values"] = Value::Object(values);
    let made = import(&world.owner, "acme", body).ok::<ImportProject>();
    assert_eq!(made.left_out.len(), 100);
}
