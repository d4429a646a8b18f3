//! `cargo xtask operator verify-audit`: whether every entry of the audit logs is as it was written. It reckons by itself, with the very code of the
//! console, from what is in the database; the edge takes no part in it.

#[allow(dead_code, unreachable_pub, reason = "the edge makes what is only checked here")]
#[path = "../../../api/src/audit/chain.rs"]
mod chain;
mod signature;
mod sql;

use anyhow::{Result, bail, ensure};

use super::{execute, sql::Organization};
use crate::args::Operator;
use chain::{Break, Chain};
use signature::Key;

/// Organizations that are asked for at once.
const AT_ONCE: usize = 20;

/// An organization whose log is looked through.
struct Log {
    id: String,
    slug: String,
    chain: Chain,
    /// The ID of the last entry that was read.
    after: String,
}

/// What came of one.
type Outcome = (String, Result<String, Break>);

pub(super) fn run(options: &Operator, organization: Option<&str>) -> Result<()> {
    let named = organization.map(Organization::parse).transpose()?;
    let key = Key::of(options.remote);
    if key.is_none() {
        println!("SECRET_KEY is not set: whether this installation signed what it removed is not checked.");
    }
    let (mut after, mut checked, mut broken) = (String::new(), 0, Vec::new());
    loop {
        let rows = execute(options, &sql::organizations(named.as_ref(), &after, AT_ONCE))?;
        let logs: Vec<_> = rows.iter().filter_map(|row| Log::read(row)).collect();
        let Some(last) = logs.last() else { break };
        after.clone_from(&last.id);
        checked += logs.len();
        let outcomes = look_through(options, key.as_ref(), logs)?;
        // What was written in the very moment may have been passed over.
        let again: Vec<_> = outcomes
            .iter()
            .filter(|(_, (_, outcome))| matches!(outcome, Err(Break::Missing(_))))
            .map(|(log, _)| Log::new(&log.id, &log.slug))
            .collect();
        let certain =
            outcomes.into_iter().filter(|(_, (_, outcome))| !matches!(outcome, Err(Break::Missing(_))));
        let second = look_through(options, key.as_ref(), again)?;
        for (_, (slug, outcome)) in certain.chain(second) {
            match outcome {
                Ok(said) => println!("{slug}  {said}"),
                Err(at) => {
                    println!("{slug}  {}", say(at));
                    broken.push(slug);
                }
            }
        }
        // A short page is the last.
        if named.is_some() || rows.len() < AT_ONCE {
            break;
        }
    }
    ensure!(
        checked > 0 || named.is_none(),
        "there is no such organization, or nothing was ever written in its log"
    );
    if !broken.is_empty() {
        bail!(
            "{} of {checked} audit logs are not as they were written: {}. Somebody has changed the database past Portico, or it was put back in part.",
            broken.len(),
            broken.join(", ")
        );
    }
    println!(
        "{checked} audit log{} checked: every entry is as it was written.",
        if checked == 1 { "" } else { "s" }
    );
    Ok(())
}

/// Slice after slice of all of them.
fn look_through(options: &Operator, key: Option<&Key>, mut logs: Vec<Log>) -> Result<Vec<(Log, Outcome)>> {
    let mut done = Vec::new();
    while !logs.is_empty() {
        let statements: String = logs
            .iter()
            .enumerate()
            .map(|(nth, log)| sql::slice(nth, &log.id, &log.after, log.chain.sealed()))
            .collect();
        let rows = execute(options, &statements)?;
        let mut going_on = Vec::new();
        for (nth, mut log) in logs.into_iter().enumerate() {
            let nth = nth.to_string();
            let of_it = rows.iter().filter(|row| row.get(1) == Some(&nth));
            let slice = sql::Slice::read(of_it.map(|row| row.as_slice()), &log.id, key)?;
            let outcome = match slice.check(&mut log.chain) {
                Err(at) => Err(at),
                Ok(()) if slice.is_full() => {
                    if let Some(id) = slice.last_id() {
                        log.after = id;
                    }
                    going_on.push(log);
                    continue;
                }
                Ok(()) => log.end(),
            };
            let slug = log.slug.clone();
            done.push((log, (slug, outcome)));
        }
        logs = going_on;
    }
    Ok(done)
}

impl Log {
    fn new(id: &str, slug: &str) -> Self {
        Self { id: id.to_owned(), slug: slug.to_owned(), chain: Chain::new(id), after: String::new() }
    }

    fn read(row: &[String]) -> Option<Self> {
        let [id, slug] = row else { return None };
        Some(Self::new(id, slug))
    }

    fn end(&mut self) -> Result<String, Break> {
        let found = self.chain.end()?;
        let mut said = match found.held {
            1 => "1 entry is as it was written".to_owned(),
            held => format!("{held} entries are as they were written"),
        };
        for (count, what) in
            [(found.unsealed, "not sealed yet"), (found.before, "of before there were seals")]
        {
            if count > 0 {
                said.push_str(&format!(", {count} {what}"));
            }
        }
        Ok(format!("{said}; {} {}", self.chain.sealed(), self.chain.hash()))
    }
}

fn say(at: Break) -> String {
    let number = at.number();
    match at {
        Break::Changed(_) => format!("entry {number} is not as it was written"),
        Break::Missing(_) => format!("entry {number} is missing"),
        Break::Added(_) => format!("entry {number} was added afterwards"),
        Break::Unnumbered(_) => format!("after entry {number} one was added that has no number"),
        Break::Seal(_) => format!("the seal that begins with entry {number} is not as it was made"),
        Break::Unsigned(_) => {
            format!("entries up to {number} were removed, and that is not signed with this SECRET_KEY")
        }
    }
}
