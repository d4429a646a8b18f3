//! What was asked for on the command line.

mod bench;
mod help;
mod operator;

use anyhow::{Context, Result, bail};

pub(crate) use bench::{Bench, Load};
pub(crate) use help::HELP;
pub(crate) use operator::{Operator, Outcome, Reconcile, Task};

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
        "bench" => return bench::read(args).map(Command::Bench),
        "deploy" => Command::Deploy,
        "operator" => return operator::read(args).map(Command::Operator),
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
    fn a_wrong_line_is_refused() {
        for line in ["run", "dev --port 0", "dev --port", "dev fast", "build now", "test unit", "operator"] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
