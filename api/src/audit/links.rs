//! The chain of the log, for whoever looks whether it holds.

use super::chain::{Break, Chain, Head, Link, Seal};
use crate::access::{Admin, InOrganization};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::ids::OrganizationId;
use crate::page::Cursor;
use crate::params::params;
use serde::{Deserialize, Serialize};

params!(
    /// Where in the chain to go on.
    ShowAuditChainParams {
        /// The organization's slug or ID.
        organization: String,
        /// The ID of the last entry that was read.
        after: Option<Cursor>,
        /// The number up to which seals were read.
        sealed: Option<i64>,
    }
);

/// `GET /api/organizations/{organization}/audit/chain`: a slice of the chain, oldest first. [`AuditChain::check`] takes one after the other.
pub struct ShowAuditChain;

impl Endpoint for ShowAuditChain {
    const NAME: &'static str = "show_audit_chain";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/audit/chain";
    const SUMMARY: &'static str = "Show the entries of the audit log with their numbers and seals, oldest first, to check that none was changed or removed.";
    type Access = InOrganization<Admin>;
    type Params = ShowAuditChainParams;
    type Body = Empty;
    type Reply = AuditChain;
}

/// A slice of the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditChain {
    /// What stands at the beginning of every entry's text.
    pub organization: OrganizationId,
    /// The number that was given last.
    pub last: i64,
    /// When the chain began. Milliseconds since 1970. Absent: nothing was written since there are chains.
    pub began_at: Option<i64>,
    pub checkpoint: AuditCheckpoint,
    /// In the order of their IDs.
    pub entries: Vec<AuditLink>,
    /// Those whose entries have all been read, in order.
    pub seals: Vec<AuditSeal>,
    /// Whether there is more.
    pub more: bool,
}

/// Up to where entries were removed because their time was over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditCheckpoint {
    /// The number of the last one; 0: none was removed.
    pub number: i64,
    /// The hash of the seal that ended with it.
    pub hash: String,
    /// Whether this installation has signed it. True where none was removed.
    pub signed: bool,
}

/// An entry in the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditLink {
    /// Absent: it is of before the chain began.
    pub number: Option<i64>,
    /// Milliseconds since 1970.
    pub at: i64,
    /// ID, person, action, kind and ID of the target, details, request ID, browser, time, status and hour of a refusal, country, way, project, mode and
    /// name of the target: as the database has them.
    pub columns: Vec<Option<String>>,
}

/// A seal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditSeal {
    pub first: i64,
    pub last: i64,
    /// SHA-256 of the hash before it and of the texts of its entries.
    pub hash: String,
    /// The first 16 digits of each entry's own hash.
    pub marks: String,
}

impl AuditChain {
    /// Goes on with a chain by this slice.
    pub fn check(&self, chain: &mut Chain) -> Result<(), Break> {
        let head = Head {
            last: self.last,
            began_at: self.began_at,
            removed: self.checkpoint.number,
            removed_hash: &self.checkpoint.hash,
            is_signed: self.checkpoint.signed,
        };
        chain.head(&head)?;
        for AuditLink { number, at, columns } in &self.entries {
            chain.link(&head, &Link { number: *number, at: *at, columns })?;
        }
        for AuditSeal { first, last, hash, marks } in &self.seals {
            chain.seal(&Seal { first: *first, last: *last, hash, marks })?;
        }
        Ok(())
    }

    /// The parameters of the next slice, if there is one.
    pub fn next(&self, params: ShowAuditChainParams, chain: &Chain) -> Option<ShowAuditChainParams> {
        let id = self.entries.last().and_then(|entry| entry.columns.first().cloned().flatten());
        let after = id.map(Cursor::new).or(params.after);
        self.more.then(|| ShowAuditChainParams { after, sealed: Some(chain.sealed()), ..params })
    }
}
