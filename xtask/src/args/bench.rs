//! What was asked of `bench`.

use anyhow::{Context, Result, bail};

/// What is measured.
#[derive(Debug, PartialEq)]
pub(crate) enum Bench {
    /// The console in a browser, with the pictures of the README.
    Browser,
    /// Requests and cron, in installations of so many projects.
    Scale(Vec<u32>),
    /// Requests, beside workers of other makes.
    Edge(Load),
    /// The console's pages in a slowed browser: so many visits of each.
    Web(u32),
}

/// How much is asked of each worker.
#[derive(Debug, PartialEq)]
pub(crate) struct Load {
    /// How often each of them has its turn.
    pub(crate) rounds: u32,
    /// Requests of one turn.
    pub(crate) requests: u32,
}

/// Reads what follows the command's name.
pub(super) fn read(mut args: impl Iterator<Item = String>) -> Result<Bench> {
    match args.next().as_deref() {
        None => Ok(Bench::Browser),
        Some("scale") => scale(args).map(Bench::Scale),
        Some("edge") => edge(args).map(Bench::Edge),
        Some("web") => web(args).map(Bench::Web),
        Some(other) => bail!("`bench` knows `scale`, `edge` and `web`, not `{other}`"),
    }
}

fn scale(args: impl Iterator<Item = String>) -> Result<Vec<u32>> {
    let mut sizes = vec![1_000, 100_000, 1_000_000];
    for (option, value) in options(args) {
        match option.as_str() {
            "--sizes" => {
                let list: Result<_, _> = value.split(',').map(str::parse::<u32>).collect();
                sizes = list.context("--sizes takes numbers of projects: 1000,100000")?;
            }
            _ => bail!("`bench scale` takes --sizes, not `{option}`"),
        }
    }
    if sizes.iter().any(|size| *size < 100) {
        bail!("--sizes takes numbers from 100");
    }
    Ok(sizes)
}

fn edge(args: impl Iterator<Item = String>) -> Result<Load> {
    let mut load = Load { rounds: 7, requests: 400 };
    for (option, value) in options(args) {
        match option.as_str() {
            "--rounds" => load.rounds = number(&option, &value)?,
            "--requests" => load.requests = number(&option, &value)?,
            _ => bail!("`bench edge` takes --rounds and --requests, not `{option}`"),
        }
    }
    Ok(load)
}

fn web(args: impl Iterator<Item = String>) -> Result<u32> {
    let mut rounds = 7;
    for (option, value) in options(args) {
        match option.as_str() {
            "--rounds" => rounds = number(&option, &value)?,
            _ => bail!("`bench web` takes --rounds, not `{option}`"),
        }
    }
    Ok(rounds)
}

/// `--name value` and `--name=value`.
fn options(mut args: impl Iterator<Item = String>) -> impl Iterator<Item = (String, String)> {
    std::iter::from_fn(move || {
        let arg = args.next()?;
        Some(match arg.split_once('=') {
            Some((name, value)) => (name.to_owned(), value.to_owned()),
            None => (arg, args.next().unwrap_or_default()),
        })
    })
}

fn number(option: &str, value: &str) -> Result<u32> {
    let read = value.parse().ok().filter(|number| *number > 0);
    read.with_context(|| format!("{option} takes a number from 1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(line: &str) -> Result<Bench> {
        read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_is_measured_is_read() {
        assert_eq!(wanted("").unwrap(), Bench::Browser);
        assert_eq!(wanted("scale").unwrap(), Bench::Scale(vec![1_000, 100_000, 1_000_000]));
        assert_eq!(wanted("scale --sizes 1000,5000").unwrap(), Bench::Scale(vec![1_000, 5_000]));
        assert_eq!(wanted("scale --sizes=1000").unwrap(), Bench::Scale(vec![1_000]));
        assert_eq!(wanted("edge").unwrap(), Bench::Edge(Load { rounds: 7, requests: 400 }));
        let few = Load { rounds: 2, requests: 40 };
        assert_eq!(wanted("edge --rounds 2 --requests=40").unwrap(), Bench::Edge(few));
        assert_eq!(wanted("web --rounds 3").unwrap(), Bench::Web(3));
    }

    #[test]
    fn a_wrong_line_is_refused() {
        for line in [
            "fast",
            "scale 5",
            "scale --sizes",
            "scale --sizes 1,x",
            "scale --sizes 5",
            "edge now",
            "edge --rounds 0",
            "web --requests 3",
        ] {
            assert!(wanted(line).is_err(), "{line}");
        }
    }
}
