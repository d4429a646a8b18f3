//! The service: a request in, a response out, whatever the runtime.

use crate::config::Config;
use crate::context::Context;
use crate::db::Db;
use crate::http::{Request, Response};
use crate::ports::{Clock, Random};
use crate::routing::Routes;
use portico_api::problem;
use std::rc::Rc;

/// Portico's API over a database.
pub struct Service<D, C, R> {
    pub db: D,
    pub clock: C,
    pub random: R,
    pub config: Config,
    routes: Rc<Routes<D>>,
}

impl<D: Db + 'static, C: Clock, R: Random> Service<D, C, R> {
    /// `routes` are shared, because they are built once and requests are many: see [`crate::routes::routes`].
    pub fn new(db: D, clock: C, random: R, config: Config, routes: Rc<Routes<D>>) -> Self {
        Self { db, clock, random, config, routes }
    }

    /// Answers one request. Whatever was sent, there is an answer.
    pub async fn handle(&self, request: &Request) -> Response {
        let cx = Context::new(request, &self.config, &self.random, self.clock.now());
        let mut response = match self.routes.answer(&self.db, &cx).await {
            Ok(answer) => Response::new(answer, "application/json", &cx.request_id),
            Err(error) => {
                let mut response =
                    Response::new(error.answer(&cx.request_id), problem::MEDIA_TYPE, &cx.request_id);
                response.log = error.log().map(str::to_owned);
                response
            }
        };
        response.afterwards = cx.take_afterwards();
        response
    }

    /// The mounted endpoints.
    pub fn routes(&self) -> &Routes<D> {
        &self.routes
    }
}
