//! Cancelling what a deleted organization still pays at Stripe: at once, and nothing is paid back. Tried until Stripe says that it is done.

use super::api::{Api, Refusal};
use super::store;
use super::sync::Asking;
use crate::args;
use crate::db::{Db, Statement};

/// How long one try may take before another one begins, and how long until the next where Stripe did not do it, in milliseconds.
const AGAIN_AFTER_MS: i64 = 5 * 60 * 1000;

const TAKE: &str = "\
    UPDATE subscriptions SET cancel_due_at = ?2 WHERE organization_id IN (\
      SELECT organization_id FROM subscriptions WHERE cancel_due_at <= ?1 ORDER BY cancel_due_at LIMIT 1) \
    RETURNING organization_id, stripe_subscription";
const DONE: &str = "\
    UPDATE subscriptions SET cancel_due_at = NULL WHERE organization_id = ?1 AND cancel_due_at = ?2 AND stripe_subscription IS ?3";

const DETAILS_OF_PURGED: &str = "\
    DELETE FROM billing_details WHERE organization_id = ?1 AND EXISTS (SELECT 1 FROM organizations o WHERE o.id = ?1 AND o.purged_at IS NOT NULL) \
      AND EXISTS (SELECT 1 FROM subscriptions s WHERE s.organization_id = ?1 AND s.cancel_due_at IS NULL AND s.stripe_subscription IS NULL)";
const OF_PURGED: &str = "\
    DELETE FROM subscriptions WHERE organization_id = ?1 AND cancel_due_at IS NULL AND stripe_subscription IS NULL \
      AND EXISTS (SELECT 1 FROM organizations o WHERE o.id = ?1 AND o.purged_at IS NOT NULL)";

impl<D: Db> Asking<'_, D> {
    /// Cancels the one that has been due for longest. Answers what should be in the log; `None`: nothing is due.
    pub(crate) async fn cancel_the_next_that_is_due(&self) -> Option<Vec<String>> {
        let lease = self.now + AGAIN_AFTER_MS;
        let rows = match self.db.query(Statement::new(TAKE, args![self.now, lease])).await {
            Ok(rows) => rows,
            Err(error) => return Some(vec![format!("stripe: {error:?}")]),
        };
        let row = rows.first()?;
        let organization = row.text(0)?;
        let subscription = row.text(1);
        let api = Api { payments: self.payments, settings: self.settings };
        if let Some(id) = subscription {
            match api.delete(&format!("/v1/subscriptions/{id}")).await {
                Ok(_) | Err(Refusal::Missing) => {}
                Err(refusal) => {
                    return Some(vec![format!("stripe: {id} is not cancelled yet: {}", refusal.cause())]);
                }
            }
        }
        let done = vec![
            Statement::new(DONE, args![organization, lease, subscription]),
            store::ask_again(organization, self.now),
            // What was kept for this alone.
            Statement::new(DETAILS_OF_PURGED, args![organization]),
            Statement::new(OF_PURGED, args![organization]),
        ];
        let noted = self.db.batch(done).await;
        Some(noted.err().map(|error| format!("stripe: {error:?}")).into_iter().collect())
    }
}
