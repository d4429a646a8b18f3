//! Other programs: started in a group of their own, so that ending them ends what they started too.

use std::io::{self, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::interrupt;

/// How long a program may take to end after it was asked to.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait for the last words of a program that ended while something still holds its output.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// A running program and everything it started. All of it ends when this is dropped.
pub(crate) struct Group {
    child: Child,
    lines: Receiver<String>,
}

impl Group {
    /// Starts a program. What it prints, on either stream, comes as lines.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("`{name}` cannot be started"))?;
        let (sender, lines) = mpsc::channel();
        if let Some(stream) = child.stdout.take() {
            forward(stream, sender.clone());
        }
        if let Some(stream) = child.stderr.take() {
            forward(stream, sender);
        }
        Ok(Self { child, lines })
    }

    /// The next line, or nothing when none came within `time`.
    pub(crate) fn line(&self, time: Duration) -> Option<String> {
        self.lines.recv_timeout(time).ok()
    }

    /// How it ended, or nothing while it runs.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().context("a child is gone")
    }

    fn stop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal(false);
            let asked = Instant::now();
            while asked.elapsed() < PATIENCE && matches!(self.child.try_wait(), Ok(None)) {
                thread::sleep(Duration::from_millis(20));
            }
        }
        self.signal(true);
        // Nothing can be done about a child that cannot be waited for.
        let _ = self.child.wait();
    }

    #[cfg(unix)]
    fn signal(&self, kill: bool) {
        use nix::sys::signal::{Signal, killpg};
        use nix::unistd::Pid;
        let signal = if kill { Signal::SIGKILL } else { Signal::SIGTERM };
        if let Ok(id) = i32::try_from(self.child.id()) {
            // Fails when the whole group is gone already, which is what is wanted.
            let _ = killpg(Pid::from_raw(id), signal);
        }
    }

    #[cfg(not(unix))]
    fn signal(&mut self, _kill: bool) {
        let _ = self.child.kill();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Runs a program to its end and hands over what it prints, line by line; nothing every so often when it is
/// silent. Ends it when the user wants to leave.
pub(crate) fn run(command: Command, mut heard: impl FnMut(Option<&str>)) -> Result<ExitStatus> {
    let mut group = Group::start(command)?;
    let mut ended: Option<(ExitStatus, Instant)> = None;
    loop {
        interrupt::check()?;
        let line = group.lines.recv_timeout(Duration::from_millis(100));
        heard(line.as_deref().ok());
        let closed = matches!(line, Err(mpsc::RecvTimeoutError::Disconnected));
        if ended.is_none() {
            ended = group.ended()?.map(|status| (status, Instant::now()));
        }
        match ended {
            Some((status, at)) if closed || at.elapsed() > LAST_WORDS => return Ok(status),
            None if closed => thread::sleep(Duration::from_millis(20)),
            _ => {}
        }
    }
}

/// The line without the colours and cursor movements that are meant for a terminal.
pub(crate) fn plain(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        if char != '\u{1b}' {
            plain.push(char);
        } else if chars.next() == Some('[') {
            chars.by_ref().find(|char| ('@'..='~').contains(char));
        }
    }
    plain
}

fn forward(stream: impl Read + Send + 'static, lines: Sender<String>) {
    thread::spawn(move || {
        let mut line = Vec::new();
        for byte in BufReader::new(stream).bytes().map_while(io::Result::ok) {
            if byte != b'\n' && byte != b'\r' {
                line.push(byte);
                continue;
            }
            // A progress bar ends its lines with a carriage return; what is before "\n" may be a "\r" as well.
            let text = String::from_utf8_lossy(&line).into_owned();
            let empty_half = line.is_empty() && byte == b'\r';
            line.clear();
            if !empty_half && lines.send(text).is_err() {
                return;
            }
        }
        if !line.is_empty() {
            let _ = lines.send(String::from_utf8_lossy(&line).into_owned());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_streams_are_heard_and_the_status_is_kept() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; printf 'two\\rthree' >&2; exit 3"]);
        let mut heard = Vec::new();
        let status = run(command, |line| heard.extend(line.map(str::to_owned))).unwrap();
        heard.sort();
        assert_eq!((heard, status.code()), (["one", "three", "two"].map(str::to_owned).to_vec(), Some(3)));
    }

    #[test]
    fn a_grandchild_that_keeps_the_output_open_delays_nothing() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 60 & echo started"]);
        let began = Instant::now();
        assert!(run(command, |_| ()).unwrap().success());
        assert!(began.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn colours_are_taken_off() {
        assert_eq!(plain("\u{1b}[1m\u{1b}[32mok\u{1b}[0m. 3"), "ok. 3");
    }
}
