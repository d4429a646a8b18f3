//! Changes that must look before they can say what they write: the handler gets its proof and the database.

use super::Handler;
use super::door::{DoorOf, one_row, prove, refuse};
use super::input::{self, Asked};
use crate::access::{Prove, Select, prove_and_select};
use crate::context::Context;
use crate::db::Db;
use crate::error::Error;
use crate::http::Answer;
use crate::ports::Local;
use portico_api::Endpoint;
use std::marker::PhantomData;

/// A handler that runs its own batch. It writes its own audit entry, in that batch.
pub(super) struct Guarded<E, F>(pub(super) F, pub(super) PhantomData<E>);

impl<D, E, F> Handler<D> for Guarded<E, F>
where
    D: Db,
    E: Endpoint,
    E::Access: Prove<E::Params>,
    F: for<'a> AsyncFn(
        &'a D,
        &'a Context<'a>,
        <E::Access as Prove<E::Params>>::Proof,
        E::Params,
        E::Body,
    ) -> Result<Answer, Error>,
{
    fn call<'a>(
        &'a self,
        db: &'a D,
        cx: &'a Context<'a>,
        asked: &'a Asked,
    ) -> Local<'a, Result<Answer, Error>> {
        Box::pin(async move {
            let params = match asked.params::<E>() {
                Ok(params) => params,
                Err(fault) => return Err(refuse(db, cx, asked, fault, &DoorOf::<E>::new()).await),
            };
            let statement = prove_and_select::<E::Access, _>(cx, &params, Select::of("NULL"))?;
            let mut row = one_row(db.query(statement).await?)?;
            let proof = prove::<E::Access, _>(cx, &mut row)?;
            let body = input::body::<E>(cx.request)?;
            match (self.0)(db, cx, proof, params.clone(), body).await {
                // Since the proof the caller lost the right: a new proof says what is left of it.
                Err(Error::Forbidden) => {
                    let again = prove_and_select::<E::Access, _>(cx, &params, Select::of("NULL"))?;
                    prove::<E::Access, _>(cx, &mut one_row(db.query(again).await?)?)?;
                    Err(Error::Forbidden)
                }
                outcome => outcome,
            }
        })
    }
}
