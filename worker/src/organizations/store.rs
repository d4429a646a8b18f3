//! Organizations in the database.

use super::json::{organization_json, organization_page_json};
use super::room;
use crate::access::{Caller, OrganizationProof, Select, is_met};
use crate::action::Taken;
use crate::args;
use crate::budgets;
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::secret::new_suffix;
use portico_api::OrganizationId;
use portico_api::access::Admin;
use portico_api::organizations::{ListOrganizationsParams, NewOrganization, OrganizationChange};
use portico_api::text::{Slug, key};
use serde::{Deserialize, Serialize};

pub(super) const CONFLICTS: &[(&str, Taken)] =
    &[("organizations.slug", ("slug", "This slug is taken. Choose another one."))];

/// In the scope `organization`.
pub(super) const SHOW: &str = concat!("SELECT ", organization_json!(), " FROM organization o");

/// In the scope `organization`: [`Current`].
pub(super) const CURRENT: &str =
    "SELECT json_object('name', o.name, 'website', o.website, 'slug', o.slug) FROM organization o";

/// What can be changed, as it is.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Current {
    name: String,
    website: String,
    slug: String,
}

impl Current {
    /// Whether nothing would be another than it is.
    pub(super) fn is_already(&self, change: &OrganizationChange) -> bool {
        change.name.as_ref().is_none_or(|name| name.as_str() == self.name)
            && change.website.as_ref().is_none_or(|website| website.as_str() == self.website)
            && change.slug.as_ref().is_none_or(|slug| slug.as_str() == self.slug)
    }
}

// Names repeat, so the id is part of the order. No name holds a line feed: it parts name and id in the cursor.
macro_rules! page {
    ($begin:expr, $filter:literal, $order:expr) => {
        concat!(
            ", page AS (SELECT o.*, m.role, m.used_at, ",
            is_met!("o", "c.sign_ins"),
            " AS is_met, ",
            $begin,
            "o.name_key || char(10) || o.id AS place FROM caller c \
               JOIN memberships m ON m.user_id = c.user_id JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL",
            $filter,
            " ORDER BY ",
            $order,
            " LIMIT 51)"
        )
    };
}

/// As `?6` wants it: as it is, or the other way round.
macro_rules! either_way {
    () => {
        "iif(?6 = 0, place, NULL), iif(?6 = 0, NULL, place) DESC"
    };
}

/// How many organizations the caller is a member of.
macro_rules! mine {
    ($filter:literal) => {
        concat!(
            "SELECT count(*) FROM caller c JOIN memberships m ON m.user_id = c.user_id \
               JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL",
            $filter
        )
    };
}

/// The table `page` with the first page, for the session's answer.
pub(crate) const FIRST_PAGE_TABLES: &str = page!("", "", "place");

/// In the scope `caller`: one page of the caller's organizations.
pub(super) fn list(params: &ListOrganizationsParams) -> Select {
    let search = params.search.as_ref().map_or("", |search| search.as_str());
    let after = params.after.as_ref().map_or("", |after| after.as_str());
    Select {
        // What is before the name, by `?5`, has the same length in every row: the highest comes first.
        with: page!(
            // One that is closed to this session is sorted as if it had nothing.
            concat!(
                "CASE iif(?5 IN ('projects', 'members', 'plan') AND NOT ",
                is_met!("o", "c.sign_ins"),
                ", 'closed', ?5) \
               WHEN 'closed' THEN '9999999999' WHEN 'role' THEN 9 - m.role WHEN 'projects' THEN printf('%010d', 9999999999 - o.projects) \
               WHEN 'members' THEN printf('%010d', 9999999999 - o.members) \
               WHEN 'plan' THEN (SELECT CASE x.plan WHEN 'enterprise' THEN 1 WHEN 'pro' THEN 2 ELSE 3 END FROM subscriptions x \
                 WHERE x.organization_id = o.id) \
               WHEN 'used' THEN printf('%016d', 9000000000000000 - coalesce(m.used_at, 0)) ELSE '' END || "
            ),
            " WHERE (instr(o.name_key, ?3) > 0 OR instr(o.slug, ?3) > 0) AND (?4 = '' OR iif(?6 = 0, place > ?4, place < ?4))",
            either_way!()
        ),
        body: concat!(
            "SELECT json_object(",
            organization_page_json!(either_way!()),
            ", 'total', (",
            mine!(""),
            "), 'found', CASE WHEN ?3 <> '' THEN (",
            mine!(" WHERE (instr(o.name_key, ?3) > 0 OR instr(o.slug, ?3) > 0)"),
            ") END)"
        ),
        args: args![search, after, params.sort.by.as_str(), i64::from(params.sort.reversed)],
    }
}

