//! What is to be looked at after the installation's database was put back to an earlier moment.

use crate::browser::now_ms;
use crate::ui::RelativeTime;
use leptos::prelude::*;

/// So long a row asks for a look, in milliseconds: 30 days.
const ASKED_MS: f64 = 30.0 * 24.0 * 60.0 * 60.0 * 1000.0;

/// The note of a row that may have changed, or was set again, when the database was put back at `at_ms`; `check` says what to do.
pub(crate) fn restored(at_ms: i64, check: &'static str) -> Option<AnyView> {
    let is_asked = now_ms() - (at_ms as f64) < ASKED_MS;
    is_asked.then(|| {
        view! { <span class="restored">{check} ": the database was put back " <RelativeTime at_ms /></span> }
            .into_any()
    })
}
