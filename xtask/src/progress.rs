//! A long step, shown while it runs: what, how far, for how long.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{place, process};

/// Without a terminal, how often a line says that the step is still on.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);

/// With one, how often the line is drawn anew.
const REDRAWN: Duration = Duration::from_millis(200);

/// Whose step has the last line of the terminal, where several run at once: the others show their end alone.
static LINE: Mutex<()> = Mutex::new(());

/// Keeps the last line from every step until it is dropped: what somebody prints meanwhile stays in one piece, and steps show their end alone.
pub(crate) fn hold() -> Option<MutexGuard<'static, ()>> {
    LINE.try_lock().ok()
}

/// One step and what it printed.
pub(crate) struct Step {
    what: String,
    log: PathBuf,
    began: Instant,
    shown: Instant,
    count: Option<String>,
    has_line: bool,
}

impl Step {
    /// Begins a step. `what` is what the user reads; `log` names the file below target/xtask/logs.
    pub(crate) fn new(what: impl Into<String>, log: &str) -> Self {
        let now = Instant::now();
        let log = Path::new(place::OWN).join("logs").join(log).with_extension("log");
        Self { what: what.into(), log, began: now, shown: now, count: None, has_line: true }
    }

    /// Runs the program to its end. When it fails, what it printed comes with the error.
    pub(crate) fn run(mut self, mut command: Command) -> Result<()> {
        fs::create_dir_all(self.log.parent().context("logs have a folder")?)?;
        let mut log = File::create(&self.log).context("target/ cannot be written to")?;
        // cargo shows how far it is only to a terminal, unless it is told to.
        command.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "100");
        // What is wrong is in the words, not in the tools' insides.
        command.env("RUST_BACKTRACE", "0").env("RUST_LOG", "error");
        let mut printed = String::new();
        let mut turn = hold();
        self.has_line = turn.is_some();
        self.show(false);
        let status = process::run(command, |line| {
            // Whoever had the line may be done.
            turn = turn.take().or_else(hold);
            self.has_line = turn.is_some();
            if let Some(line) = line.map(process::plain) {
                match crates(&line) {
                    Some(count) => self.count = Some(count),
                    None => {
                        printed.push_str(&line);
                        printed.push('\n');
                        // A full disk shows elsewhere soon enough.
                        let _ = writeln!(log, "{line}");
                    }
                }
            }
            self.show(false);
        });
        let status = status.inspect_err(|_| clear())?;
        if status.success() {
            self.show(true);
            return Ok(());
        }
        clear();
        let words = printed.trim();
        bail!("{} failed. It said:\n\n{words}\n", self.what)
    }

    fn show(&mut self, done: bool) {
        let is_terminal = io::stderr().is_terminal();
        let every = if is_terminal { REDRAWN } else { SIGN_OF_LIFE };
        if !done && (!self.has_line || self.shown.elapsed() < every) {
            return;
        }
        let took = elapsed(self.began.elapsed());
        let count = self.count.as_deref().filter(|_| !done).unwrap_or_default();
        if is_terminal {
            let end = if done { "\n" } else { "" };
            eprint!("\r\u{1b}[K  {}  {count}{took}{end}", self.what);
        } else {
            eprintln!("  {}  {count}{took}{}", self.what, if done { "" } else { " so far" });
        }
        self.shown = Instant::now();
    }
}

/// A line that says something was done, or need not be.
pub(crate) fn note(text: &str) {
    eprintln!("  {text}");
}

/// A duration as people say it.
pub(crate) fn elapsed(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..10 => format!("{seconds}.{} s", time.subsec_millis() / 100),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// How far cargo is, out of its `Building [====> ] 12/345: name`.
fn crates(line: &str) -> Option<String> {
    let (_, rest) = line.trim_start().strip_prefix("Building [")?.split_once("] ")?;
    let (done, all) = rest.split([':', ' ']).next()?.split_once('/')?;
    Some(format!("{done} of {all} crates, "))
}

fn clear() {
    if io::stderr().is_terminal() {
        eprint!("\r\u{1b}[K");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_tells_how_far_it_is() {
        let line = "    Building [=======>                  ] 12/345: serde, syn";
        assert_eq!(crates(line).unwrap(), "12 of 345 crates, ");
        assert_eq!(crates("   Compiling serde v1.0.0"), None);
    }

    #[test]
    fn the_line_is_one_at_a_time() {
        let line = hold();
        assert!(line.is_some() && hold().is_none());
        drop(line);
        assert!(hold().is_some());
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(elapsed(Duration::from_millis(1250)), "1.2 s");
        assert_eq!(elapsed(Duration::from_secs(59)), "59 s");
        assert_eq!(elapsed(Duration::from_secs(125)), "2 min 05 s");
    }
}
