//! What the database is asked and told when the edge is brought to it. Each row is one text in hexadecimal digits, called `line`, whose first field says
//! what the row is about: all questions go in one command, as each takes a start of wrangler.

const ROLES: [&str; 4] = ["Viewer", "Developer", "Admin", "Owner"];

/// What the edge should answer: environment, version, hash, and where it belongs.
pub(super) const PUBLISHED: &str = "\
    SELECT hex('document' || char(31) || e.id || char(31) || v.number || char(31) || v.hash || char(31) || o.slug || char(31) || p.slug || char(31) || e.mode) AS line \
    FROM environments e JOIN organizations o ON o.id = e.organization_id AND o.deleted_at IS NULL \
    JOIN projects p ON p.organization_id = e.organization_id AND p.id = e.project_id AND p.deleted_at IS NULL \
    JOIN versions v ON v.environment_id = e.id AND v.number = e.published_version;";

/// Organization, user, slug, address and role of everybody.
pub(super) const MEMBERS: &str = "\
    SELECT hex('member' || char(31) || m.organization_id || char(31) || m.user_id || char(31) || o.slug || char(31) || u.email || char(31) || \
      CASE m.role WHEN 1 THEN 'Viewer' WHEN 2 THEN 'Developer' WHEN 3 THEN 'Admin' ELSE 'Owner' END) AS line \
    FROM memberships m JOIN organizations o ON o.id = m.organization_id JOIN users u ON u.id = m.user_id ORDER BY o.slug, u.email;";

/// How many sessions, open invites, open offers and linked providers there are, and when the last thing happened that the database knows of.
pub(super) const COUNTS: &str = "\
    SELECT hex('counts' || char(31) || (SELECT count(*) FROM sessions) || char(31) || (SELECT count(*) FROM invites WHERE state = 'open') || char(31) || \
      (SELECT count(*) FROM project_offers WHERE state = 'open') || char(31) || (SELECT count(*) FROM linked_providers) || char(31) || \
      coalesce((SELECT strftime('%Y-%m-%d %H:%M', created_at / 1000, 'unixepoch') FROM audit_entries ORDER BY id DESC LIMIT 1), 'nobody knows when')) AS line;";

/// The keys that work: ID, where, name, and the end of the token.
pub(super) fn keys(now: u64) -> String {
    format!(
        "SELECT hex('key' || char(31) || k.id || char(31) || o.slug || char(31) || p.slug || char(31) || e.mode || char(31) || k.name || char(31) || '…' || k.last4) AS line \
         FROM keys k JOIN environments e ON e.id = k.environment_id JOIN organizations o ON o.id = e.organization_id AND o.deleted_at IS NULL \
         JOIN projects p ON p.organization_id = e.organization_id AND p.id = e.project_id AND p.deleted_at IS NULL \
         WHERE k.revoked_at IS NULL AND coalesce(k.expires_at, 9e15) > {now} ORDER BY o.slug, p.slug, k.id;"
    )
}

/// Queues what the database has of these environments, for the next run of cron.
pub(super) fn deliver<'a>(environments: impl Iterator<Item = &'a str>, now: u64) -> String {
    format!(
        "INSERT INTO config_outbox (environment_id, organization_id, project_id, version, queued_at) \
         SELECT e.id, e.organization_id, e.project_id, e.published_version, {now} FROM environments e WHERE e.id IN ({}) \
         ON CONFLICT (environment_id) DO UPDATE SET queued_at = excluded.queued_at, lease = NULL, tries = 0, next_try_at = 0;",
        list(environments)
    )
}

/// Revokes these keys, with an entry for each.
pub(super) fn revoke<'a>(keys: impl Iterator<Item = &'a str>, now: u64) -> String {
    format!(
        "UPDATE keys SET revoked_at = {now}, restored_at = {now} WHERE revoked_at IS NULL AND id IN ({});",
        list(keys)
    )
}

/// Marks every key and membership as one that may have changed since the copy: nobody knows which of them did.
pub(super) fn mark(now: u64) -> String {
    format!(
        "UPDATE keys SET restored_at = {now} WHERE revoked_at IS NULL; UPDATE memberships SET restored_at = {now};"
    )
}

/// Lowers a role, or takes a membership away (0), unless the organization would have no Owner.
pub(super) fn lower(organization: &str, user: &str, role: u8, now: u64) -> String {
    let which = format!(
        "organization_id = '{}' AND user_id = '{}' AND (role < 4 OR EXISTS (SELECT 1 FROM memberships x \
         WHERE x.organization_id = memberships.organization_id AND x.role = 4 AND x.user_id <> memberships.user_id))",
        harmless(organization),
        harmless(user)
    );
    match role {
        0 => format!("DELETE FROM memberships WHERE {which};"),
        _ => format!("UPDATE memberships SET role = {role}, restored_at = {now} WHERE {which};"),
    }
}

