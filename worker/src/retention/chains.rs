//! What a plan says how long the audit log is kept, where it is a chain: whole seals go, and with them their entries. A signed checkpoint takes their place
//! in the same batch, so that the rest still hangs on something; without one no entry can be removed (`migrations/0030_audit_chain.sql`).

use super::{DAY_MS, SLICE};
use crate::args;
use crate::audit::chain::Checkpoint;
use crate::config::Config;
use crate::db::{Db, DbError, Rows, Statement};
use portico_api::plans::PLANS;
use serde::Serialize;
use serde_json::{Map, Value};

/// Seals of one organization that one step looks at.
const SEALS: i64 = 40;

/// What has had its time, oldest first: organization, last number, hash, newest ID and number of entries of a seal; the checkpoint there was. No seal is older
/// than the one before it.
pub(super) fn look(now: i64, organizations: usize) -> Statement {
    let sql = concat!(
        "SELECT c.organization_id AS o, s.last AS l, s.hash AS h, s.newest_id AS i, s.last - s.first + 1 AS n, \
           json_object('number', c.removed, 'hash', c.removed_hash, 'at', c.removed_at, 'signature', c.signature) AS c FROM ",
        super::walk::of_the_step!(),
        " CROSS JOIN subscriptions p ON p.organization_id = o.id AND o.deleted_at IS NULL CROSS JOIN json_each(?1) k ON k.key = p.plan \
          CROSS JOIN audit_chains c ON c.organization_id = o.id CROSS JOIN audit_seals s ON s.organization_id = o.id AND s.newest_at < k.value \
            AND s.last IN (SELECT x.last FROM audit_seals x WHERE x.organization_id = o.id ORDER BY x.last LIMIT ?3) \
          ORDER BY c.organization_id, s.last"
    );
    let before = |days: i64| Value::from(now - days * DAY_MS);
    let plans = PLANS.iter().map(|plan| (plan.id.as_str().to_owned(), before(plan.limits.audit_days)));
    let plans = Value::Object(plans.collect::<Map<_, _>>()).to_string();
    Statement::new(sql, args![plans, organizations, SEALS])
}

/// Up to where an organization's entries go.
#[derive(Serialize)]
struct Removal {
    organization: String,
    number: i64,
    hash: String,
    newest_id: String,
    signature: String,
}

/// Removes what was found. Answers whether there is more, and what should be in the log.
pub(super) async fn remove<D: Db>(
    db: &D,
    (config, now): (&Config, i64),
    found: Rows,
) -> Result<(bool, Vec<String>), DbError> {
    let (mut removals, mut log, mut entries, mut is_more) = (Vec::<Removal>::new(), Vec::new(), 0, false);
    for mut row in found {
        let parts = (row.take_text(0), row.take_text(2), row.take_text(3), row.take_text(5));
        let (Some(organization), Some(hash), Some(newest_id), Some(checkpoint)) = parts else { continue };
        let (number, count) = (row.integer(1).unwrap_or_default(), row.integer(4).unwrap_or_default());
        entries += usize::try_from(count).unwrap_or_default();
        if entries > SLICE && !removals.is_empty() {
            is_more = true;
            break;
        }
        let Some(signature) = Checkpoint::sign(config, &organization, number, &hash, now) else {
            return Ok((false, vec!["retention: the audit log is kept, because without SECRET_KEY nobody can sign that it was its time".to_owned()]));
        };
        let removal = Removal { organization, number, hash, newest_id, signature };
        match removals.last_mut().filter(|last| last.organization == removal.organization) {
            Some(last) => *last = removal,
            None => {
                let was = serde_json::from_str::<Checkpoint>(&checkpoint);
                if !was.is_ok_and(|was| was.is_signed(config, &removal.organization)) {
                    log.push(format!("retention: the checkpoint of the audit log of {} was signed with another SECRET_KEY, or by nobody", removal.organization));
                }
                removals.push(removal);
            }
        }
    }
    if !removals.is_empty() {
        let removals = serde_json::to_string(&removals).unwrap_or_default();
        db.batch(statements(&removals, now)).await?;
    }
    Ok((is_more, log))
}

fn statements(removals: &str, now: i64) -> Vec<Statement> {
    const CHECKPOINT: &str = "\
        UPDATE audit_chains SET removed = r.value ->> 'number', removed_hash = r.value ->> 'hash', removed_at = CAST(?2 AS INTEGER), \
          signature = r.value ->> 'signature' \
        FROM json_each(?1) r WHERE audit_chains.organization_id = r.value ->> 'organization' AND audit_chains.removed < r.value ->> 'number'";
    const ENTRIES: &str = "\
        DELETE FROM audit_entries WHERE id IN (SELECT a.id FROM json_each(?1) r CROSS JOIN audit_entries a INDEXED BY audit_entries_by_organization \
          ON a.organization_id = r.value ->> 'organization' AND a.id <= r.value ->> 'newest_id' AND a.number <= r.value ->> 'number')";
    const SEALS: &str = "\
        DELETE FROM audit_seals WHERE (organization_id, last) IN (SELECT s.organization_id, s.last FROM json_each(?1) r \
          CROSS JOIN audit_seals s ON s.organization_id = r.value ->> 'organization' AND s.last <= r.value ->> 'number')";
    vec![
        Statement::new(CHECKPOINT, args![removals, now]),
        Statement::new(ENTRIES, args![removals]),
        Statement::new(SEALS, args![removals]),
    ]
}
