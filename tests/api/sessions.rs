//! Where somebody is signed in: the list, signing out one, signing out everywhere else.

use crate::support::{Browser, DAY, HOUR, TestApp, World};
use portico_api::session::{SESSION_IDLE_MS, ShowSession};
use portico_api::sessions::{
    EndOtherSessions, EndSession, ListSessions, OwnSession, SESSIONS_MAX, SessionParams, SignInWay,
};
use portico_api::sign_in::SignIn;
use portico_edge::http::Request;
use serde_json::{Value, json};

const ANNA: &str = "anna@example.com";

/// Another session of the Owner's, as the path of a request names it.
pub(crate) fn another(world: &World) -> SessionParams {
    of(&world.app.sign_in("owner@example.com"))
}

fn list(by: &Browser) -> Vec<OwnSession> {
    by.get::<ListSessions>(&()).ok::<ListSessions>().sessions
}

/// The browser's own session.
fn of(browser: &Browser) -> SessionParams {
    SessionParams { session: list(browser)[0].id.to_string() }
}

fn end(by: &Browser, session: &SessionParams) {
    by.send::<EndSession>(session, Value::Null).ok::<EndSession>();
}

fn is_signed_out(browser: &Browser) {
    assert!(browser.get::<ShowSession>(&()).problem(401).is("signed_out"));
}

/// As Anna, in a browser that says this of itself, from this country.
fn sign_in_as<'a>(app: &'a TestApp, user_agent: &str, country: Option<&str>) -> Browser<'a> {
    let mut browser = app.browser();
    browser.request_code(ANNA);
    let request = browser.request::<SignIn>(&(), json!({ "code": app.newest_code() }));
    let (user_agent, country) = (Some(user_agent.to_owned()), country.map(str::to_owned));
    let reply = app.send(&Request { user_agent, country, ..request });
    browser.keep(&reply);
    reply.ok::<SignIn>();
    browser
}

#[test]
fn list_begins_with_this_session_and_goes_on_with_the_one_used_last() {
    let app = TestApp::new();
    let first = app.sign_in(ANNA);
    let begun = app.db().number("SELECT created_at FROM sessions");
    app.sign_in("somebody.else@example.com");
    let second = app.sign_in(ANNA);
    let third = app.sign_in(ANNA);
    app.wait(2 * HOUR);
    second.get::<ShowSession>(&()).ok::<ShowSession>();
    let used = begun + 2 * HOUR;
    let sessions = list(&first);
    let ids: Vec<_> = sessions.iter().map(|session| session.id.to_string()).collect();
    assert_eq!(ids, [of(&first).session, of(&second).session, of(&third).session]);
    assert_eq!(sessions.iter().map(|session| session.is_current).collect::<Vec<_>>(), [true, false, false]);
    assert!(sessions[1].last_used_at >= used && sessions[2].last_used_at < used, "{sessions:?}");
    let own = &sessions[0];
    assert_eq!((own.created_at, own.signed_in_by), (begun, SignInWay::Code));
    assert_eq!((own.user_agent.as_str(), own.country.as_deref()), ("Tests/1.0", Some("AT")));
}

#[test]
fn list_tells_neither_the_token_nor_its_hash() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    let body = anna.get::<ListSessions>(&()).response.body;
    let hash = app.db().text("SELECT token_hash FROM sessions");
    assert!(!body.contains(&hash) && !body.contains(&anna.cookies["__Host-portico_session"]), "{body}");
}

#[test]
fn what_a_browser_says_of_itself_is_cut_off_and_what_is_no_country_is_none() {
    let app = TestApp::new();
    for (country, expected) in
        [(Some("DE"), Some("DE")), (Some("T1"), None), (Some("XX"), None), (Some(""), None), (None, None)]
    {
        let browser = sign_in_as(&app, &"Ä\n".repeat(5000), country);
        let own = &list(&browser)[0];
        assert_eq!((own.user_agent.as_str(), own.country.as_deref()), ("Ä".repeat(200).as_str(), expected));
    }
}

#[test]
fn country_is_the_one_of_the_last_use() {
    let app = TestApp::new();
    let anna = app.sign_in(ANNA);
    app.wait(HOUR + 1);
    let request = anna.request::<ShowSession>(&(), Value::Null);
    app.send(&Request { country: Some("PT".to_owned()), ..request }).ok::<ShowSession>();
    assert_eq!(list(&anna)[0].country.as_deref(), Some("PT"));
}

#[test]
fn session_that_was_signed_out_elsewhere_is_refused_with_its_next_request() {
    let app = TestApp::new();
    let (here, lost, other) = (app.sign_in(ANNA), app.sign_in(ANNA), app.sign_in(ANNA));
    app.wait(1);
    end(&here, &of(&lost));
    is_signed_out(&lost);
    other.get::<ShowSession>(&()).ok::<ShowSession>();
    assert_eq!(list(&here).len(), 2);
    let entry =
        app.db().text("SELECT action || ' ' || target_kind FROM audit_entries ORDER BY id DESC LIMIT 1");
    assert_eq!(entry, "end_session session");
}

