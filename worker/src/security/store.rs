//! What an organization asks of sign-ins, in the database: on its own row.

use crate::access::{OrganizationProof, PROVEN, ways_json};
use crate::args;
use crate::budgets;
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::notices;
use portico_api::access::Owner;
use portico_api::security::SecurityChange;

macro_rules! security_json {
    () => {
        concat!(
            "json_object('ways', ",
            ways_json!("o.sign_in_ways"),
            ", 'sign_in_hours', o.session_ms / 3600000, 'version', o.security_version)"
        )
    };
}

/// In the scope `organization`.
pub(super) const SHOW: &str = concat!("SELECT ", security_json!(), " FROM organization o");

/// In the scope `organization`: the same, with its name.
pub(super) const LIFTABLE: &str =
    concat!("SELECT json_object('name', o.name, 'asked', ", security_json!(), ") FROM organization o");

/// Sets both, if the version is still the one that the change was based on.
pub(super) fn set(proof: &OrganizationProof<Owner>, change: &SecurityChange) -> Vec<Statement> {
    vec![at_version("stale", proof, change.version), write(proof, change)]
}

/// As [`set`], by whoever has just signed in; and the mails to all Owners.
pub(super) fn lift(cx: &Context, proof: &OrganizationProof<Owner>, none: &SecurityChange) -> Vec<Statement> {
    let mut statements = budgets::take(vec![budgets::LIFT_SECURITY.charge(cx, proof.id().as_str())], cx.now);
    statements.extend([
        // The session may have ended since the proof.
        guard::holds("proof", PROVEN, args![proof.caller().session_id(), cx.now]),
        at_version("again", proof, none.version),
        write(proof, none),
        notices::security_lifted(cx, proof),
    ]);
    statements
}

fn at_version(guard: &str, proof: &OrganizationProof<Owner>, version: i64) -> Statement {
    let current = "EXISTS (SELECT 1 FROM organizations WHERE id = ?1 AND security_version = ?2)";
    guard::holds(guard, current, args![proof.id(), version])
}

fn write(proof: &OrganizationProof<Owner>, change: &SecurityChange) -> Statement {
    let ways: Vec<&str> = change.ways.iter().map(|way| way.as_str()).collect();
    let ways = (!ways.is_empty()).then(|| format!(" {} ", ways.join(" ")));
    Statement::new(
        "UPDATE organizations SET sign_in_ways = ?2, session_ms = ?3, security_version = security_version + 1 WHERE id = ?1",
        args![proof.id(), ways, change.session_ms()],
    )
}
