//! The local database while a server is writing to it: whoever comes behind the server waits, and tries again.

use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::interrupt;

/// How often a locked database is asked, and how long is waited between.
const TRIES: usize = 10;
const PAUSE: Duration = Duration::from_millis(300);

/// Does it, again for as long as it fails because somebody else is writing: nothing of it was done then.
pub(crate) fn unless_locked<T>(run: impl FnMut() -> Result<T>) -> Result<T> {
    tried(run, || {
        thread::sleep(PAUSE);
        interrupt::check()
    })
}

fn tried<T>(mut run: impl FnMut() -> Result<T>, mut wait: impl FnMut() -> Result<()>) -> Result<T> {
    let mut left = TRIES;
    loop {
        left -= 1;
        match run() {
            Err(error) if left > 0 && is_locked(&format!("{error:#}")) => wait()?,
            done => return done,
        }
    }
}

/// Whether this is what SQLite says when somebody else is writing.
fn is_locked(said: &str) -> bool {
    ["SQLITE_BUSY", "SQLITE_LOCKED", "database is locked", "database table is locked"]
        .iter()
        .any(|words| said.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{anyhow, bail};

    #[test]
    fn a_locked_database_is_told_from_other_trouble() {
        assert!(is_locked("\x1b[31mX [ERROR] database is locked: SQLITE_BUSY\n"));
        assert!(!is_locked("no such table: invoices: SQLITE_ERROR"));
    }

    #[test]
    fn what_is_locked_for_a_while_is_done_when_it_is_free() {
        let (mut tries, mut waits) = (0, 0);
        let run = || {
            tries += 1;
            if tries < 4 { bail!("It said:\n\ndatabase is locked: SQLITE_BUSY") } else { Ok(tries) }
        };
        let done = tried(run, || {
            waits += 1;
            Ok(())
        });
        assert_eq!((done.unwrap(), waits), (4, 3));
    }

    #[test]
    fn what_stays_locked_or_fails_otherwise_is_given_up() {
        for (said, expected) in [("SQLITE_BUSY", TRIES), ("no such table", 1)] {
            let mut tries = 0;
            let run = || -> Result<()> {
                tries += 1;
                Err(anyhow!("{said}"))
            };
            assert!(tried(run, || Ok(())).is_err());
            assert_eq!(tries, expected, "{said}");
        }
    }

    #[test]
    fn whoever_wants_to_leave_does_not_wait() {
        let run = || -> Result<()> { bail!("SQLITE_BUSY") };
        assert_eq!(tried(run, || bail!("by request")).unwrap_err().to_string(), "by request");
    }
}
