//! What the cache must know about an endpoint, as a value.

use super::cache::Data;
use crate::client::Failure;
use portico_api::Endpoint;
use portico_api::access::{Access, Rule};
use std::sync::Arc;

/// An endpoint's answers: how to read and compare them.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) public: bool,
    pub(super) decode: fn(&str) -> Result<Data, Failure>,
    pub(super) same: fn(&Data, &Data) -> bool,
}

impl Kind {
    pub(super) fn of<E: Endpoint>() -> Self
    where
        E::Reply: PartialEq + Send + Sync,
    {
        Self {
            name: E::NAME,
            public: matches!(E::Access::RULE, Rule::Public),
            decode: |text| match serde_json::from_str::<E::Reply>(text) {
                Ok(reply) => Ok(Arc::new(reply)),
                Err(_) => Err(Failure::garbled(200)),
            },
            same: |one, other| one.downcast_ref::<E::Reply>() == other.downcast_ref::<E::Reply>(),
        }
    }
}