/// The new organization, its first member and its subscription to Free. Without a slug of its own it gets the one its name suggests, with a suffix
/// where that is taken: decided here, so that two at the same moment can't choose the same.
pub(super) fn create(
    cx: &Context,
    caller: &Caller,
    id: &OrganizationId,
    new: &NewOrganization,
    is_first: bool,
) -> Vec<Statement> {
    let insert = "\
        INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at, created_by) \
        SELECT ?1, ?2, ?3, ?4, \
          CASE WHEN ?6 IS NOT NULL AND EXISTS (SELECT 1 FROM organizations WHERE slug = ?5) THEN ?6 ELSE ?5 END, ?7, ?7, ?8";
    let suffix = new_suffix(cx.random);
    let suggested = Slug::from_name(new.name.as_str());
    let (slug, otherwise) = match (&new.slug, &suggested) {
        (Some(chosen), _) => (chosen.to_string(), None),
        (None, Some(slug)) => (slug.to_string(), Some(slug.with_suffix(&suffix))),
        (None, None) => (format!("organization-{suffix}"), None),
    };
    let name = new.name.as_str();
    let mut statements = vec![room::keep(caller.user_id()), room::keep_membership(caller.user_id())];
    statements.extend(budgets::take(room::charges(cx, is_first), cx.now));
    statements.extend([
        Statement::new(
            insert,
            args![id, name, key(name), new.website.as_str(), slug, otherwise, cx.now, caller.user_id()],
        ),
        Statement::new(
            "INSERT INTO memberships (organization_id, user_id, role, created_at, email_key, name_key) \
             SELECT ?1, id, 4, ?3, email_key, name_key FROM users WHERE id = ?2",
            args![id, caller.user_id(), cx.now],
        ),
        Statement::new("INSERT INTO subscriptions (organization_id) VALUES (?1)", args![id]),
        // Bills go to somebody from the first one on; to whom else is theirs to say.
        Statement::new(
            "INSERT INTO billing_details (organization_id, email) SELECT ?1, email FROM users WHERE id = ?2",
            args![id, caller.user_id()],
        ),
    ]);
    statements
}

/// Sets what is given, if the version is still the one the change was based on.
pub(super) fn update(
    cx: &Context,
    proof: &OrganizationProof<Admin>,
    change: &OrganizationChange,
) -> Vec<Statement> {
    let current = guard::holds(
        "stale",
        "EXISTS (SELECT 1 FROM organizations WHERE id = ?1 AND version = ?2)",
        args![proof.id(), change.version],
    );
    let set = "\
        UPDATE organizations SET name = coalesce(?2, name), name_key = coalesce(?3, name_key), \
          website = coalesce(?4, website), slug = coalesce(?5, slug), version = version + 1, updated_at = ?6 \
        WHERE id = ?1";
    let name = change.name.as_ref().map(|name| name.as_str());
    let website = change.website.as_ref().map(|website| website.as_str());
    let slug = change.slug.as_ref().map(|slug| slug.as_str());
    vec![current, Statement::new(set, args![proof.id(), name, name.map(key), website, slug, cx.now])]
}
