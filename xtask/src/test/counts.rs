//! How many tests passed, read from what the test runners print.

use std::fmt;
use std::iter::Sum;

/// What a suite, or several, came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
    /// Of those that passed: the ones that had failed before.
    pub(super) flaky: usize,
}

impl Counts {
    /// A suite that could not even run.
    pub(super) const FAILED: Self = Self { passed: 0, failed: 1, skipped: 0, flaky: 0 };

    /// A single check.
    pub(super) fn one(passed: bool) -> Self {
        if passed { Self { passed: 1, ..Self::default() } } else { Self::FAILED }
    }

    /// Adds what a runner says about itself in this line: libtest's `test result:` (which the browser runner
    /// prints as well), or one of Playwright's `  3 passed (4.2s)`.
    pub(super) fn read(&mut self, line: &str) {
        if let Some((_, result)) = line.split_once("test result: ") {
            let (_, numbers) = result.split_once(". ").unwrap_or_default();
            for part in numbers.split(';') {
                self.add(part.trim());
            }
        } else if line.starts_with("  ") && !line.starts_with("   ") {
            self.add(line.trim());
        }
    }

    /// The same, but failed if the runner says so by its exit code alone.
    pub(super) fn with_status(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }

    fn add(&mut self, part: &str) {
        let Some((number, what)) = part.split_once(' ') else { return };
        let Ok(number) = number.parse::<usize>() else { return };
        let what = what.split_once(" (").map_or(what, |(what, _)| what);
        match what {
            "passed" => self.passed += number,
            "failed" | "did not run" | "interrupted" => self.failed += number,
            "flaky" => {
                self.passed += number;
                self.flaky += number;
            }
            "ignored" | "skipped" => self.skipped += number,
            _ => {}
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, each| Self {
            passed: sum.passed + each.passed,
            failed: sum.failed + each.failed,
            skipped: sum.skipped + each.skipped,
            flaky: sum.flaky + each.flaky,
        })
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        if self.flaky > 0 {
            write!(f, ", {} only the second time", self.flaky)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Counts {
        let mut counts = Counts::default();
        lines.iter().for_each(|line| counts.read(line));
        counts
    }

    #[test]
    fn libtest_is_read() {
        let counts = read(&[
            "running 2 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 filtered out; finished in 1.00s",
        ]);
        assert_eq!(counts, Counts { passed: 14, failed: 1, skipped: 1, ..Counts::default() });
        assert_eq!(counts.to_string(), "14 passed, 1 failed, 1 skipped");
    }

    #[test]
    fn playwright_is_read() {
        let counts = read(&[
            "  1 failed",
            "    [chromium] > a.spec.ts:3:1 > 7 passed",
            "  2 skipped",
            "  7 passed (4.2s)",
        ]);
        assert_eq!(counts, Counts { passed: 7, failed: 1, skipped: 2, ..Counts::default() });
    }

    #[test]
    fn what_passes_the_second_time_only_is_told_apart() {
        let counts = read(&["  1 flaky", "    a.spec.ts:3:1 > 1 failed", "  7 passed (4.2s)"]);
        assert_eq!(counts, Counts { passed: 8, flaky: 1, ..Counts::default() });
        assert_eq!(counts.to_string(), "8 passed, 0 failed, 1 only the second time");
    }

    #[test]
    fn a_runner_that_fails_without_a_count_has_failed() {
        assert_eq!(Counts::default().with_status(false), Counts::FAILED);
        assert_eq!(Counts { failed: 2, ..Counts::default() }.with_status(false).failed, 2);
    }
}
