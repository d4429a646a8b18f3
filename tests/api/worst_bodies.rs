//! The worst bodies that an endpoint's limit lets in, of each endpoint that takes one and in each of its fields: none is answered by a fault of ours, and none
//! costs more than in proportion to its bytes. Counted is what is the same in every run: what is asked of the memory, steps of the database, and what it is given.
//!
//! `costs.rs` holds the most expensive bodies that are accepted against time as well; most of these are refused, and have to be read for that.

mod bodies;
mod fillers;

use crate::openapi::{Generator, Operation, Place};
use crate::support::memory::{asked, peak};
use crate::support::{TestApp, World, events_header};
use bodies::{body, declare, holes, with};
use fillers::{ALL, Filler, OF_INNER};
use portico_api::registry;
use portico_edge::http::{BODY_MAX, Request};
use portico_edge::ports::Clock;
use serde_json::Value;

/// What a request costs.
#[derive(Clone, Copy, Debug)]
struct Cost {
    /// How often memory was asked for, and how much in all.
    allocations: usize,
    allocated: usize,
    /// How much of it there was at once.
    most: usize,
    /// Steps of SQLite's machine, and bytes of the texts that it was given.
    steps: usize,
    given: usize,
    /// Bytes of the answer.
    answered: usize,
}

/// What may come of one byte at most: `[{},{},…]` is a tree of eighty times its bytes, and `{"a":0,"b":0,…}` is looked at twice, and answered name by name.
const OF_A_BYTE: Cost =
    Cost { allocations: 6, allocated: 400, most: 120, steps: 60, given: 12, answered: 40 };
/// What a request costs whatever it says, and so much more may one cost that gets further than a smaller one.
const OF_A_REQUEST: Cost = Cost {
    allocations: 4_000,
    allocated: 2_000_000,
    most: 600_000,
    steps: 20_000,
    given: 60_000,
    answered: 4_000,
};

impl Cost {
    fn parts(self) -> [(&'static str, usize); 6] {
        [
            ("allocations", self.allocations),
            ("bytes allocated", self.allocated),
            ("bytes at once", self.most),
            ("steps of the database", self.steps),
            ("bytes given to the database", self.given),
            ("bytes of the answer", self.answered),
        ]
    }

    /// What grows by more than the bytes do, which are four times as many, or is too much for them.
    fn faults(self, quarter: Cost, bytes: usize) -> Vec<String> {
        let all = self.parts().into_iter().zip(quarter.parts());
        let bounds = OF_A_BYTE.parts().into_iter().zip(OF_A_REQUEST.parts());
        let said =
            all.zip(bounds).filter_map(|(((name, whole), (_, quarter)), ((_, of_byte), (_, once)))| {
                let grows = whole > 5 * quarter + once;
                let is_much = whole > of_byte * bytes + once;
                (grows || is_much)
                    .then(|| format!("{whole} {name} of {bytes} bytes, and {quarter} of a quarter"))
            });
        said.collect()
    }
}

/// Sends it, and does nothing of what is left for afterwards. Answers the status as well.
fn weigh(app: &TestApp, request: &Request) -> (u16, Cost) {
    app.db().statements.set(0);
    app.db().steps.set(0);
    app.db().given.set(0);
    let ((response, most), all) = asked(|| peak(|| app.block_on(app.service.handle(request))));
    let cost = Cost {
        allocations: all.times,
        allocated: all.bytes,
        most,
        steps: usize::try_from(app.db().steps.get()).unwrap(),
        given: app.db().given.get(),
        answered: response.body.len(),
    };
    (response.status, cost)
}

/// An installation in which the operation finds what its path names, for as long as nothing is changed in it.
struct Site<'a> {
    operation: &'a Operation,
    base: &'a Value,
}

