//! Memberships in the database.

use crate::access::{OrganizationProof, Select, select_only};
use crate::args;
use crate::context::Context;
use crate::db::{Right, Statement, guard};
use crate::error::Error;
use crate::organizations::{organization_json, role_json};
use portico_api::access::{Admin, InOrganization, Owner, Viewer};
use portico_api::members::{ListMembersParams, MemberParams, RoleChange};
use portico_api::{OrganizationId, Role};

/// The SQL expression for a member, from a membership `m` and its user `u`.
macro_rules! member_json {
    () => {
        concat!(
            "json_object('user_id', m.user_id, 'email', u.email, 'name', u.name, 'role', ",
            role_json!("m.role"),
            ", 'since', m.created_at, 'last_seen_at', (SELECT max(s.last_seen_at) FROM sessions s WHERE s.user_id = m.user_id), \
               'restored_at', m.restored_at)"
        )
    };
}

// `?4` is the search, `?5` a role's rank or NULL, `?6` where the page before ended: an address, which has no space in it, and
// what was shown.
macro_rules! is_found {
    () => {
        "(instr(m.email_key, ?4) > 0 OR instr(u.name_key, ?4) > 0) AND (?5 IS NULL OR m.role = ?5)"
    };
}

const PAGE: &str = concat!(
    ", page AS (SELECT m.* FROM organization o \
       JOIN memberships m ON m.organization_id = o.id JOIN users u ON u.id = m.user_id \
       WHERE (m.shown_key, m.email_key) > (substr(?6, instr(?6, ' ') + 1), substr(?6, 1, max(instr(?6, ' ') - 1, 0))) AND ",
    is_found!(),
    " ORDER BY m.shown_key, m.email_key LIMIT 51)"
);

const LIST: &str = concat!(
    "SELECT json_object('organization', json(",
    organization_json!(),
    "), 'members', json((SELECT json_group_array(json(item)) FROM (SELECT ",
    member_json!(),
    " AS item FROM page m JOIN users u ON u.id = m.user_id ORDER BY m.shown_key, m.email_key LIMIT 50))), \
     'next', (SELECT email_key || ' ' || shown_key FROM page WHERE (SELECT count(*) FROM page) > 50 \
       ORDER BY shown_key, email_key LIMIT 1 OFFSET 49), \
     'found', CASE WHEN ?4 <> '' OR ?5 IS NOT NULL THEN (SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id \
       WHERE m.organization_id = o.id AND ",
    is_found!(),
    ") END, 'owners', (SELECT count(*) FROM memberships x WHERE x.organization_id = o.id AND x.role = 4)) FROM organization o"
);

/// In the scope `organization`: the organization, and one page of its members.
pub(super) fn list(params: &ListMembersParams) -> Select {
    let search = params.search.as_ref().map_or("", |search| search.as_str());
    let after = params.after.as_ref().map_or("", |after| after.as_str());
    Select { with: PAGE, body: LIST, args: args![search, params.role, after] }
}

/// The statement that answers one member.
pub(super) fn one(cx: &Context, proof: &OrganizationProof<Admin>, member: &str) -> Result<Statement, Error> {
    let params = MemberParams { organization: proof.id().to_string(), member: member.to_owned() };
    let body = concat!(
        "SELECT ",
        member_json!(),
        " FROM organization o JOIN memberships m ON m.organization_id = o.id AND m.user_id = ?4 JOIN users u ON u.id = m.user_id"
    );
    select_only::<InOrganization<Viewer>, _>(cx, &params, Select { with: "", body, args: args![member] })
}

/// Undoes the batch when it has left the organization without an Owner: so it goes behind the effect.
fn an_owner_is_left(organization: &OrganizationId) -> Statement {
    let condition = "EXISTS (SELECT 1 FROM memberships WHERE organization_id = ?1 AND role = 4)";
    guard::holds("last_owner", condition, args![organization])
}

/// The member is one of this organization's.
fn is_member(organization: &OrganizationId, member: &str) -> Statement {
    let condition = "EXISTS (SELECT 1 FROM memberships WHERE organization_id = ?1 AND user_id = ?2)";
    guard::holds("target", condition, args![organization, member])
}

pub(super) fn change_role(
    proof: &OrganizationProof<Admin>,
    member: &str,
    change: &RoleChange,
) -> Vec<Statement> {
    let unchanged =
        "EXISTS (SELECT 1 FROM memberships WHERE organization_id = ?1 AND user_id = ?2 AND role = ?3)";
    // The caller's own rank counts in this very transaction: a demotion a moment ago bites.
    let still_above =
        "EXISTS (SELECT 1 FROM memberships WHERE organization_id = ?1 AND user_id = ?2 AND role >= ?3)";
    let highest = change.role.max(change.from);
    vec![
        is_member(proof.id(), member),
        guard::holds("stale", unchanged, args![proof.id(), member, change.from]),
        guard::right(
            Right::Rank { select: "SELECT ?1", args: args![highest] },
            "rank",
            still_above,
            args![proof.id(), proof.caller().user_id(), highest],
        ),
        Statement::new(
            "UPDATE memberships SET role = ?3, restored_at = NULL WHERE organization_id = ?1 AND user_id = ?2",
            args![proof.id(), member, change.role],
        ),
        an_owner_is_left(proof.id()),
    ]
}

/// The member is one, and not above the caller.
pub(super) fn may_remove(proof: &OrganizationProof<Admin>, member: &str) -> Vec<Statement> {
    let not_above = "\
        (SELECT role FROM memberships WHERE organization_id = ?1 AND user_id = ?2) \
        >= (SELECT role FROM memberships WHERE organization_id = ?1 AND user_id = ?3)";
    let rank = Right::Rank {
        select: "SELECT role FROM memberships WHERE organization_id = ?1 AND user_id = ?2",
        args: args![proof.id(), member],
    };
    vec![
        is_member(proof.id(), member),
        guard::right(rank, "rank", not_above, args![proof.id(), proof.caller().user_id(), member]),
    ]
}

pub(super) fn remove(organization: &OrganizationId, member: &str) -> [Statement; 2] {
    [delete(organization, member), an_owner_is_left(organization)]
}

pub(super) fn transfer(proof: &OrganizationProof<Owner>, member: &str) -> Vec<Statement> {
    let set =
        "UPDATE memberships SET role = ?3, restored_at = NULL WHERE organization_id = ?1 AND user_id = ?2";
    vec![
        is_member(proof.id(), member),
        Statement::new(set, args![proof.id(), member, Role::Owner]),
        Statement::new(set, args![proof.id(), proof.caller().user_id(), Role::Admin]),
    ]
}

fn delete(organization: &OrganizationId, member: &str) -> Statement {
    Statement::new(
        "DELETE FROM memberships WHERE organization_id = ?1 AND user_id = ?2",
        args![organization, member],
    )
}
