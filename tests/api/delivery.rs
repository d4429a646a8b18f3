//! Reads without a key: what anybody gets, from where, and under which headers.

use crate::support::{TestApp, World, place, text};
use portico_api::Problem;
use portico_api::environments::{Mode, ShowEnvironment};
use portico_edge::delivery::{Asked, Body};
use serde_json::{Value, json};

fn asked(method: &str, environment: &str) -> Asked {
    Asked { method: method.into(), path: place(environment), ..Asked::default() }
}

#[test]
fn new_project_is_read_at_once_and_then_from_the_store() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    let first = app.read(sandbox);
    assert_eq!((first.status, first.header("Portico-Version")), (200, Some("1")));
    let document: Value = serde_json::from_str(text(&first)).unwrap();
    assert_eq!(document["app.display_name"], json!("My app"));
    let trips = app.db().round_trips.get();
    let second = app.read(sandbox);
    assert_eq!((second.header("Portico-Source"), text(&second)), (Some("kv"), text(&first)));
    // The count of the reads is written afterwards, and nothing else.
    assert_eq!(app.db().round_trips.get() - trips, 1);
    assert!(matches!((&first.body, &second.body), (Body::PassedOn(_), Body::Text(_))));
}

#[test]
fn published_change_is_read_at_once() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    for minutes in [60, 90, 120] {
        let version = world.release(Mode::Sandbox, json!({ "auth.session_length": minutes }));
        let delivered = app.read(sandbox);
        assert_eq!(delivered.header("Portico-Version"), Some(version.number.to_string().as_str()));
        assert_eq!(delivered.header("Portico-Hash"), Some(version.hash.as_str()));
        assert!(text(&delivered).contains(&format!("\"auth.session_length\":{minutes}")));
    }
}

#[test]
fn document_that_the_client_has_is_not_sent_again() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    let tag = app.db().text("SELECT '\"' || hash || '\"' FROM versions");
    let with = |tag: &str| app.ask(&Asked { if_none_match: Some(tag.to_owned()), ..asked("GET", sandbox) });
    for source in ["d1", "memory", "kv"] {
        match source {
            "d1" => app.store.documents.borrow_mut().clear(),
            "kv" => app.wait(5_000),
            _ => {}
        }
        let delivered = with(&tag);
        assert_eq!((delivered.status, delivered.header("ETag")), (304, Some(tag.as_str())));
        assert_eq!(delivered.header("Portico-Source"), Some(source));
        assert_eq!(delivered.header("Content-Type"), None);
        assert!(!matches!(delivered.body, Body::Text(_) | Body::PassedOn(_)));
        assert_eq!(with("\"another\"").status, 200);
    }
    // After a change it is.
    let tag = app.read(sandbox).header("ETag").unwrap().to_owned();
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    assert_eq!(app.ask(&Asked { if_none_match: Some(tag), ..asked("GET", sandbox) }).status, 200);
}

#[test]
fn head_has_the_headers_of_get_and_no_body() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    app.read(sandbox);
    let get = app.read(sandbox);
    app.wait(5_000);
    let head = app.ask(&asked("HEAD", sandbox));
    assert_eq!((head.status, &head.headers), (200, &get.headers));
    assert_eq!(text(&head), "");
}

