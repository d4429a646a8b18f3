//! Nothing that somebody else sends is read further than it may be long: what comes in, and what answers to what was asked, by each kind of caller.

use crate::billing::{billing, place};
use crate::delivery_metered::{metered, minutes_of_cron, read_at};
use crate::providers::{go, installation};
use crate::stripe::{app, set_subscriptions, subscribed, subscription, sync};
use crate::support::{HOUR, World, flooded, flooded_body};
use portico_api::billing::SyncBilling;
use portico_api::environments::Mode;
use portico_edge::http::{BODY_MAX, read_answer};
use portico_edge::mail::MailError;
use portico_edge::mail::http::{REPLY_MAX, asks_why, outcome};
use serde_json::Value;
use std::cell::Cell;

/// Reads `chunks`.
fn answer(most: usize, chunks: &[&'static [u8]]) -> Result<String, String> {
    let at = Cell::new(0);
    let next = async || {
        let chunk = chunks.get(at.replace(at.get() + 1));
        chunk.map(|chunk| if *chunk == b"lost" { Err("the connection was lost") } else { Ok(*chunk) })
    };
    pollster::block_on(read_answer(most, next))
}

#[test]
fn answer_may_be_as_long_as_it_may_be_and_one_byte_more_is_none() {
    assert_eq!(answer(6, &[b"abc", b"", b"def"]).unwrap(), "abcdef");
    assert_eq!(answer(6, &[]).unwrap(), "");
    assert_eq!(answer(6, &[b"abc", b"defg"]).unwrap_err(), "the answer has more than 6 bytes");
    assert_eq!(answer(0, &[b"a"]).unwrap_err(), "the answer has more than 0 bytes");
    // A character that came in two chunks is whole, and what is none harms nothing.
    assert_eq!(answer(6, &[b"\xC3", b"\xA4\xFF"]).unwrap(), "ä\u{FFFD}");
    assert_eq!(answer(6, &[b"abc", b"lost"]).unwrap_err(), "the connection was lost");
}

#[test]
fn body_without_an_end_is_read_until_it_shows_that_it_is_too_long() {
    assert_eq!(pollster::block_on(flooded_body(BODY_MAX)).len(), BODY_MAX + 1);
}

#[test]
fn stripe_whose_answers_have_no_end_changes_nothing_and_is_asked_again() {
    let app = app();
    let world = subscribed(&app);
    let before = billing(&world.owner, "acme").subscription;
    set_subscriptions(&app, &[subscription(&app, "sub_1", "price_pm", "past_due")]);
    app.payments.floods.set(true);
    world.owner.send::<SyncBilling>(&place("acme"), Value::Null).problem(503);
    app.wait(7 * HOUR);
    app.run_cron();
    let said = |line: &String| line.contains("the answer has more than 4194304 bytes");
    assert!(app.logged.borrow().iter().any(said), "{:?}", app.logged.borrow());
    assert_eq!(billing(&world.owner, "acme").subscription.status, before.status);
    app.payments.floods.set(false);
    assert_ne!(sync(&world.owner).status, before.status);
}

#[test]
fn analytics_engine_whose_answers_have_no_end_loses_no_read() {
    let (app, engine) = metered();
    let world = World::new(&app);
    app.run_cron();
    app.wait(1000);
    read_at(&app, &engine, world.environment_id(Mode::Sandbox));
    engine.floods.set(true);
    app.expects_trouble.set(true);
    minutes_of_cron(&app, 5);
    let said = |line: &String| line == "metering: the answer has more than 1048576 bytes";
    assert!(app.logged.borrow().iter().any(said), "{:?}", app.logged.borrow());
    engine.floods.set(false);
    minutes_of_cron(&app, 10);
    assert_eq!(app.db().number("SELECT reads FROM usage_months"), 1);
}

#[test]
fn provider_whose_answers_have_no_end_lets_nobody_in() {
    for part in ["openid-configuration", "/token", "/keys"] {
        let (app, provider) = installation();
        app.sign_in("anna@example.com");
        app.expects_trouble.set(true);
        provider.floods.set(part);
        let mut browser = app.browser();
        if part == "openid-configuration" {
            let body = serde_json::json!({ "return_to": "/" });
            let place = crate::providers::at("ours");
            let reply = browser.send::<portico_api::providers::StartProviderSignIn>(&place, body);
            assert_eq!(reply.status, 503, "{part}");
            continue;
        }
        let led_to = go(&mut browser, &provider, "ours");
        assert!(led_to.contains("failed="), "{part}: {led_to}");
        provider.floods.set("");
        assert_eq!(go(&mut browser, &provider, "ours"), "/", "{part}");
    }
}

#[test]
fn mail_service_whose_answers_have_no_end_is_tried_again() {
    let endless = || pollster::block_on(flooded(REPLY_MAX));
    let why = "the mail service answered 409: the answer has more than 16384 bytes";
    assert_eq!(outcome(409, endless()), Err(MailError::Unavailable(why.to_owned())));
    // Only where the status alone does not tell is an answer read at all.
    let read: Vec<u16> = (100..600).filter(|status| asks_why(*status)).collect();
    assert_eq!(read, [409]);
    let none = || Ok(String::new());
    assert_eq!((outcome(200, none()), outcome(202, none())), (Ok(()), Ok(())));
    let taken = r#"{"name":"invalid_idempotent_request"}"#;
    assert_eq!(outcome(409, Ok(taken.to_owned())), Ok(()));
    assert!(matches!(outcome(409, Ok("busy".to_owned())), Err(MailError::Unavailable(_))));
    for (status, is_final) in [(400, true), (422, true), (401, false), (429, false), (500, false)] {
        assert_eq!(matches!(outcome(status, none()), Err(MailError::Refused(_))), is_final, "{status}");
    }
}
