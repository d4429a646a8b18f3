//! The service: a request in, a response out, whatever the runtime.

use crate::config::Config;
use crate::context::Context;
use crate::db::Db;
use crate::delivery::{self, Asked, Delivered, Memory};
use crate::error::Error;
use crate::http::{BODY_MAX, Request, Response, unready};
use crate::ports::{Cipher, Clock, ConfigStore, Meter, Payments, Random, Web};
use crate::providers::{self, Outside};
use crate::routing::Routes;
use crate::{mail, notices, secret, stripe};
use portico_api::problem;
use std::rc::Rc;

/// Portico's API over a database.
pub struct Service<D, C, R, X> {
    pub db: D,
    pub clock: C,
    pub random: R,
    pub cipher: X,
    pub payments: Rc<dyn Payments>,
    /// Who counts reads in place of the database.
    pub meter: Option<Rc<dyn Meter>>,
    /// The way to those whom people sign in with. `None` where there are none.
    pub web: Option<Rc<dyn Web>>,
    pub config: Config,
    /// What this instance remembers from one request to the next.
    pub memory: Rc<Memory>,
    routes: Rc<Routes<D>>,
}

impl<D: Db + 'static, C: Clock, R: Random, X: Cipher> Service<D, C, R, X> {
    /// `routes` and `memory` are shared, because they are made once and requests are many: see [`crate::routes::routes`].
    pub fn new(
        db: D,
        (clock, random, cipher, payments): (C, R, X, Rc<dyn Payments>),
        config: Config,
        memory: Rc<Memory>,
        routes: Rc<Routes<D>>,
    ) -> Self {
        Self { db, clock, random, cipher, payments, meter: None, web: None, config, memory, routes }
    }

    /// Answers one request. Whatever was sent, there is an answer.
    pub async fn handle(&self, request: &Request) -> Response {
        if let Some(page) = self.unready() {
            return page;
        }
        let ports: (&dyn Random, &dyn Cipher, &dyn Payments) = (&self.random, &self.cipher, &*self.payments);
        let outside =
            Outside { web: self.web.as_deref(), clock: &self.clock, memory: &self.memory.providers };
        let cx = Context::new(request, &self.config, ports, outside, self.clock.now());
        let path = request.path.as_str();
        let outcome = match (request.unread, mail::one_click_token(path), providers::called_back(path)) {
            // Whoever sends it: nothing is looked up for what nobody reads.
            (Some(why), ..) => Err(why.into()),
            _ if self.is_too_large(request) => {
                Err(Error::TooLarge(self.routes.body_max(&request.method, path)))
            }
            _ if request.is_encoded() => Err(Error::Encoded),
            _ if path == stripe::WEBHOOK_PATH => stripe::webhook(&self.db, &cx).await,
            // A mail program, from anywhere: what it may do stands in the link, which is signed.
            (_, Some(token), _) => mail::one_click(&self.db, &cx, token).await,
            // A browser that a provider has sent back: what it brings is bound to it.
            (_, _, Some(provider)) => providers::callback(&self.db, &cx, provider).await,
            _ => match notices::one_click_token(path) {
                Some(token) => notices::one_click(&self.db, &cx, token).await,
                None => self.routes.answer(&self.db, &cx).await,
            },
        };
        let mut response = match outcome {
            Ok(answer) => Response::new(answer, "application/json", &cx.request_id),
            Err(error) => {
                let mut response =
                    Response::new(error.answer(&cx.request_id), problem::MEDIA_TYPE, &cx.request_id);
                response.log = error.log().map(str::to_owned);
                response
            }
        };
        response.afterwards = cx.take_afterwards();
        for environment in &response.afterwards.published {
            self.memory.mark(environment);
        }
        response
    }

    /// Answers one read of a configuration.
    pub async fn deliver<S: ConfigStore>(&self, store: &S, asked: &Asked) -> Delivered<S::Body> {
        if let Some(page) = self.unready() {
            return Delivered::from(page);
        }
        delivery::deliver(self, store, asked).await
    }

    /// The page that is answered in place of everything, as long as something is missing that nobody may do without.
    fn unready(&self) -> Option<Response> {
        let lacks = &self.config.lacks;
        (!lacks.is_empty()).then(|| unready(lacks, &secret::new_id(self.clock.now(), &self.random)))
    }

    fn is_too_large(&self, request: &Request) -> bool {
        let bytes = request.body.len();
        bytes > BODY_MAX && bytes > self.routes.body_max(&request.method, &request.path)
    }

    /// The pattern of the route that a path belongs to: what a log may hold, since the token of an invite's link stands in the path.
    pub fn route_of(&self, path: &str) -> &'static str {
        match path {
            stripe::WEBHOOK_PATH => stripe::WEBHOOK_PATH,
            _ if mail::one_click_token(path).is_some() => mail::ONE_CLICK,
            _ if providers::called_back(path).is_some() => providers::CALLBACK,
            _ if notices::one_click_token(path).is_some() => notices::ONE_CLICK,
            _ => self.routes.pattern(path).unwrap_or("no route"),
        }
    }

    /// The mounted endpoints.
    pub fn routes(&self) -> &Routes<D> {
        &self.routes
    }
}