#[test]
fn every_answer_may_be_read_from_any_origin_and_carries_the_security_headers() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    for asked in [asked("GET", sandbox), asked("OPTIONS", sandbox), asked("GET", "x"), asked("POST", sandbox)]
    {
        let delivered = app.ask(&asked);
        for (name, value) in [
            ("Access-Control-Allow-Origin", "*"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ] {
            assert_eq!(delivered.header(name), Some(value), "{asked:?}");
        }
        assert!(delivered.header("Vary").is_some_and(|vary| vary.starts_with("Authorization")), "{asked:?}");
        let exposed = delivered.header("Access-Control-Expose-Headers").unwrap();
        assert!(exposed.contains("ETag") && exposed.contains("Portico-Version"));
        assert_eq!(delivered.header("Access-Control-Allow-Credentials"), None);
        let mut names: Vec<_> = delivered.headers.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
    let delivered = app.read(sandbox);
    assert_eq!(delivered.header("Cache-Control"), Some("public, max-age=0, must-revalidate"));
}

#[test]
fn preflight_is_answered_without_asking_anybody_and_lets_no_key_through() {
    let app = TestApp::new();
    let (trips, gets) = (app.db().round_trips.get(), app.store.gets.get());
    let delivered = app.ask(&asked("OPTIONS", "01890a5d-ac96-774b-bcce-b302099a8057"));
    assert_eq!((delivered.status, text(&delivered)), (204, ""));
    assert_eq!(delivered.header("Access-Control-Allow-Methods"), Some("GET, HEAD, OPTIONS"));
    assert_eq!(delivered.header("Access-Control-Allow-Headers"), Some("if-none-match"));
    assert!(delivered.header("Access-Control-Max-Age").is_some());
    assert_eq!(app.store.gets.get(), gets);
    // What an earlier instance left behind is looked for once.
    assert!(app.db().round_trips.get() - trips <= 1);
}

#[test]
fn preflight_allows_any_header_but_a_key() {
    let app = TestApp::new();
    let allowed = |wanted: &str| {
        let asked = Asked {
            request_headers: Some(wanted.to_owned()),
            ..asked("OPTIONS", "01890a5d-ac96-774b-bcce-b302099a8057")
        };
        let delivered = app.ask(&asked);
        assert_eq!(delivered.header("Vary"), Some("Authorization, Access-Control-Request-Headers"));
        delivered.header("Access-Control-Allow-Headers").unwrap().to_owned()
    };
    let harmless =
        "baggage, cache-control, content-type, pragma, sentry-trace, traceparent, x-requested-with";
    assert_eq!(allowed(harmless), format!("if-none-match, {harmless}"));
    assert_eq!(allowed("If-None-Match,Cache-Control , cache-control"), "if-none-match, cache-control");
    for wanted in
        ["authorization", "Authorization", " AUTHORIZATION ,,", "authorization\r\nx: y", "a b, \u{e9}, (x)"]
    {
        assert_eq!(allowed(wanted), "if-none-match", "{wanted:?}");
    }
    let many = (0..1000).map(|number| format!("x-{number}")).collect::<Vec<_>>().join(",");
    assert_eq!(allowed(&many).split(',').count(), 33);
    assert_eq!(allowed(&"x".repeat(100_000)), "if-none-match");
}

#[test]
fn malformed_unknown_and_unpublished_environments_look_alike() {
    let app = TestApp::new();
    let world = World::new(&app);
    let unknown = "01890a5d-ac96-774b-bcce-b302099a8057";
    let answer = |environment: &str| {
        let delivered = app.ask(&asked("GET", environment));
        let problem: Problem = serde_json::from_str(text(&delivered)).unwrap();
        assert_eq!(delivered.header("X-Request-Id"), Some(problem.request_id.as_str()));
        let body = text(&delivered).replace(&problem.request_id, "");
        let mut headers = delivered.headers.clone();
        headers.retain(|(name, _)| *name != "X-Request-Id");
        (delivered.status, headers, body)
    };
    let expected = answer(unknown);
    assert_eq!(expected.0, 404);
    for environment in [
        "x",
        "",
        "%00",
        "' OR 1=1 --",
        &unknown.to_uppercase(),
        &unknown.replace('-', ""),
        world.environment_id(Mode::Live),
    ] {
        assert_eq!(answer(environment), expected, "{environment}");
    }
    for path in
        ["/v1", "/v1/", "/v1/environments", &format!("{}/", place(unknown)), &format!("{}x", place(unknown))]
    {
        let delivered = app.ask(&Asked { method: "GET".into(), path: path.into(), ..Asked::default() });
        assert_eq!(delivered.status, 404, "{path}");
    }
}

#[test]
fn other_methods_are_refused_with_those_that_work() {
    let app = TestApp::new();
    let world = World::new(&app);
    for method in ["POST", "PUT", "PATCH", "DELETE", "get", "TRACE"] {
        let delivered = app.ask(&asked(method, world.environment_id(Mode::Sandbox)));
        assert_eq!(
            (delivered.status, delivered.header("Allow")),
            (405, Some("GET, HEAD, OPTIONS")),
            "{method}"
        );
    }
}

#[test]
fn reads_are_counted_by_environment_and_day_with_the_version_read_last() {
    let app = TestApp::new();
    let world = World::new(&app);
    let sandbox = world.environment_id(Mode::Sandbox);
    let show =
        || world.owner.get::<ShowEnvironment>(&world.environment(Mode::Sandbox)).ok::<ShowEnvironment>();
    assert_eq!((show().last_read_version, show().last_read_at), (None, None));
    for _ in 0..3 {
        app.read(sandbox);
    }
    app.ask(&asked("HEAD", sandbox));
    app.ask(&asked("OPTIONS", sandbox));
    app.read("01890a5d-ac96-774b-bcce-b302099a8057");
    assert_eq!(app.db().number("SELECT sum(reads) FROM config_reads"), 4);
    assert_eq!(show().last_read_version, Some(1));
    world.release(Mode::Sandbox, json!({ "auth.session_length": 60 }));
    assert_eq!(show().last_read_version, Some(1));
    app.wait(crate::support::DAY);
    app.read(sandbox);
    let shown = show();
    assert_eq!((shown.last_read_version, shown.published_version), (Some(2), 2));
    assert!(shown.last_read_at > shown.published_at);
    assert_eq!(app.db().number("SELECT count(*) FROM config_reads"), 2);
}

#[test]
fn thousand_reads_cost_one_write() {
    let app = TestApp::new();
    let world = World::new(&app);
    app.read(world.environment_id(Mode::Sandbox));
    let trips = app.db().round_trips.get();
    let promised: Vec<_> = (0..1000)
        .filter(|_| {
            let asked = asked("GET", world.environment_id(Mode::Sandbox));
            app.block_on(app.service.deliver(&app.store, &asked)).look_in.is_some()
        })
        .collect();
    assert_eq!((promised.len(), app.db().round_trips.get() - trips), (1, 0));
    app.flush();
    assert_eq!(app.db().round_trips.get() - trips, 1);
    assert_eq!(app.db().number("SELECT sum(reads) FROM config_reads"), 1001);
}
