//! What was asked of `operator`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// What an operator wants, and where.
#[derive(Debug, PartialEq)]
pub(crate) struct Operator {
    pub(crate) task: Task,
    /// On Cloudflare instead of this machine.
    pub(crate) remote: bool,
    /// Which local data, if not that of `dev`.
    pub(crate) state: Option<PathBuf>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    /// List those that are open.
    Invoices,
    /// Mark the one with this number.
    Mark(Outcome, String),
    /// Have secrets moved to the newest key, and say which keys are still needed.
    Reencrypt,
    /// End the plan of the organization with this slug or ID.
    End(String),
    /// Say whether every entry of the audit logs, or of that of one organization, is as it was written.
    VerifyAudit(Option<String>),
    /// Bring the edge to what the database says, after a copy of it was put back.
    Reconcile(Reconcile),
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Reconcile {
    /// Do it, instead of saying what would be done.
    pub(crate) apply: bool,
    /// An export of the database from before: what was revoked or lowered since the copy.
    pub(crate) before: Option<PathBuf>,
    /// Revoke all server keys, because nobody knows which were revoked since the copy.
    pub(crate) revoke_keys: bool,
}

/// What becomes of an invoice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Outcome {
    Paid,
    Void,
}

pub(super) fn read(mut args: impl Iterator<Item = String>) -> Result<Operator> {
    let (mut words, mut remote, mut state) = (Vec::new(), false, None);
    let mut wanted = Reconcile::default();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--remote" => remote = true,
            "--state" => state = Some(args.next().context("--state takes a folder")?.into()),
            "--before" => wanted.before = Some(args.next().context("--before takes a file")?.into()),
            "--revoke-keys" => wanted.revoke_keys = true,
            option if option.starts_with('-') => {
                bail!(
                    "`operator` takes --remote, --state and, for `reconcile`, --before and --revoke-keys, not `{option}`"
                )
            }
            _ => words.push(arg),
        }
    }
    if remote && state.is_some() {
        bail!("--state is for local data: leave out either that or --remote");
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.first() != Some(&"reconcile") && wanted != Reconcile::default() {
        bail!("--before and --revoke-keys are for `reconcile`");
    }
    if wanted.before.is_some() && wanted.revoke_keys {
        bail!("--before says which keys were revoked: leave out either that or --revoke-keys");
    }
    let task = match words.as_slice() {
        ["reconcile"] => Task::Reconcile(wanted),
        ["reconcile", "apply"] => Task::Reconcile(Reconcile { apply: true, ..wanted }),
        ["invoices"] => Task::Invoices,
        ["paid", number] => Task::Mark(Outcome::Paid, (*number).to_owned()),
        ["void", number] => Task::Mark(Outcome::Void, (*number).to_owned()),
        ["reencrypt"] => Task::Reencrypt,
        ["verify-audit"] => Task::VerifyAudit(None),
        ["verify-audit", organization] => Task::VerifyAudit(Some((*organization).to_owned())),
        ["end", organization] => Task::End((*organization).to_owned()),
        _ => bail!(
            "`operator` takes `invoices`, `paid NUMBER`, `void NUMBER`, `end ORGANIZATION`, `reencrypt`, `verify-audit [ORGANIZATION]` or \
             `reconcile [apply]`"
        ),
    };
    Ok(Operator { task, remote, state })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Command, parse};

    fn parsed(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn an_operator_says_what_and_where() {
        let Command::Operator(listed) = parsed("operator invoices --remote").unwrap() else { panic!() };
        assert_eq!(listed, Operator { task: Task::Invoices, remote: true, state: None });
        let Command::Operator(marked) = parsed("operator paid P-1 --state data").unwrap() else { panic!() };
        assert_eq!(marked.task, Task::Mark(Outcome::Paid, "P-1".into()));
        assert_eq!(marked.state, Some("data".into()));
        let Command::Operator(ended) = parsed("operator end acme").unwrap() else { panic!() };
        assert_eq!(ended.task, Task::End("acme".into()));
        let Command::Operator(moved) = parsed("operator reencrypt --remote").unwrap() else { panic!() };
        assert_eq!(moved, Operator { task: Task::Reencrypt, remote: true, state: None });
        let Command::Operator(verified) = parsed("operator verify-audit acme").unwrap() else { panic!() };
        assert_eq!(verified.task, Task::VerifyAudit(Some("acme".into())));
        let Command::Operator(tried) = parsed("operator reconcile --remote").unwrap() else { panic!() };
        assert_eq!((tried.task, tried.remote), (Task::Reconcile(Reconcile::default()), true));
        let line = "operator reconcile apply --before later.sql";
        let Command::Operator(done) = parsed(line).unwrap() else { panic!() };
        let wanted = Reconcile { apply: true, before: Some("later.sql".into()), revoke_keys: false };
        assert_eq!(done.task, Task::Reconcile(wanted));
    }

    #[test]
    fn a_wrong_line_is_refused() {
        for line in [
            "paid",
            "reencrypt a",
            "verify-audit a b",
            "end",
            "end acme other",
            "void P-1 P-2",
            "reconcile now",
            "invoices --revoke-keys",
            "reconcile --before",
            "reconcile apply --before x.sql --revoke-keys",
            "invoices P-1",
            "pay P-1",
            "paid -P",
            "invoices --remote --state x",
        ] {
            assert!(parsed(&format!("operator {line}")).is_err(), "{line}");
        }
    }
}
