//! What has been deleted for 30 days goes for good, by cron, slice by slice: first its projects, through the trash, which knows how; then what it consists of
//! itself; last its name on the web. The row stays as long as an invoice, or another organization's books, name it.

use crate::afterwards::{LOOKED_AT, in_turn};
use crate::args;
use crate::db::{Db, DbError, Statement, delete_some};
use crate::notices;
use crate::ports::Clock;
use portico_api::trash::TRASH_KEPT_MS;

/// How long it stays beyond its 30 days, in milliseconds: ten minutes, because a restoration that began in time may still be on its way.
const GRACE_MS: i64 = 10 * 60 * 1000;
/// Rows of one table, and projects, that one batch takes.
const SLICE: usize = 500;
const PROJECTS: usize = 100;
/// Batches of one run, and how long it begins new ones, in milliseconds.
const BATCHES: usize = 10;
const BEGIN_MS: i64 = 5_000;
/// Rows that one run looks at whether anything names them, and when it looks again at those that something does, in milliseconds.
const FORGOTTEN: usize = 20;
const LOOK_AGAIN_MS: i64 = 30 * 24 * 60 * 60 * 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// `DELETE` of at most `?2` rows of one table that belong to the organization `?1`.
macro_rules! slice {
    ($table:literal, $key:literal) => {
        slice!($table, $key, "")
    };
    ($table:literal, $key:literal, $condition:literal) => {
        delete_some!($table, $key, "organization_id = ?1", $condition)
    };
}

/// Of what there may be much; outbox before the invites that it names.
const SLICES: &[&str] = &[
    slice!("audit_entries", "id"),
    slice!("audit_seals", "organization_id, last"),
    slice!("usage_days", "organization_id, day, project_id"),
    slice!("config_reads", "environment_id, day, organization_id"),
    slice!("outbox", "id"),
    slice!(
        "invites",
        "id",
        " AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.organization_id = invites.organization_id AND x.invite_id = invites.id)"
    ),
    slice!("memberships", "organization_id, user_id"),
];

const NOTHING_LEFT: &str = "\
    NOT EXISTS (SELECT 1 FROM projects WHERE organization_id = ?1 AND deleted_at IS NULL) \
    AND NOT EXISTS (SELECT 1 FROM projects WHERE organization_id = ?1 AND deleted_at IS NOT NULL AND purged_at IS NULL) \
    AND NOT EXISTS (SELECT 1 FROM audit_entries WHERE organization_id = ?1) AND NOT EXISTS (SELECT 1 FROM audit_seals WHERE organization_id = ?1) \
    AND NOT EXISTS (SELECT 1 FROM usage_days WHERE organization_id = ?1) AND NOT EXISTS (SELECT 1 FROM config_reads WHERE organization_id = ?1) \
    AND NOT EXISTS (SELECT 1 FROM invites WHERE organization_id = ?1) AND NOT EXISTS (SELECT 1 FROM memberships WHERE organization_id = ?1)";

/// What there is little of. What is still to be cancelled at Stripe stays until Stripe says that it is: not to know it may be another key's account.
const LITTLE: &[&str] = &[
    "DELETE FROM usage_months WHERE organization_id = ?1 AND ",
    "DELETE FROM audit_chains WHERE organization_id = ?1 AND ",
    "DELETE FROM billing_details WHERE organization_id = ?1 \
       AND NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.organization_id = ?1 AND (s.cancel_due_at IS NOT NULL OR s.stripe_subscription IS NOT NULL)) AND ",
    "DELETE FROM subscriptions WHERE organization_id = ?1 AND cancel_due_at IS NULL AND stripe_subscription IS NULL AND ",
];

/// Removes what has had its time, as far as time and statements reach. Answers what should be in the log.
pub(crate) async fn purge<D: Db>(db: &D, clock: &dyn Clock) -> Vec<String> {
    let outcomes = [forget(db, clock.now()).await, go_on(db, clock).await];
    outcomes.into_iter().filter_map(Result::err).map(|error| format!("deletions: {error:?}")).collect()
}

/// Goes on with those whose turn it is. One that fails, or waits for its projects, keeps none of the others waiting; each run begins with another one.
async fn go_on<D: Db>(db: &D, clock: &dyn Clock) -> Result<(), DbError> {
    const DUE: &str = "SELECT id FROM organizations WHERE deleted_at <= ?1 AND purged_at IS NULL ORDER BY deleted_at LIMIT ?2";
    let began = clock.now();
    let rows = db.query(Statement::new(DUE, args![began - TRASH_KEPT_MS - GRACE_MS, LOOKED_AT])).await?;
    let (mut batches, mut outcome) = (BATCHES, Ok(()));
    for id in in_turn(rows.iter().filter_map(|row| row.text(0)), began) {
        loop {
            let now = clock.now();
            let statements = slices(id, now);
            if batches == 0 || now - began >= BEGIN_MS || statements.len() > db.left() {
                return outcome;
            }
            batches -= 1;
            match db.batch(statements).await.map(|mut rows| rows.pop().unwrap_or_default()) {
                Ok(left) if left.first().and_then(|row| row.integer(0)) == Some(1) => {}
                Ok(_) => break,
                Err(error) => {
                    outcome = outcome.and(Err(error));
                    break;
                }
            }
        }
    }
    outcome
}

