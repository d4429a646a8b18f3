//! What cron does every hour, and what it writes before anything else. What time has overtaken is removed by `retention/`.

use crate::db::Statement;
use crate::{deletions, trash};

/// The statements at `now`.
pub fn statements(now: i64) -> Vec<Statement> {
    trash::forget_again(now).into_iter().chain([deletions::forget_again(now)]).collect()
}