#[test]
fn session_that_has_ended_already_and_one_of_somebody_else_look_alike() {
    let app = TestApp::new();
    let (here, lost, eve) = (app.sign_in(ANNA), app.sign_in(ANNA), app.sign_in("eve@example.com"));
    let ended = of(&lost);
    end(&here, &ended);
    for session in [ended, of(&eve), SessionParams { session: "nothing".to_owned() }] {
        assert!(here.send::<EndSession>(&session, Value::Null).problem(404).is("not_found"));
    }
    eve.get::<ShowSession>(&()).ok::<ShowSession>();
}

#[test]
fn own_session_can_be_ended_like_any_other() {
    let app = TestApp::new();
    let here = app.sign_in(ANNA);
    end(&here, &of(&here));
    is_signed_out(&here);
}

#[test]
fn sign_out_everywhere_else_leaves_this_session_and_those_of_other_people() {
    let app = TestApp::new();
    let (here, one, two) = (app.sign_in(ANNA), app.sign_in(ANNA), app.sign_in(ANNA));
    let eve = app.sign_in("eve@example.com");
    app.wait(1);
    here.send::<EndOtherSessions>(&(), Value::Null).ok::<EndOtherSessions>();
    is_signed_out(&one);
    is_signed_out(&two);
    assert_eq!(list(&here).len(), 1);
    eve.get::<ShowSession>(&()).ok::<ShowSession>();
    let newest = "SELECT action || ' ' || details FROM audit_entries ORDER BY id DESC LIMIT 1";
    assert_eq!(app.db().text(newest), r#"end_other_sessions {"sessions":2}"#);
    // Where there is no other, nothing is done.
    let entries = app.db().number("SELECT count(*) FROM audit_entries");
    here.send::<EndOtherSessions>(&(), Value::Null).ok::<EndOtherSessions>();
    assert_eq!(app.db().number("SELECT count(*) FROM audit_entries"), entries);
}

#[test]
fn sessions_that_ended_by_themselves_are_not_counted_among_those_that_are_signed_out() {
    let app = TestApp::new();
    app.sign_in(ANNA);
    app.wait(SESSION_IDLE_MS);
    let here = app.sign_in(ANNA);
    app.sign_in(ANNA);
    here.send::<EndOtherSessions>(&(), Value::Null).ok::<EndOtherSessions>();
    let newest = "SELECT details FROM audit_entries WHERE action = 'end_other_sessions'";
    assert_eq!(app.db().text(newest), r#"{"sessions":1}"#);
}

#[test]
fn of_two_sessions_that_end_each_other_at_once_one_stays() {
    let app = TestApp::new();
    for all_others in [true, false] {
        let (one, two) = (app.sign_in(ANNA), app.sign_in(ANNA));
        let request = |by: &Browser, other: &Browser| match all_others {
            true => by.request::<EndOtherSessions>(&(), Value::Null),
            false => by.request::<EndSession>(&of(other), Value::Null),
        };
        let mut statuses = app.at_once(&[request(&one, &two), request(&two, &one)]);
        statuses.sort();
        assert_eq!(statuses, [200, 401]);
        let signed_in = [&one, &two].map(|browser| browser.get::<ShowSession>(&()).status == 200);
        assert_eq!(signed_in.iter().filter(|signed_in| **signed_in).count(), 1);
    }
}

#[test]
fn sessions_that_ended_by_themselves_are_not_listed_and_go_with_cron() {
    let app = TestApp::new();
    app.sign_in(ANNA);
    app.wait(SESSION_IDLE_MS - 2);
    let here = app.sign_in(ANNA);
    assert_eq!(list(&here).len(), 2);
    app.wait(DAY);
    assert_eq!(list(&here).len(), 1);
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM sessions"), 1);
}

#[test]
fn session_beyond_a_hundred_ends_the_one_that_was_used_longest_ago() {
    let app = TestApp::new();
    let oldest = app.sign_in(ANNA);
    let eve = app.sign_in("eve@example.com");
    app.wait(1);
    let now = app.db().number("SELECT max(created_at) FROM sessions") + 1;
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) \
         INSERT INTO sessions (id, token_hash, user_id, user_agent, created_at, last_seen_at, expires_at) \
         SELECT 's' || i, 'hash' || i, (SELECT id FROM users WHERE email_key = '{ANNA}'), '', {now}, {now}, {now} + 1000000 FROM n",
        SESSIONS_MAX - 1
    ));
    assert_eq!(list(&oldest).len() as i64, SESSIONS_MAX);
    let newest = app.sign_in(ANNA);
    is_signed_out(&oldest);
    assert_eq!(list(&newest).len() as i64, SESSIONS_MAX);
    eve.get::<ShowSession>(&()).ok::<ShowSession>();
}

#[test]
fn list_is_one_round_trip_and_ending_two() {
    let app = TestApp::new();
    let (here, lost) = (app.sign_in(ANNA), app.sign_in(ANNA));
    let session = of(&lost);
    let taken = |what: &dyn Fn()| {
        let count = || (app.db().round_trips.get(), app.db().all_statements.get());
        let before = count();
        what();
        (count().0 - before.0, count().1 - before.1)
    };
    assert_eq!(taken(&|| drop(list(&here))), (1, 1));
    // The proof; then both guards as one, the end, the entry and the answer.
    assert_eq!(taken(&|| end(&here, &session)), (2, 5));
}
