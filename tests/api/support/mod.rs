//! An installation for one test, and browsers that use it.

mod browser;
mod reply;
mod world;

pub(crate) use browser::Browser;
pub(crate) use reply::Reply;
pub(crate) use world::{World, create_organization, create_project};

use crate::database::Sqlite;
use portico_edge::config::Config;
use portico_edge::db::Db;
use portico_edge::http::Request;
use portico_edge::ports::{Clock, Random};
use portico_edge::routes::routes;
use portico_edge::service::Service;
use std::cell::Cell;
use std::rc::Rc;

/// Where the tests' console stands.
pub(crate) const ORIGIN: &str = "http://localhost:8787";

/// One minute, hour and day in milliseconds.
pub(crate) const MINUTE: i64 = 60 * 1000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A clock that a test sets.
pub(crate) struct TestClock(Cell<i64>);

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.get()
    }
}

/// A generator that answers the same numbers in every run (SplitMix64).
pub(crate) struct TestRandom(Cell<u64>);

impl Random for TestRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0.set(self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
            let mut mixed = self.0.get();
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (mixed >> 33) as u8;
        }
    }
}

/// An installation with an empty database.
pub(crate) struct TestApp {
    pub(crate) service: Service<Sqlite, TestClock, TestRandom>,
}

impl TestApp {
    pub(crate) fn new() -> Self {
        Self::with_config(Config::new(ORIGIN, "local"))
    }

    pub(crate) fn with_config(config: Config) -> Self {
        let clock = TestClock(Cell::new(1_790_000_000_000));
        let random = TestRandom(Cell::new(7));
        Self { service: Service::new(Sqlite::migrated(), clock, random, config, Rc::new(routes())) }
    }

    pub(crate) fn db(&self) -> &Sqlite {
        &self.service.db
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, milliseconds: i64) {
        self.service.clock.0.set(self.service.clock.now() + milliseconds);
    }

    /// Answers a request, then does what was left for afterwards.
    pub(crate) fn send(&self, request: &Request) -> Reply {
        let response = pollster::block_on(self.service.handle(request));
        if !response.afterwards.is_empty() {
            pollster::block_on(self.service.db.batch(response.afterwards.clone())).unwrap();
        }
        Reply::new(response)
    }

    /// A browser without cookies.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A browser signed in by mail, as a person would.
    pub(crate) fn sign_in(&self, email: &str) -> Browser<'_> {
        let mut browser = self.browser();
        browser.sign_in(email);
        browser
    }

    /// The code in the newest mail.
    pub(crate) fn newest_code(&self) -> String {
        self.db().text("SELECT substr(subject, 1, 6) FROM mailbox ORDER BY id DESC LIMIT 1")
    }
}
