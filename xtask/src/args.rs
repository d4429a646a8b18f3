//! What was asked for on the command line.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

pub(crate) const HELP: &str = "\
cargo xtask setup                         install whatever the other commands need
cargo xtask dev [--port N] [--reset]      run the console on this machine (port 8787)
                                          --reset throws the local data away first
cargo xtask test [host|browser|e2e ...]   check and test; everything without a name
                 [-- ARGUMENTS]           what follows -- goes to Playwright
cargo xtask build                         build what is shipped and check its size
cargo xtask bench                         measure it in a browser, and take the README's pictures
cargo xtask bench scale [--sizes N,N,…]   what requests and cron cost in installations of so many projects
                                          (1000,100000,1000000), written to bench/RESULTS.md
cargo xtask deploy                        put it on Cloudflare, after the checks that precede it
cargo xtask operator invoices             list the open invoices that are paid by hand
cargo xtask operator paid NUMBER          mark one as paid
cargo xtask operator void NUMBER          mark one as void: nothing is to be paid
cargo xtask operator end ORGANIZATION     end a plan that is paid by hand, at once: its slug or ID
cargo xtask operator reencrypt            move secrets to the newest key, and list the keys still needed
cargo xtask operator reconcile [apply]    after a copy of the database was put back: bring the edge to it
                                          (docs/operations.md); without apply it only says what it would do
                     [--before FILE]      an export from before: what was revoked since the copy is revoked again
                     [--revoke-keys]      or revoke all server keys
                     [--remote]           on Cloudflare instead of this machine
                     [--state FOLDER]     in the local data of that folder

PORTICO_CACHE      where tools are kept (default: portico in the user's cache folder)
PORTICO_TOOLCHAIN  `debian` takes Debian's compiler instead of rustup's
CHROMIUM, CHROMEDRIVER  the browser and its driver for the tests, when not on PATH";

/// One of the commands, with its options.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Setup,
    Dev(Dev),
    Test(Test),
    Build,
    Bench(Bench),
    Deploy,
    Operator(Operator),
}

/// Options of `dev`.
#[derive(Debug, PartialEq)]
pub(crate) struct Dev {
    /// Where the console answers, on loopback.
    pub(crate) port: u16,
    /// Throw the local data away and begin with the demo data.
    pub(crate) reset: bool,
}

/// Options of `test`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Test {
    /// The suites to run; none means all.
    pub(crate) suites: Vec<Suite>,
    /// Handed to Playwright as they are.
    pub(crate) playwright: Vec<String>,
}

/// What is measured.
#[derive(Debug, PartialEq)]
pub(crate) enum Bench {
    /// The console in a browser.
    Browser,
    /// Requests and cron, in installations of so many projects.
    Scale(Vec<u32>),
}

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

/// A group of tests that can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Suite {
    Host,
    Browser,
    EndToEnd,
}

/// Reads the arguments after the program's name.
pub(crate) fn parse(args: impl Iterator<Item = String>) -> Result<Command> {
    let mut args = args.peekable();
    let Some(name) = args.next() else { return Ok(Command::Help) };
    let command = match name.as_str() {
        "help" | "-h" | "--help" => return Ok(Command::Help),
        "setup" => Command::Setup,
        "dev" => return dev(args).map(Command::Dev),
        "test" => return test(args).map(Command::Test),
        "build" => Command::Build,
        "bench" => return bench(args).map(Command::Bench),
        "deploy" => Command::Deploy,
        "operator" => return operator(args).map(Command::Operator),
        other => bail!("there is no command `{other}`; `cargo xtask help` lists them"),
    };
    match args.next() {
        Some(extra) => bail!("`{name}` takes no argument `{extra}`"),
        None => Ok(command),
    }
}

fn dev(mut args: impl Iterator<Item = String>) -> Result<Dev> {
    let mut dev = Dev { port: 8787, reset: false };
    while let Some(arg) = args.next() {
        let port = match arg.as_str() {
            "--reset" => {
                dev.reset = true;
                continue;
            }
            "--port" => args.next().unwrap_or_default(),
            other => match other.strip_prefix("--port=") {
                Some(port) => port.to_owned(),
                None => bail!("`dev` takes --port and --reset, not `{other}`"),
            },
        };
        dev.port =
            port.parse().ok().filter(|port| *port > 0).context("--port takes a number from 1 to 65535")?;
    }
    Ok(dev)
}

