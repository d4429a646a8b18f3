//! How much one client may cost an instance: counted in memory, by this instance alone and in bounded room, so it slows down who tries keys or IDs one
//! after the other and is no ledger. A client is an IPv4 address or the /64 network of an IPv6 address, behind which may be many people.

use super::recent::Recent;

const MINUTE_MS: i64 = 60 * 1000;

/// What clients have used up.
#[derive(Debug, Default)]
pub(super) struct Clients {
    /// Questions to the database about what nobody can read, and keys that open nothing: 60 a minute.
    pub(super) misses: Spent<60>,
    /// Reads of one environment without a key: 100 a second in the mean, 6,000 at once.
    pub(super) reads: Spent<6_000>,
}

/// What is used up of so many a minute, all at once or spread over it: for each client the moment at which it has it all back.
#[derive(Debug, Default)]
pub(super) struct Spent<const A_MINUTE: i64>(Recent<i64>);

impl<const A_MINUTE: i64> Spent<A_MINUTE> {
    const COST_MS: i64 = MINUTE_MS / A_MINUTE;

    /// In how many seconds there is one more; `None`: there is one now.
    pub(super) fn wait(&self, who: &str, now: i64) -> Option<i64> {
        let back_at = self.0.get(who).unwrap_or(now);
        let wait_ms = back_at + Self::COST_MS - MINUTE_MS - now;
        (wait_ms > 0).then_some((wait_ms + 999) / 1000)
    }

    /// Uses one up. Those that were under way at once may use up more than there is: that is waited for as well, a minute at most.
    pub(super) fn take(&self, who: &str, now: i64) {
        let back_at = self.0.get(who).unwrap_or(now).max(now) + Self::COST_MS;
        self.0.set(who, back_at.min(now + 2 * MINUTE_MS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_up_comes_back_evenly_and_for_each_alone() {
        let spent = Spent::<60>::default();
        for _ in 0..60 {
            assert_eq!(spent.wait("a", 1_000), None);
            spent.take("a", 1_000);
        }
        assert_eq!((spent.wait("a", 1_000), spent.wait("b", 1_000)), (Some(1), None));
        assert_eq!((spent.wait("a", 1_999), spent.wait("a", 2_000)), (Some(1), None));
        spent.take("a", 2_000);
        assert_eq!((spent.wait("a", 2_000), spent.wait("a", 70_000)), (Some(1), None));
    }

    #[test]
    fn more_than_there_is_makes_nobody_wait_for_longer_than_a_minute() {
        let spent = Spent::<60>::default();
        for _ in 0..100_000 {
            spent.take("a", 5);
        }
        assert_eq!(spent.wait("a", 5), Some(61));
        assert_eq!(spent.wait("a", 5 + 61_000), None);
    }
}
