//! What every request is held to, whatever it asks.

use crate::support::{ORIGIN, TestApp, World};
use portico_api::organizations::CreateOrganization;
use portico_api::projects::{CreateProject, ListProjects, ListProjectsParams};
use portico_api::session::ShowSession;
use portico_api::sign_in::SignOut;
use portico_edge::http::{BODY_MAX, Request, SECURITY_HEADERS};
use serde_json::{Value, json};

#[test]
fn every_answer_carries_the_security_headers() {
    let app = TestApp::new();
    let unknown = Request { method: "GET".into(), path: "/api/nothing".into(), ..Request::default() };
    let signed_in = app.sign_in("anna@example.com").get::<ShowSession>(&());
    for reply in [signed_in, app.browser().get::<ShowSession>(&()), app.send(&unknown)] {
        for (name, value) in SECURITY_HEADERS {
            assert_eq!(reply.response.header(name), Some(*value), "{name}");
        }
    }
    let names: Vec<_> = SECURITY_HEADERS.iter().map(|(name, _)| *name).collect();
    for name in [
        "Content-Security-Policy",
        "Strict-Transport-Security",
        "X-Content-Type-Options",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Referrer-Policy",
        "Permissions-Policy",
        "Cache-Control",
        "X-Robots-Tag",
    ] {
        assert!(names.contains(&name), "{name}");
    }
}

#[test]
fn changes_from_other_sites_are_refused() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut request =
        world.owner.request::<CreateProject>(&world.organization_params(), json!({ "name": "Forged" }));
    for (site, origin, passes) in [
        (Some("cross-site"), Some(ORIGIN), false),
        (Some("same-site"), Some(ORIGIN), false),
        (Some("none"), None, false),
        (None, None, false),
        (None, Some("null"), false),
        (None, Some("http://localhost:8788"), false),
        (None, Some(ORIGIN), true),
    ] {
        request.fetch_site = site.map(str::to_owned);
        request.origin = origin.map(str::to_owned);
        let reply = app.send(&request);
        assert_eq!(reply.status, if passes { 201 } else { 403 }, "{site:?} {origin:?}");
        assert_eq!(app.db().number("SELECT count(*) FROM projects"), if passes { 2 } else { 1 });
    }
}

#[test]
fn reads_need_no_origin() {
    let app = TestApp::new();
    let mut request = app.sign_in("anna@example.com").request::<ShowSession>(&(), Value::Null);
    request.fetch_site = Some("none".into());
    app.send(&request).ok::<ShowSession>();
}

#[test]
fn bodies_are_refused_by_size_type_and_form() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    let request = anna.request::<CreateOrganization>(&(), json!({ "name": "Acme", "website": "a.example" }));
    let with = |content_type: Option<&str>, body: &[u8]| {
        let content_type = content_type.map(str::to_owned);
        app.send(&Request { content_type, body: body.to_vec(), ..request.clone() }).status
    };
    let json = Some("application/json");
    assert_eq!(with(json, &vec![b' '; BODY_MAX + 1]), 413);
    for content_type in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
        assert_eq!(with(content_type, &request.body), 415, "{content_type:?}");
    }
    for body in ["", "{", "[]", "null", "\"text\"", "{\"name\": \"\\ud800\"}", "\u{FEFF}{}", "{} {}"] {
        assert_eq!(with(json, body.as_bytes()), 400, "{body}");
    }
    assert_eq!(with(json, b"\xff\xfe"), 400);
    assert_eq!(with(json, "[".repeat(10_000).as_bytes()), 400);
    for content_type in [
        "application/json; charset=utf-7",
        "application/json; charset=utf-16",
        "application/json; charset",
        "application/json; charset=",
        "application/json; charset=utf-8; charset=utf-7",
        "application/json; boundary=x",
        "application/json, text/html",
        "application/jsonp",
        "application/problem+json",
        "text/json",
        "json",
    ] {
        assert_eq!(with(Some(content_type), &request.body), 415, "{content_type}");
    }
    assert_eq!(with(Some("application/JSON; charset=utf-8"), &request.body), 201);
    // The same key once more: the same answer.
    assert_eq!(with(Some("application/json;charset=\"UTF-8\";"), &request.body), 201);
}

