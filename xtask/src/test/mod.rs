//! `cargo xtask test`: every suite, each with its own counts, and one line that adds them up.

mod browser;
mod checks;
mod counts;
mod end_to_end;
mod layers;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::args::{self, Suite};
use crate::build::{self, Profile};
use crate::interrupt;
use crate::progress::elapsed;
use crate::setup;
use crate::toolbox::Toolbox;

use counts::Counts;

/// A suite that ran.
struct Outcome {
    name: &'static str,
    counts: Counts,
    took: Duration,
}

/// Runs what was asked for, to the end even when something fails.
pub(crate) fn run(options: &args::Test) -> Result<ExitCode> {
    let mut toolbox = setup::for_building()?;
    let all = options.suites.is_empty();
    let wants = |suite| all || options.suites.contains(&suite);
    if wants(Suite::Browser) || wants(Suite::EndToEnd) {
        setup::for_browser_tests(&mut toolbox)?;
    }
    let toolbox = &toolbox;
    let mut outcomes = Vec::new();
    let mut suite = |name, run: &dyn Fn() -> Result<Counts>| -> Result<()> {
        outcomes.push(outcome(name, run));
        interrupt::check()
    };
    if wants(Suite::Host) {
        suite("checks", &|| checks::style(toolbox))?;
        suite("host", &|| checks::host(toolbox))?;
    }
    if wants(Suite::Browser) {
        suite("browser", &|| browser::run(toolbox))?;
    }
    if all {
        suite("build", &|| budgets(toolbox))?;
    }
    if wants(Suite::EndToEnd) {
        // With everything else, against what is shipped, which was just built; alone, against what is built soonest.
        let profile = if all { Profile::Release } else { Profile::Quick };
        let mut playwright = options.playwright.clone();
        if all {
            // A race that shows once in a thousand runs must not hide from everybody else whether their change works. What passes
            // the second time only is named, and counted by itself.
            playwright.push("--retries=1".to_owned());
        }
        suite("e2e", &|| end_to_end::run(toolbox, profile, end_to_end::TESTS, &playwright))?;
    }
    Ok(report(&outcomes))
}

/// `cargo xtask bench`: figures and pictures of what is shipped, in a browser.
pub(crate) fn bench() -> Result<ExitCode> {
    let mut toolbox = setup::for_building()?;
    setup::for_browser_tests(&mut toolbox)?;
    let run = || end_to_end::run(&toolbox, Profile::Release, "tests/bench/playwright.config.ts", &[]);
    Ok(report(&[outcome("bench", &run)]))
}

fn outcome(name: &'static str, run: &dyn Fn() -> Result<Counts>) -> Outcome {
    eprintln!("\n== {name}");
    let began = Instant::now();
    let counts = run().unwrap_or_else(|error| {
        eprintln!("\nerror: {error:#}");
        Counts::FAILED
    });
    Outcome { name, counts, took: began.elapsed() }
}

/// The release build, each budget a test.
fn budgets(toolbox: &Toolbox) -> Result<Counts> {
    build::both(toolbox, Profile::Release)?;
    Ok(build::measure(toolbox)?.iter().map(|budget| Counts::one(budget.kept())).sum())
}

fn report(outcomes: &[Outcome]) -> ExitCode {
    println!();
    for Outcome { name, counts, took } in outcomes {
        println!("{name:<8} {counts} ({})", elapsed(*took));
    }
    let mut sum: Counts = outcomes.iter().map(|outcome| outcome.counts).sum();
    // Said above, with its suite: the last line is the plain one.
    sum.flaky = 0;
    println!("\n{sum}");
    if sum.failed == 0 && sum.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