/// Ends what may have been ended since: sessions, passkeys, linked providers, codes, invites and offers, so that nobody's address alone links a provider again; asks Stripe about everybody; and writes it down in every
/// organization. The ID is one of which the end is replaced.
pub(super) fn end_everything(now: u64, id: &str) -> String {
    let begin = &id[..24];
    format!(
        "DELETE FROM sessions; DELETE FROM passkeys; DELETE FROM linked_providers; DELETE FROM provider_attempts; \
         UPDATE users SET unlinked_at = {now} WHERE deleted_at IS NULL; \
         UPDATE sign_in_codes SET expires_at = min(expires_at, {now}); \
         UPDATE address_changes SET expires_at = min(expires_at, {now}); \
         UPDATE invites SET state = 'expired', decided_at = {now} WHERE state = 'open'; \
         UPDATE project_offers SET state = 'expired', decided_at = {now} WHERE state = 'open'; \
         UPDATE subscriptions SET sync_due_at = {now} WHERE stripe_customer IS NOT NULL; \
         INSERT INTO audit_entries (id, organization_id, actor_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
         SELECT '{begin}' || lower(hex(randomblob(6))), id, NULL, 'restore_database', 'organization', id, '{{}}', 'operator', 'operator', {now} \
         FROM organizations WHERE purged_at IS NULL;"
    )
}

/// Counts anew what is stored: rows that were put back by hand were counted twice.
pub(super) const COUNT_STORED: &str = concat!(
    "UPDATE projects SET stored_bytes = ",
    include_str!("../../../../worker/src/billing/stored_bytes.sql"),
    "; UPDATE organizations SET stored_bytes = coalesce((SELECT sum(x.stored_bytes) FROM projects x WHERE x.organization_id = organizations.id), 0);"
);

/// Counts anew what every organization has: rows that were put back by hand were counted twice.
pub(super) const COUNT: &str = "\
    UPDATE organizations AS o SET counts_changed = 0, \
      projects = (SELECT count(*) FROM projects p WHERE p.organization_id = o.id AND p.deleted_at IS NULL), \
      trashed = (SELECT count(*) FROM projects p WHERE p.organization_id = o.id AND p.deleted_at IS NOT NULL AND p.purged_at IS NULL), \
      members = (SELECT count(*) FROM memberships m WHERE m.organization_id = o.id), \
      invites = (SELECT count(*) FROM invites i WHERE i.organization_id = o.id AND i.state = 'open' AND i.lapsed = 0);";

pub(super) fn rank(role: &str) -> u8 {
    let at = ROLES.iter().position(|name| *name == role);
    at.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or_default()
}

pub(super) fn role(rank: u8) -> &'static str {
    ROLES.get(usize::from(rank).wrapping_sub(1)).copied().unwrap_or("nobody")
}

pub(super) fn list<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.map(|id| format!("'{}'", harmless(id))).collect::<Vec<_>>().join(", ")
}

/// An ID as all of ours are: nothing else gets into SQL.
pub(super) fn harmless(id: &str) -> String {
    id.chars().filter(|char| char.is_ascii_alphanumeric() || *char == '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_ids_gets_into_sql() {
        assert_eq!(list(["a-1", "b'); DROP TABLE keys; --"].into_iter()), "'a-1', 'bDROPTABLEkeys--'");
        assert!(lower("o'", "u", 0, 1).starts_with(
            "DELETE FROM memberships WHERE organization_id = 'o' AND user_id = 'u' AND (role < 4 OR"
        ));
    }

    #[test]
    fn whatever_can_let_somebody_in_is_ended() {
        let told = end_everything(1, "01890a5d-ac96-7000-8000-000000000000");
        for table in ["sessions", "passkeys", "linked_providers", "provider_attempts"] {
            assert!(told.contains(&format!("DELETE FROM {table};")), "{table}");
        }
        for table in ["users", "sign_in_codes", "address_changes", "invites", "project_offers"] {
            assert!(told.contains(&format!("UPDATE {table} SET ")), "{table}");
        }
    }

    #[test]
    fn roles_have_their_ranks() {
        for rank in 1..=4 {
            assert_eq!(super::rank(role(rank)), rank);
        }
        assert_eq!((rank("Emperor"), role(0)), (0, "nobody"));
    }
}
