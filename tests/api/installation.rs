//! An installation that is not set up, or not set up right: what it answers, and what it does not.

use crate::support::{ORIGIN, TestApp, World, place};
use portico_edge::delivery::{Asked, Body};
use portico_edge::http::{Request, SECURITY_HEADERS};

/// What `wrangler deploy` makes public when nothing was set.
const NEVER_SET: &[&[(&str, &str)]] = &[
    &[],
    &[("ORIGIN", ORIGIN), ("MAIL_TRANSPORT", "local")],
    &[("ORIGIN", "https://console.example.com"), ("MAIL_TRANSPORT", "local")],
];

fn request(method: &str, path: &str) -> Request {
    Request {
        method: method.to_owned(),
        path: path.to_owned(),
        fetch_site: Some("same-origin".into()),
        ..Request::default()
    }
}

#[test]
fn deployed_without_what_it_needs_it_answers_one_page_that_says_what_is_missing_and_nothing_else() {
    for variables in NEVER_SET {
        let app = TestApp::reached_at("portico.somebody.workers.dev", variables);
        let mut pages = Vec::new();
        for (method, path) in [
            ("GET", "/api/mailbox"),
            ("GET", "/api/session"),
            ("POST", "/api/sign-in/code"),
            ("POST", "/api/stripe/webhook"),
            ("DELETE", "/api/nothing"),
        ] {
            let response = pollster::block_on(app.service.handle(&request(method, path)));
            assert_eq!(
                (response.status, response.header("Content-Type")),
                (500, Some("text/plain; charset=utf-8"))
            );
            for (name, value) in SECURITY_HEADERS {
                assert_eq!(response.header(name), Some(*value), "{path}");
            }
            assert!(response.afterwards.is_empty());
            pages.push(response.body);
        }
        let asked = Asked {
            method: "GET".into(),
            path: place("018bcfe5-6800-7000-8000-000000000000"),
            ..Asked::default()
        };
        let delivered = pollster::block_on(app.service.deliver(&app.store, &asked));
        assert_eq!(delivered.status, 500);
        let Body::Text(page) = delivered.body else { panic!("no page") };
        pages.push(page);
        for page in &pages {
            assert_eq!(page, &pages[0], "one page");
            for name in ["SECRET_KEY", "SECRETS_KEYS", "MAIL_TRANSPORT"] {
                assert!(page.contains(name), "{page}");
            }
        }
        assert_eq!(app.db().round_trips.get(), 0, "nothing was looked up");
    }
}

#[test]
fn on_this_machine_everything_works_with_nothing_set_up() {
    for host in ["localhost:8787", "127.0.0.1:8787", "[::1]:8787"] {
        let app = TestApp::reached_at(host, &[("ORIGIN", ORIGIN), ("MAIL_TRANSPORT", "local")]);
        World::new(&app);
        let response = pollster::block_on(app.service.handle(&request("GET", "/api/mailbox")));
        assert_eq!(response.status, 200, "{host}");
    }
}

#[test]
fn log_names_a_route_by_its_pattern_and_never_by_the_token_in_its_path() {
    let app = TestApp::new();
    let token = "f".repeat(64);
    for (path, pattern) in [
        (format!("/api/invites/{token}"), "/api/invites/{invite}"),
        (format!("/api/invites/{token}/accept"), "/api/invites/{invite}/accept"),
        ("/api/session".to_owned(), "/api/session"),
        ("/api/stripe/webhook".to_owned(), "/api/stripe/webhook"),
        (format!("/api/{token}"), "no route"),
    ] {
        assert_eq!(app.service.route_of(&path), pattern);
    }
}
