//! Endpoints for anybody: there is no proof, so the handler gets the database itself.

use super::Handler;
use super::input::{self, Asked};
use crate::context::Context;
use crate::db::Db;
use crate::error::Error;
use crate::http::Answer;
use crate::ports::Local;
use portico_api::Endpoint;
use portico_api::access::Public;
use std::marker::PhantomData;

/// A handler of a public endpoint.
pub(super) struct Open<E, F>(pub(super) F, pub(super) PhantomData<E>);

impl<D, E, F> Handler<D> for Open<E, F>
where
    D: Db,
    E: Endpoint<Access = Public>,
    F: for<'a> AsyncFn(&'a D, &'a Context<'a>, E::Params, E::Body) -> Result<Answer, Error>,
{
    fn call<'a>(
        &'a self,
        db: &'a D,
        cx: &'a Context<'a>,
        asked: &'a Asked,
    ) -> Local<'a, Result<Answer, Error>> {
        Box::pin(async move {
            let params = asked.params::<E>()?;
            (self.0)(db, cx, params, input::body::<E>(cx.request)?).await
        })
    }
}
