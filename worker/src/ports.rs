//! What the edge needs from the world, as values, so that tests can set the clock and foresee the dice.

/// The time.
pub trait Clock {
    /// Milliseconds since 1970 (UTC).
    fn now(&self) -> i64;
}

/// Randomness fit for secrets.
pub trait Random {
    fn fill(&self, bytes: &mut [u8]);
}