impl Site<'_> {
    /// Sends the body with each of those in each of the places, in two sizes. `most`: bytes of the larger one.
    fn look(&self, places: &[(String, Vec<Filler>)], most: usize) -> Vec<String> {
        let mut left: Vec<_> = places
            .iter()
            .flat_map(|(place, fillers)| fillers.iter().map(move |filler| (place, filler)))
            .collect();
        let mut faults = Vec::new();
        // Until one of them has done something that takes away what the path leads to.
        while !left.is_empty() {
            let app = TestApp::new();
            let world = World::new(&app);
            declare(&world);
            let place = Place::make(&world, self.operation.name);
            while let Some((at, (name, fill))) = left.pop() {
                let request = |bytes: usize| {
                    let body = with(self.base, at, |room| fill(bytes.saturating_sub(room)));
                    (body.len(), self.operation.request(&world.owner, &place, body.into_bytes()))
                };
                let (of_quarter, quarter) = request(most / 4);
                let (bytes, whole) = request(most);
                assert!(of_quarter <= most / 4 && bytes <= most, "{name}: {bytes} bytes");
                let (first, second) = (weigh(&app, &quarter), weigh(&app, &whole));
                let said = |what: String| format!("{} {at} {name}: {what}", self.operation.name);
                for (status, _) in [first, second] {
                    if status >= 500 {
                        faults.push(said(format!("was answered {status}")));
                    }
                }
                faults.extend(second.1.faults(first.1, bytes).into_iter().map(said));
                if first.0 < 400 || second.0 < 400 {
                    break;
                }
            }
        }
        faults
    }
}

/// Looks at every `part`th of three operations, so that three threads share them.
fn look(part: usize) {
    let mut generator = Generator::new();
    let mut faults = Vec::new();
    let all = Operation::all();
    let with_body = all.iter().filter_map(|operation| Some((operation, body(operation, &mut generator)?)));
    for (operation, base) in with_body.skip(part).step_by(3) {
        let site = Site { operation, base: &base };
        let fillers = |place: &str| if place.matches('/').count() < 2 { ALL } else { OF_INNER };
        let places: Vec<_> =
            holes(&base).into_iter().map(|place| (place.clone(), fillers(&place).to_vec())).collect();
        faults.extend(site.look(&places, BODY_MAX));
        let entry = registry::all().into_iter().find(|entry| entry.name == operation.name);
        let most = entry.map_or(BODY_MAX, |entry| entry.body_max);
        if most > BODY_MAX {
            let largest = ["", "/live/values/a.json", "/live/draft", "/settings"];
            let places: Vec<_> =
                largest.iter().map(|place| ((*place).to_owned(), OF_INNER.to_vec())).collect();
            faults.extend(site.look(&places, most));
        }
    }
    assert!(faults.is_empty(), "{}: {:#?}", faults.len(), &faults[..faults.len().min(60)]);
}

#[test]
fn worst_bodies_of_the_first_third_of_all_endpoints_cost_in_proportion_to_their_bytes() {
    look(0);
}

#[test]
fn worst_bodies_of_the_second_third_of_all_endpoints_cost_in_proportion_to_their_bytes() {
    look(1);
}

#[test]
fn worst_bodies_of_the_last_third_of_all_endpoints_cost_in_proportion_to_their_bytes() {
    look(2);
}

#[test]
fn worst_messages_that_stripe_could_sign_cost_in_proportion_to_their_bytes() {
    let app = crate::stripe::app();
    let base = serde_json::json!({ "id": "evt_1", "type": "customer.subscription.updated", "data": { "object": { "customer": "cus_1" } } });
    let mut faults = Vec::new();
    for place in holes(&base) {
        for (name, fill) in ALL {
            let request = |bytes: usize| {
                let body = with(&base, &place, |room| fill(bytes.saturating_sub(room)));
                let signature = events_header(crate::stripe::SECRET, app.service.clock.now(), &body);
                Request {
                    method: "POST".to_owned(),
                    path: "/api/stripe/webhook".to_owned(),
                    content_type: Some("application/json".to_owned()),
                    stripe_signature: Some(signature),
                    body: body.into_bytes(),
                    ..Request::default()
                }
            };
            let (quarter, whole) = (weigh(&app, &request(BODY_MAX / 4)), weigh(&app, &request(BODY_MAX)));
            if quarter.0 >= 500 || whole.0 >= 500 {
                faults.push(format!("{place} {name}: {} and {}", quarter.0, whole.0));
            }
            let said = |what| format!("{place} {name}: {what}");
            faults.extend(whole.1.faults(quarter.1, BODY_MAX).into_iter().map(said));
        }
    }
    assert!(faults.is_empty(), "{}: {:#?}", faults.len(), &faults[..faults.len().min(60)]);
}
