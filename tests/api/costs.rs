//! What the most expensive requests cost that are accepted: no more than in proportion to their bytes, in time and in memory.
//!
//! No absolute times: each is held against a quarter of the same request, and against reading the same bytes as JSON, in the same run.

use crate::costs_cases::{CASES, Make};
use crate::costs_values::{digits, small_objects, value};
use crate::providers::{installation, start};
use crate::support::memory::peak;
use crate::support::{TestApp, World};
use portico_api::session::ShowSession;
use portico_edge::http::Request;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long the work takes of the processor's time, so that it does not matter what else the machine does; where nobody counts that, how long it takes.
#[allow(clippy::disallowed_methods, reason = "no wasm, and only compared with itself")]
pub(crate) fn time(work: impl FnOnce()) -> Duration {
    let (before, began) = (on_processor(), Instant::now());
    work();
    let taken = before.zip(on_processor()).map(|(before, after)| after.saturating_sub(before));
    taken.unwrap_or_else(|| began.elapsed())
}

/// What this thread has had of the processor until now, as Linux counts it.
fn on_processor() -> Option<Duration> {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    counted.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// What one installation says: how long the request took, and reading as many bytes as JSON; bytes in memory for each byte.
fn measure(make: Make, share: usize) -> (Duration, Duration, f64) {
    let app = TestApp::new();
    let world = World::new(&app);
    let (request, bytes) = make(&world, share);
    weigh(&app, &request, bytes)
}

/// The same of a request that is ready.
fn weigh(app: &TestApp, request: &Request, bytes: usize) -> (Duration, Duration, f64) {
    app.db().statements.set(0);
    let text = small_objects(bytes);
    let mut most = 0;
    let taken = time(|| {
        let response;
        (response, most) = peak(|| app.block_on(app.service.handle(request)));
        assert!(response.status < 400 || response.status == 422, "{} {}", response.status, response.body);
    });
    let read = time(|| drop(std::hint::black_box(value(&text))));
    (taken, read, most as f64 / bytes as f64)
}

/// Looks at every `part`th of three cases, so that three threads share them.
fn look(part: usize) {
    let mut faults = Vec::new();
    for (name, memory_max, make) in CASES.iter().skip(part).step_by(3) {
        let (mut quarter, mut whole, mut read, mut memory) =
            (Duration::MAX, Duration::MAX, Duration::MAX, f64::MAX);
        // A machine that does something else at the moment gets another try.
        for _ in 0..3 {
            let (first, second) = (measure(*make, 1), measure(*make, 4));
            (quarter, whole, read) = (quarter.min(first.0), whole.min(second.0), read.min(second.1));
            memory = memory.min(second.2);
            if is_fair(quarter, whole, read) {
                break;
            }
        }
        let growth = whole.as_secs_f64() / quarter.as_secs_f64();
        let times = whole.as_secs_f64() / read.as_secs_f64();
        let said = format!(
            "{name}: {growth:.1} times a quarter of it, {times:.1} times reading as much JSON, {memory:.1} bytes in memory for each of its own"
        );
        println!("{said}");
        if !is_fair(quarter, whole, read) || memory > *memory_max {
            faults.push(said);
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// At most ten times a quarter and forty times reading the same bytes, where that is long enough to tell: the processor is counted in steps.
fn is_fair(quarter: Duration, whole: Duration, read: Duration) -> bool {
    whole < 10 * quarter.max(Duration::from_millis(5)) && whole < 40 * read.max(Duration::from_millis(4))
}

#[test]
fn first_third_of_the_most_expensive_requests_costs_in_proportion_to_its_bytes() {
    look(0);
}

#[test]
fn second_third_of_the_most_expensive_requests_costs_in_proportion_to_its_bytes() {
    look(1);
}

#[test]
fn last_third_of_the_most_expensive_requests_costs_in_proportion_to_its_bytes() {
    look(2);
}

/// Comes back from a provider that says so much of somebody.
fn come_back(share: usize, claim: fn(usize) -> Value) -> (Duration, Duration, f64) {
    let (app, provider) = installation();
    app.sign_in("anna@example.com");
    // A token may have 16 KB.
    let said = claim(2_500 * share);
    let bytes = said.to_string().len();
    provider.claims.replace(json!({ "more": said }));
    let mut browser = app.browser();
    let query = provider.allow(&start(&mut browser, "ours"));
    let cookie = format!("__Host-portico_provider={}", browser.cookies["__Host-portico_provider"]);
    let request = browser.request::<ShowSession>(&(), Value::Null);
    let request = Request {
        path: "/api/sign-in/providers/ours/callback".into(),
        query,
        fetch_site: Some("cross-site".into()),
        cookie: Some(cookie),
        ..request
    };
    let weighed = weigh(&app, &request, bytes);
    assert_eq!(app.db().number("SELECT count(*) FROM linked_providers"), 1, "{bytes} were taken");
    weighed
}

#[test]
fn token_of_a_provider_costs_in_proportion_to_its_bytes() {
    let claims: [fn(usize) -> Value; 3] = [
        |bytes| value(&small_objects(bytes)),
        |bytes| value(&digits(bytes)),
        |bytes| "a".repeat(bytes).into(),
    ];
    for claim in claims {
        let fair = (0..3).any(|_| {
            let ((quarter, ..), (whole, read, memory)) = (come_back(1, claim), come_back(4, claim));
            // As a tree, which takes eighty times its bytes; but these are few.
            is_fair(quarter, whole, read) && memory < 130.0
        });
        assert!(fair, "{:?} {:?}", come_back(1, claim), come_back(4, claim));
    }
}