/// The statements, for one batch: a slice of everything, and once that is gone the rest. The last one answers whether another slice would find something:
/// neither once all is gone, nor while only projects are waited for, which go in their own time.
fn slices(id: &str, now: i64) -> Vec<Statement> {
    const BEGUN: &str =
        "UPDATE organizations SET purge_began_at = ?2 WHERE id = ?1 AND purge_began_at IS NULL";
    // They were deleted with it.
    const TRASHED: &str = "\
        UPDATE projects SET trashed_slug = slug, slug = id, name_key = char(1) || id, \
          deleted_at = (SELECT o.deleted_at FROM organizations o WHERE o.id = ?1), deleted_by = (SELECT o.deleted_by FROM organizations o WHERE o.id = ?1) \
        WHERE id IN (SELECT p.id FROM projects p WHERE p.organization_id = ?1 AND p.deleted_at IS NULL LIMIT ?2)";
    // No entry goes before its time, which is now.
    const CHAIN: &str = "UPDATE audit_chains SET removed = last WHERE organization_id = ?1";
    const GONE: &str = "\
        UPDATE organizations SET purged_at = ?2, forget_at = ?3, slug = id, website = '', tell_after = NULL, tell_at = NULL, created_by = NULL, deleted_by = NULL \
        WHERE id = ?1 AND ";
    const MORE: &str = "\
        SELECT EXISTS (SELECT 1 FROM organizations WHERE id = ?1 AND purged_at IS NULL) AND (\
          NOT EXISTS (SELECT 1 FROM projects WHERE organization_id = ?1 AND deleted_at IS NOT NULL AND purged_at IS NULL) \
          OR EXISTS (SELECT 1 FROM projects WHERE organization_id = ?1 AND deleted_at IS NULL) \
          OR EXISTS (SELECT 1 FROM audit_entries WHERE organization_id = ?1) OR EXISTS (SELECT 1 FROM usage_days WHERE organization_id = ?1) \
          OR EXISTS (SELECT 1 FROM config_reads WHERE organization_id = ?1) OR EXISTS (SELECT 1 FROM invites WHERE organization_id = ?1)) AS more";
    let mut statements = vec![
        notices::organization_going(id, now),
        Statement::new(BEGUN, args![id, now]),
        Statement::new(TRASHED, args![id, PROJECTS]),
        Statement::new(CHAIN, args![id]),
    ];
    statements.extend(SLICES.iter().map(|sql| Statement::new(*sql, args![id, SLICE])));
    statements.extend(LITTLE.iter().map(|sql| Statement::new(format!("{sql}{NOTHING_LEFT}"), args![id])));
    statements.push(Statement::new(format!("{GONE}{NOTHING_LEFT}"), args![id, now, now + DAY_MS]));
    statements.push(notices::organization_is_gone(id, now));
    statements.push(Statement::new(MORE, args![id]));
    statements
}

/// Looks at the next few, later again at what something names, and lets go of what nothing does any more. Their turn is over before that is tried: where one of them can't go,
/// they come back one by one, so that it keeps none of the others.
async fn forget<D: Db>(db: &D, now: i64) -> Result<(), DbError> {
    const LATER: &str = "\
        UPDATE organizations SET forget_at = ?3 WHERE id IN (SELECT o.id FROM organizations o WHERE o.forget_at <= ?1 ORDER BY o.forget_at LIMIT ?2)";
    // Those of this very moment.
    const FORGET: &str = "\
        DELETE FROM organizations WHERE id IN (SELECT o.id FROM organizations o WHERE o.forget_at = ?1 LIMIT ?2) \
          AND NOT EXISTS (SELECT 1 FROM invoices x WHERE x.organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM projects x WHERE x.organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM project_transfers x WHERE x.from_organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM project_transfers x WHERE x.to_organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM project_offers x WHERE x.from_organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM project_offers x WHERE x.to_organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM subscriptions x WHERE x.organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM billing_details x WHERE x.organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM audit_entries x WHERE x.organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM audit_chains x WHERE x.organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM config_reads x WHERE x.organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM usage_days x WHERE x.organization_id = organizations.id) \
          AND NOT EXISTS (SELECT 1 FROM usage_months x WHERE x.organization_id = organizations.id)";
    const APART: &str =
        "UPDATE organizations SET forget_at = forget_at + abs(random() % 86400000) WHERE forget_at = ?1";
    let again = now + LOOK_AGAIN_MS;
    db.query(Statement::new(LATER, args![now, FORGOTTEN, again])).await?;
    if let Err(error) = db.query(Statement::new(FORGET, args![again, FORGOTTEN])).await {
        db.query(Statement::new(APART, args![again])).await?;
        return Err(error);
    }
    Ok(())
}
