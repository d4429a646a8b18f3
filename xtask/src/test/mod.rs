//! `cargo xtask test`: every suite, each with its own counts, and one line that adds them up.

mod browser;
mod checks;
mod counts;
mod end_to_end;
mod layers;

use std::panic::resume_unwind;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::args::{self, Suite};
use crate::build::{self, Profile};
use crate::interrupt;
use crate::progress::{self, elapsed};
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
    let mut outcomes = thread::scope(|scope| {
        // What is shipped is optimized on one core for minutes, in folders of its own: beside the suites that need none of it.
        let built = all.then(|| {
            let line = progress::hold();
            (scope.spawn(|| timed(|| build::both(toolbox, Profile::Release))), line)
        });
        let mut outcomes = Vec::new();
        if wants(Suite::Host) {
            suite(&mut outcomes, "checks", || checks::style(toolbox))?;
            suite(&mut outcomes, "host", || checks::host(toolbox))?;
        }
        if wants(Suite::Browser) {
            suite(&mut outcomes, "browser", || browser::run(toolbox))?;
        }
        if let Some((running, line)) = built {
            drop(line);
            let mut took = Duration::ZERO;
            suite(&mut outcomes, "build", || {
                let (built, time) = running.join().unwrap_or_else(|panic| resume_unwind(panic));
                took = time;
                built.and_then(|()| budgets(toolbox))
            })?;
            // All of it, and not what was left to wait for.
            if let Some(outcome) = outcomes.last_mut() {
                outcome.took = took;
            }
        }
        anyhow::Ok(outcomes)
    })?;
    if wants(Suite::EndToEnd) {
        // With everything else, against what is shipped, which was just built; alone, against what is built soonest.
        let profile = if all { Profile::Release } else { Profile::Quick };
        let mut playwright = options.playwright.clone();
        if all {
            // A race that shows once in a thousand runs must not hide from everybody else whether their change works. What passes
            // the second time only is named, and counted by itself.
            playwright.push("--retries=1".to_owned());
        }
        suite(&mut outcomes, "e2e", || end_to_end::run(toolbox, profile, end_to_end::TESTS, &playwright))?;
    }
    Ok(report(&outcomes))
}

/// Runs a suite and keeps what came of it; an error where somebody wants to leave.
fn suite(
    outcomes: &mut Vec<Outcome>,
    name: &'static str,
    run: impl FnOnce() -> Result<Counts>,
) -> Result<()> {
    outcomes.push(outcome(name, run));
    interrupt::check()
}

/// `cargo xtask bench`: figures and pictures of what is shipped, in a browser.
pub(crate) fn bench() -> Result<ExitCode> {
    let mut toolbox = setup::for_building()?;
    setup::for_browser_tests(&mut toolbox)?;
    let run = || end_to_end::run(&toolbox, Profile::Release, "tests/bench/playwright.config.ts", &[]);
    Ok(report(&[outcome("bench", run)]))
}

fn outcome(name: &'static str, run: impl FnOnce() -> Result<Counts>) -> Outcome {
    eprintln!("\n== {name}");
    let (counts, took) = timed(run);
    let counts = counts.unwrap_or_else(|error| {
        eprintln!("\nerror: {error:#}");
        Counts::FAILED
    });
    Outcome { name, counts, took }
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let done = run();
    (done, began.elapsed())
}

/// Each budget of the release build a test.
fn budgets(toolbox: &Toolbox) -> Result<Counts> {
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
