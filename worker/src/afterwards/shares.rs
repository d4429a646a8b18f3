//! What each part of the work may take: of the time, and of the statements that a run of cron has.

/// How long each part may take, in milliseconds, so that none stops those behind it: what is not done then, the next run of cron goes on with.
/// What is done after an answer has 30 seconds on Cloudflare.
pub(super) const WRITES_MS: u64 = 5_000;
pub(super) const RENEWALS_MS: u64 = 10_000;
pub(super) const STRIPE_MS: u64 = 20_000;
pub(super) const DELIVERY_MS: u64 = 10_000;
pub(super) const USAGE_MS: u64 = 10_000;
pub(super) const TRASH_MS: u64 = 10_000;
pub(super) const DELETIONS_MS: u64 = 10_000;
pub(super) const COUNTS_MS: u64 = 5_000;
pub(super) const STORAGE_MS: u64 = 5_000;
pub(super) const NOTICES_MS: u64 = 5_000;
pub(super) const SEALS_MS: u64 = 5_000;
pub(super) const EXPORTS_MS: u64 = 10_000;
pub(super) const RETENTION_MS: u64 = 10_000;
pub(super) const KEYS_OF_SECRETS_MS: u64 = 5_000;

/// How many statements each part may run: D1 allows a run a thousand in all. A part looks at what is left before it begins with more, so the next run goes
/// on with the rest.
pub(super) const RENEWALS: usize = 125;
pub(super) const STRIPE: usize = 100;
pub(super) const DELETIONS: usize = 22;
pub(super) const LOOKS: usize = 40;
pub(super) const DELIVERY: usize = 100;
pub(super) const METERING: usize = 50;
pub(super) const USAGE: usize = 49;
pub(super) const TRASH: usize = 56;
pub(super) const PURGES: usize = 22;
pub(super) const COUNTS: usize = 6;
pub(super) const VERSIONS: usize = 49;
pub(super) const STORAGE: usize = 30;
pub(super) const SEALS: usize = 20;
pub(super) const EXPORTS: usize = 22;
pub(super) const EXPORT_MAILS: usize = 6;
/// The same after the answer to whoever waits for an archive: nothing else is done then.
pub(super) const EXPORTS_OF_PAGE: usize = 100;
pub(super) const RETENTION: usize = 100;
pub(super) const MAILS: usize = 50;
pub(super) const NOTICES_FOUND: usize = 19;
pub(super) const NOTICES: usize = 52;
pub(super) const CONFIRMATIONS: usize = 20;
pub(super) const INVOICES: usize = 35;
pub(super) const KEYS_OF_SECRETS: usize = crate::reencrypt::STATEMENTS;
/// What is written before anything else.
const WRITES: usize = 4;

/// All of them together: a run of cron that finds everything to do still ends within what D1 allows.
const OF_CRON: usize = RENEWALS
    + STRIPE
    + DELETIONS
    + LOOKS
    + DELIVERY
    + METERING
    + USAGE
    + TRASH
    + PURGES
    + COUNTS
    + VERSIONS
    + STORAGE
    + NOTICES_FOUND
    + MAILS
    + NOTICES
    + CONFIRMATIONS
    + INVOICES
    + SEALS
    + EXPORTS
    + EXPORT_MAILS
    + RETENTION
    + KEYS_OF_SECRETS
    + WRITES;
const _: () = assert!(OF_CRON <= 1_000);
/// How long new mails are begun, in milliseconds, after an answer and by cron. Each has its own deadline.
pub(super) const MAIL_MS: i64 = 10_000;
pub(super) const MAIL_OF_CRON_MS: i64 = 30_000;

/// Customers of whom Stripe is asked in one run: each takes up to five requests, and a run of Cloudflare's free plan has fifty.
pub(super) const CUSTOMERS: usize = 8;
/// Subscriptions of deleted organizations that one run cancels, and the statements about one.
pub(super) const CANCELLATIONS: usize = 5;
pub(super) const OF_A_CANCELLATION: usize = 5;
/// Most statements about one customer: up to 50 invoices, and a few more.
pub(super) const OF_ONE_CUSTOMER: usize = 70;