#[test]
fn body_that_is_too_large_or_compressed_is_refused_before_anything_is_looked_up() {
    let app = TestApp::new();
    let world = World::new(&app);
    let create =
        world.owner.request::<CreateOrganization>(&(), json!({ "name": "A", "website": "a.example" }));
    let webhook = Request { method: "POST".into(), path: "/api/stripe/webhook".into(), ..Request::default() };
    for request in
        [create, webhook, Request { method: "PUT".into(), path: "/api/none".into(), ..Request::default() }]
    {
        let trips = app.db().round_trips.get();
        let large = Request { body: vec![b' '; BODY_MAX + 1], ..request.clone() };
        assert!(app.send(&large).problem(413).is("too_large"), "{}", request.path);
        for coding in ["gzip", "br", "gzip, identity", "zstd"] {
            let encoded = Request { content_encoding: Some(coding.into()), ..request.clone() };
            let refused = app.send(&encoded).problem(415);
            assert!(refused.detail.contains("Content-Encoding"), "{} {coding}", request.path);
        }
        assert_eq!(app.db().round_trips.get(), trips, "{}", request.path);
        let plain = Request { content_encoding: Some("identity".into()), ..request.clone() };
        assert!(![413, 415].contains(&app.send(&plain).status), "{}", request.path);
    }
}

#[test]
fn unknown_paths_and_methods_are_told_apart() {
    let app = TestApp::new();
    let send = |method: &str, path: &str| {
        app.send(&Request { method: method.into(), path: path.into(), ..Request::default() })
    };
    for path in
        ["/api", "/api/", "/api/session/", "/api//session", "/api/Session", "/", "", "/api/organizations/%ff"]
    {
        assert!(matches!(send("GET", path).status, 404 | 401), "{path}");
    }
    let refused = send("DELETE", "/api/organizations");
    assert_eq!(refused.response.header("Allow"), Some("GET, POST"));
    assert!(refused.problem(405).is("method_not_allowed"));
    assert_eq!(send("HEAD", "/api/session").status, 401);
}

#[test]
fn unknown_parameters_and_fields_are_named() {
    let app = TestApp::new();
    let world = World::new(&app);
    let mut request = world.owner.request::<ListProjects>(&ListProjectsParams::first("acme"), Value::Null);
    for (query, field) in [
        ("serach=x", "serach"),
        ("sort=size", "sort"),
        ("sort=name&sort=name", "sort"),
        ("organization=x", "organization"),
    ] {
        request.query = query.into();
        app.send(&request).fault(422, field);
    }
    let body = json!({ "name": "Fine", "colour": "red", "role": "owner" });
    let problem = world.owner.send::<CreateProject>(&world.organization_params(), body).problem(422);
    assert_eq!(problem.field, None);
    assert!(problem.on("colour").is_some() && problem.on("role").is_some(), "{problem:?}");
}

#[test]
fn every_fault_of_a_body_is_named_at_once() {
    let app = TestApp::new();
    let body = json!({ "name": 5, "website": "javascript:alert(1)", "slug": "Not A Slug", "extra": null });
    let problem = app.sign_in("anna@example.com").send::<CreateOrganization>(&(), body).problem(422);
    let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["name", "website", "slug", "extra"]);
}

#[test]
fn a_body_is_judged_only_for_those_who_may_send_it() {
    let app = TestApp::new();
    let world = World::new(&app);
    let body = json!({ "name": "" });
    world.stranger.send::<CreateProject>(&world.organization_params(), body.clone()).problem(404);
    app.browser().send::<CreateProject>(&world.organization_params(), body).problem(401);
}

#[test]
fn broken_cookies_mean_signed_out() {
    let app = TestApp::new();
    let mut request = app.browser().request::<ShowSession>(&(), Value::Null);
    for cookie in
        ["", ";;;", "__Host-portico_session", "__Host-portico_session=", "__Host-portico_session=%00", "a=b"]
    {
        request.cookie = Some(cookie.into());
        app.send(&request).problem(401);
    }
    request.cookie = Some(format!("__Host-portico_session={}", "0".repeat(64)));
    app.send(&request).problem(401);
}

#[test]
fn database_failures_show_nothing_of_themselves() {
    let app = TestApp::new();
    let anna = app.sign_in("anna@example.com");
    app.db().next_failure.replace(Some("D1_ERROR: no such column: secret_thing: SQLITE_ERROR"));
    let reply = anna.get::<ShowSession>(&());
    assert!(reply.response.log.as_deref().unwrap_or_default().contains("secret_thing"));
    assert!(!reply.response.body.contains("secret_thing"));
    assert!(reply.problem(500).is("internal"));
    for passing in [
        "D1_ERROR: Network connection lost.",
        "D1_ERROR: database is locked: SQLITE_BUSY",
        "D1_ERROR: D1 DB is overloaded. Too many requests queued.",
    ] {
        app.db().next_failure.replace(Some(passing));
        let reply = anna.send::<SignOut>(&(), json!({}));
        assert_eq!(reply.response.header("Retry-After"), Some("2"), "{passing}");
        reply.problem(503);
    }
}