fn test(mut args: impl Iterator<Item = String>) -> Result<Test> {
    let mut test = Test::default();
    while let Some(arg) = args.next() {
        test.suites.push(match arg.as_str() {
            "host" => Suite::Host,
            "browser" => Suite::Browser,
            "e2e" => Suite::EndToEnd,
            "--" => {
                test.playwright.extend(args);
                break;
            }
            other => bail!("`test` knows host, browser and e2e, not `{other}`"),
        });
    }
    Ok(test)
}

fn bench(mut args: impl Iterator<Item = String>) -> Result<Bench> {
    let mut sizes = vec![1_000, 100_000, 1_000_000];
    match args.next().as_deref() {
        None => return Ok(Bench::Browser),
        Some("scale") => {}
        Some(other) => bail!("`bench` knows `scale`, not `{other}`"),
    }
    if let Some(option) = args.next() {
        let list = match (option.as_str(), option.strip_prefix("--sizes=")) {
            ("--sizes", _) => args.next().unwrap_or_default(),
            (_, Some(list)) => list.to_owned(),
            _ => bail!("`bench scale` takes --sizes, not `{option}`"),
        };
        let read: Result<_, _> = list.split(',').map(str::parse::<u32>).collect();
        sizes = read.context("--sizes takes numbers of projects: 1000,100000")?;
    }
    match args.next() {
        Some(extra) => bail!("`bench scale` takes no argument `{extra}`"),
        None if sizes.iter().any(|size| *size < 100) => bail!("--sizes takes numbers from 100"),
        None => Ok(Bench::Scale(sizes)),
    }
}

fn operator(mut args: impl Iterator<Item = String>) -> Result<Operator> {
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
        ["end", organization] => Task::End((*organization).to_owned()),
        _ => bail!(
            "`operator` takes `invoices`, `paid NUMBER`, `void NUMBER`, `end ORGANIZATION`, `reencrypt` or `reconcile [apply]`"
        ),
    };
    Ok(Operator { task, remote, state })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_are_read() {
        assert_eq!(parsed("dev --port 9000 --reset").unwrap(), Command::Dev(Dev { port: 9000, reset: true }));
        assert_eq!(parsed("dev --port=9000").unwrap(), Command::Dev(Dev { port: 9000, reset: false }));
        let Command::Test(test) = parsed("test e2e -- -g sign-in").unwrap() else { panic!() };
        assert_eq!((test.suites, test.playwright.len()), (vec![Suite::EndToEnd], 2));
    }

    #[test]
    fn sizes_of_a_measurement_are_read() {
        let wanted = |line: &str| match parsed(line) {
            Ok(Command::Bench(wanted)) => wanted,
            other => panic!("{other:?}"),
        };
        assert_eq!(wanted("bench"), Bench::Browser);
        assert_eq!(wanted("bench scale"), Bench::Scale(vec![1_000, 100_000, 1_000_000]));
        assert_eq!(wanted("bench scale --sizes 1000,5000"), Bench::Scale(vec![1_000, 5_000]));
        assert_eq!(wanted("bench scale --sizes=1000"), Bench::Scale(vec![1_000]));
        for line in [
            "bench fast",
            "bench scale 5",
            "bench scale --sizes",
            "bench scale --sizes 1,x",
            "bench scale --sizes 5",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
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
        let Command::Operator(tried) = parsed("operator reconcile --remote").unwrap() else { panic!() };
        assert_eq!((tried.task, tried.remote), (Task::Reconcile(Reconcile::default()), true));
        let line = "operator reconcile apply --before later.sql";
        let Command::Operator(done) = parsed(line).unwrap() else { panic!() };
        let wanted = Reconcile { apply: true, before: Some("later.sql".into()), revoke_keys: false };
        assert_eq!(done.task, Task::Reconcile(wanted));
    }

    #[test]
    fn a_wrong_line_is_refused() {
        for line in ["run", "dev --port 0", "dev --port", "dev fast", "build now", "test unit", "operator"] {
            assert!(parsed(line).is_err(), "{line}");
        }
        for line in [
            "paid",
            "reencrypt a",
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
