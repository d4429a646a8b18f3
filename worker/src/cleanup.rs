//! What time has overtaken, removed by cron.

use crate::args;
use crate::db::Statement;
use crate::idempotency::KEY_LIFE_MS;
use crate::offers;
use crate::trash;
use portico_api::session::SESSION_IDLE_MS;
use portico_api::sign_in::DEVICE_LIFE_MS;

/// How long a code is kept, in milliseconds: one day, well past the window that counts against the limit.
const CODE_KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// How long the record of an invite's mail is kept, in milliseconds: 30 days, well past the invite's own life.
const MAIL_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// How many budgets one run removes: what is left, the next one goes on with.
const BUDGETS_AT_ONCE: i64 = 20_000;

/// How long a message of Stripe is remembered, in milliseconds: 30 days, ten times as long as Stripe repeats one.
const EVENT_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// The statements that remove codes, budgets, devices, sessions, mail records, idempotency keys and offers that mean nothing any more at `now`, also at the edge.
pub fn statements(now: i64) -> Vec<Statement> {
    let mut statements = vec![
        Statement::new("DELETE FROM sign_in_codes WHERE created_at < ?1", args![now - CODE_KEPT_MS]),
        Statement::new(
            "DELETE FROM budgets WHERE (scope, key) IN (SELECT scope, key FROM budgets WHERE ends_at <= ?1 ORDER BY ends_at LIMIT ?2)",
            args![now, BUDGETS_AT_ONCE],
        ),
        Statement::new("DELETE FROM devices WHERE last_used_at < ?1", args![now - DEVICE_LIFE_MS]),
        Statement::new("DELETE FROM sessions WHERE expires_at < ?1", args![now]),
        Statement::new("DELETE FROM sessions WHERE last_seen_at < ?1", args![now - SESSION_IDLE_MS]),
        Statement::new("DELETE FROM outbox WHERE created_at < ?1", args![now - MAIL_KEPT_MS]),
        Statement::new("DELETE FROM stripe_events WHERE received_at < ?1", args![now - EVENT_KEPT_MS]),
        Statement::new("DELETE FROM answers WHERE created_at < ?1", args![now - KEY_LIFE_MS]),
        // Its successor is the line above; what is left there goes within a day.
        Statement::new("DELETE FROM idempotency_keys WHERE created_at < ?1", args![now - KEY_LIFE_MS]),
    ];
    statements.push(offers::forget_old(now));
    statements.extend(trash::forget_again(now));
    statements
}
