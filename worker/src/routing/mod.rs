//! From an endpoint of the contract to the handler that answers it.

mod attempt;
mod change;
mod door;
mod guarded;
mod input;
mod open;
mod read;
mod table;

pub use table::Routes;

use crate::context::Context;
use crate::db::Db;
use crate::error::Error;
use crate::http::Answer;
use crate::ports::Local;
use input::Asked;

/// What answers one endpoint.
trait Handler<D: Db> {
    fn call<'a>(
        &'a self,
        db: &'a D,
        cx: &'a Context<'a>,
        asked: &'a Asked,
    ) -> Local<'a, Result<Answer, Error>>;
}
