//! An installation for one test, and browsers that use it.

mod authenticator;
mod browser;
mod configuring;
mod flood;
mod mailer;
pub(crate) mod memory;
mod payments;
mod ports;
pub(crate) mod provider;
mod reply;
mod time;
mod world;

pub(crate) use authenticator::{Authenticator, BACKED_UP, PRESENT, SYNCED, VERIFIED, base64url};
pub(crate) use browser::Browser;
pub(crate) use flood::{flooded, flooded_body};
pub(crate) use mailer::TestMailer;
pub(crate) use payments::{TestPayments, events_header};
pub(crate) use ports::{MemoryStore, TestCipher, TestRandom};
pub(crate) use reply::Reply;
pub(crate) use time::{Pace, TestClock};
pub(crate) use world::{FULL, World, create_organization, create_project, unlimited};

use crate::database::Sqlite;
use crate::openapi::{hold_read_to_document, hold_to_document};
use portico_edge::afterwards::{Afterwards, Hands};
use portico_edge::config::Config;
use portico_edge::delivery::{Asked, Body, Delivered, Drain, Memory, flush};
use portico_edge::http::{Request, Response};
use portico_edge::patience::together;
use portico_edge::ports::{Clock, Local, Payments};
use portico_edge::routes::routes;
use portico_edge::service::Service;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Where the tests' console stands.
pub(crate) const ORIGIN: &str = "http://localhost:8787";

/// One minute, hour and day in milliseconds.
pub(crate) const MINUTE: i64 = 60 * 1000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// An installation with an empty database.
pub(crate) struct TestApp {
    pub(crate) service: Service<Sqlite, TestClock, TestRandom, TestCipher>,
    /// Where mail goes that leaves after the answer.
    pub(crate) mailer: TestMailer,
    /// Where published documents lie.
    pub(crate) store: MemoryStore,
    /// Whoever collects the money.
    pub(crate) payments: Rc<TestPayments>,
    /// What was written into the log by what is done afterwards; a test that expects nothing there says so at its end by itself.
    pub(crate) logged: RefCell<Vec<String>>,
    /// Whether the test makes trouble that may stand in the log.
    pub(crate) expects_trouble: Cell<bool>,
    /// Whether every change has a key of its own, as the console's have; else only where one is asked for.
    pub(crate) keys_all: Cell<bool>,
    /// The change that was sent last.
    pub(crate) last_change: RefCell<Option<Request>>,
    runs: Cell<u32>,
}

impl TestApp {
    pub(crate) fn new() -> Self {
        Self::with_variables(&[("ORIGIN", ORIGIN), ("MAIL_TRANSPORT", "local")])
    }

    /// An installation with these variables and secrets.
    pub(crate) fn with_variables(variables: &[(&str, &str)]) -> Self {
        Self::reached_at("localhost:8787", variables)
    }

    /// The same, where requests are sent to this host.
    pub(crate) fn reached_at(host: &str, variables: &[(&str, &str)]) -> Self {
        let config = Config::read(
            |name| {
                let found = variables.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
            },
            host,
        );
        let clock = TestClock::at(1_790_000_000_000);
        let random = TestRandom(Cell::new(7));
        let payments = Rc::new(TestPayments { pace: Pace::of(&clock), ..TestPayments::default() });
        let mailer = TestMailer { pace: Pace::of(&clock), ..TestMailer::default() };
        let paces = (Pace::of(&clock), Pace::of(&clock));
        let store = MemoryStore { pace: paces.0, read_pace: paces.1, ..MemoryStore::default() };
        let database = Sqlite::paced(Pace::of(&clock));
        let shared: Rc<dyn Payments> = payments.clone();
        let cipher = TestCipher { pace: Pace::of(&clock) };
        let ports = (clock, random, cipher, shared);
        let service = Service::new(database, ports, config, Rc::default(), Rc::new(routes()));
        Self {
            service,
            mailer,
            store,
            payments,
            logged: RefCell::default(),
            expects_trouble: Cell::new(false),
            keys_all: Cell::new(false),
            last_change: RefCell::default(),
            runs: Cell::new(0),
        }
    }

