//! Whose turn it is, of those for whom cron has something to do.

use std::collections::VecDeque;

/// Cron comes every minute, in milliseconds.
const RUN_MS: i64 = 60 * 1000;

/// As many of those that are due as one run looks at, to choose whose turn it is.
pub(crate) const LOOKED_AT: usize = 200;

/// Those that are due, each run beginning with another one: so one that always fails, or of which there is very much to do, is never for long before the others.
pub(crate) fn in_turn<T>(due: impl IntoIterator<Item = T>, now: i64) -> VecDeque<T> {
    let mut due: VecDeque<T> = due.into_iter().collect();
    let run = usize::try_from(now / RUN_MS).unwrap_or_default();
    let first = run.checked_rem(due.len()).unwrap_or_default();
    due.rotate_left(first);
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_begins_with_another_one_and_has_all_of_them() {
        let first = |run: i64| in_turn(["a", "b", "c"], run * RUN_MS);
        let begun: Vec<_> = (0..3).filter_map(|run| first(run).front().copied()).collect();
        assert_eq!(begun, ["a", "b", "c"]);
        assert_eq!(first(1), ["b", "c", "a"]);
        assert!(in_turn(Vec::<&str>::new(), RUN_MS).is_empty());
    }
}
