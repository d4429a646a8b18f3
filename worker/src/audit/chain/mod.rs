//! The chain of each organization's log: entries are numbered when they are written (migrations/0030_audit_chain.sql), and sealed soon afterwards.

mod seal;
mod store;

pub(crate) use seal::seal;

use crate::access::Select;
use crate::config::Config;
use crate::context::Context;
use crate::error::Error;
use crate::schema::read_json;
use crate::secret::{derive, hex};
use portico_api::OrganizationId;
use portico_api::audit::{AuditChain, AuditCheckpoint, AuditLink, AuditSeal, ShowAuditChainParams};
use serde::Deserialize;

/// Up to where an organization's entries were removed because their time was over.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Checkpoint {
    pub(crate) number: i64,
    /// Of the seal that ended with it.
    pub(crate) hash: String,
    pub(crate) at: Option<i64>,
    pub(crate) signature: Option<String>,
}

impl Checkpoint {
    /// What only this installation can write. `None`: it has no key.
    pub(crate) fn sign(
        config: &Config,
        organization: &str,
        number: i64,
        hash: &str,
        at: i64,
    ) -> Option<String> {
        let bytes = derive(config, "audit_checkpoint", organization, &format!("{number}:{hash}:{at}"))?;
        Some(hex(&bytes))
    }

    /// Whether this installation has written it, or there is none.
    pub(crate) fn is_signed(&self, config: &Config, organization: &str) -> bool {
        let expected =
            || Self::sign(config, organization, self.number, &self.hash, self.at.unwrap_or_default());
        self.number == 0 || (self.signature.is_some() && self.signature == expected())
    }
}

/// What SQL found.
#[derive(Debug, Deserialize)]
struct Found {
    organization: OrganizationId,
    last: i64,
    began_at: Option<i64>,
    checkpoint: Checkpoint,
    entries: Vec<AuditLink>,
    seals: Vec<AuditSeal>,
    more: bool,
}

/// In the scope `organization`: [`Found`].
pub(crate) fn show(params: &ShowAuditChainParams) -> Select {
    store::show(params)
}

/// The slice, with what SQL can't know: whether the checkpoint is ours.
pub(crate) fn shown(cx: &Context, found: &str) -> Result<String, Error> {
    let Found { organization, last, began_at, checkpoint, entries, seals, more } = read_json(found)?;
    let signed = checkpoint.is_signed(cx.config, organization.as_str());
    let checkpoint = AuditCheckpoint { number: checkpoint.number, hash: checkpoint.hash, signed };
    let chain = AuditChain { organization, last, began_at, checkpoint, entries, seals, more };
    // Text keys and no floats: turning them into JSON does not fail.
    Ok(serde_json::to_string(&chain).unwrap_or_default())
}