    /// Does it to its end, in the time of the tests.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.service.clock.block_on(work)
    }

    /// Brings over what waits, as an instance with that memory.
    pub(crate) fn drain(&self, memory: &Memory) -> Vec<String> {
        self.db().statements.set(0);
        self.block_on(self.draining(memory))
    }

    pub(crate) async fn draining(&self, memory: &Memory) -> Vec<String> {
        let (db, store, random) = (self.db(), &self.store, &self.service.random);
        Drain { db, store, memory, clock: &self.service.clock, random }.run(true).await
    }

    pub(crate) fn db(&self) -> &Sqlite {
        &self.service.db
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, milliseconds: i64) {
        self.service.clock.set(self.service.clock.now() + milliseconds);
    }

    /// Answers a request, then does what was left for afterwards, as the runtime would.
    pub(crate) fn send(&self, request: &Request) -> Reply {
        if request.method != "GET" {
            self.last_change.replace(Some(request.clone()));
        }
        self.db().statements.set(0);
        let response = self.block_on(self.service.handle(request));
        self.finish(response.afterwards.clone());
        let reply = Reply::new(response);
        hold_to_document(request, &reply);
        reply
    }

    /// Answers all of them, each on its way before any is answered.
    pub(crate) fn at_once(&self, requests: &[Request]) -> Vec<u16> {
        self.db().statements.set(0);
        self.db().pace.takes.set(5);
        let all: Vec<Local<'_, Response>> = requests
            .iter()
            .map(|request| Box::pin(self.service.handle(request)) as Local<'_, Response>)
            .collect();
        let responses = self.block_on(together(all));
        self.db().pace.takes.set(0);
        responses.iter().map(|response| response.status).collect()
    }

    /// Answers a request, and dies before anything is done afterwards.
    pub(crate) fn send_and_die(&mut self, request: &Request) -> Reply {
        self.db().statements.set(0);
        let response = self.block_on(self.service.handle(request));
        self.restart();
        Reply::new(response)
    }

    /// A new instance: what the old one remembered is gone.
    pub(crate) fn restart(&mut self) {
        self.service.memory = Rc::new(Memory::default());
    }

    /// Reads a configuration without a key.
    pub(crate) fn read(&self, environment: &str) -> Delivered<String> {
        self.ask(&Asked { method: "GET".into(), path: place(environment), ..Asked::default() })
    }

    /// Reads a configuration with a key.
    pub(crate) fn read_with(&self, environment: &str, token: &str) -> Delivered<String> {
        let authorization = Some(format!("Bearer {token}"));
        self.ask(&Asked { method: "GET".into(), path: place(environment), authorization, ..Asked::default() })
    }

    /// Answers a read, then does what was left for afterwards, and counts it.
    pub(crate) fn ask(&self, asked: &Asked) -> Delivered<String> {
        self.db().statements.set(0);
        let mut delivered = self.block_on(self.service.deliver(&self.store, asked));
        self.finish(std::mem::take(&mut delivered.afterwards));
        hold_read_to_document(asked, &delivered);
        if delivered.look_in.is_some() {
            self.flush();
        }
        delivered
    }

    /// Writes the reads that were counted.
    pub(crate) fn flush(&self) {
        self.block_on(flush(&self.service)).unwrap();
    }

    /// What cron does.
    pub(crate) fn run_cron(&self) {
        self.db().statements.set(0);
        self.finish(self.work_of_cron());
    }

    /// The same, for a test that ends it in the middle.
    pub(crate) async fn cron(&self) -> Vec<String> {
        self.run(self.work_of_cron()).await
    }

    fn work_of_cron(&self) -> Afterwards {
        let statements = portico_edge::cleanup::statements(self.service.clock.now());
        Afterwards {
            statements,
            outbox: true,
            deliver: true,
            renew: true,
            bill: true,
            recount: true,
            ..Afterwards::default()
        }
    }

    async fn run(&self, work: Afterwards) -> Vec<String> {
        let run = self.runs.get().to_string();
        self.runs.set(self.runs.get() + 1);
        let hands = Hands {
            db: self.db(),
            mailer: &self.mailer,
            store: &self.store,
            memory: &self.service.memory,
            config: &self.service.config,
            payments: &*self.payments,
            meter: self.service.meter.as_deref(),
            random: &self.service.random,
            cipher: &self.service.cipher,
            clock: &self.service.clock,
        };
        work.run(hands, &run).await
    }

    fn finish(&self, work: Afterwards) {
        let log = self.block_on(self.run(work));
        let is_expected =
            self.store.is_down.get() || self.payments.is_used.get() || self.expects_trouble.get();
        assert!(log.is_empty() || is_expected, "{log:?}");
        self.logged.borrow_mut().extend(log);
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

/// The path of an environment's configuration.
pub(crate) fn place(environment: &str) -> String {
    format!("/v1/environments/{environment}/config")
}

/// The text of a delivered document.
pub(crate) fn text(delivered: &Delivered<String>) -> &str {
    match &delivered.body {
        Body::Text(text) | Body::PassedOn(text) => text,
        Body::Empty | Body::Dropped(_) => "",
    }
}
