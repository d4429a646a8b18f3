//! The commands of a developer. `cargo xtask help` lists them.
//!
//! Everything here runs on the developer's machine and starts other programs: the clocks that are
//! forbidden in the product are what a build tool measures with.
#![allow(clippy::disallowed_methods, reason = "a build tool on the host may read the clock")]

mod args;
mod bench;
mod build;
mod deploy;
mod dev;
mod fingerprint;
mod interrupt;
mod locked;
mod operator;
mod place;
mod process;
mod progress;
mod setup;
mod test;
mod toolbox;

use std::process::ExitCode;

use args::Command;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) if interrupt::requested() => {
            eprintln!("stopped ({error})");
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<ExitCode> {
    let command = args::parse(std::env::args().skip(1))?;
    place::enter()?;
    interrupt::listen()?;
    match command {
        Command::Help => println!("{}", args::HELP),
        Command::Setup => drop(setup::everything()?),
        Command::Dev(options) => dev::run(&options)?,
        Command::Test(options) => return test::run(&options),
        Command::Build => build::ship()?,
        Command::Bench(args::Bench::Browser) => return test::bench(),
        Command::Bench(args::Bench::Scale(sizes)) => bench::scale(&sizes)?,
        Command::Bench(args::Bench::Edge(load)) => bench::edge_function(&load)?,
        Command::Bench(args::Bench::Web(rounds)) => bench::web(rounds)?,
        Command::Deploy => deploy::run()?,
        Command::Operator(options) => operator::run(&options)?,
    }
    Ok(ExitCode::SUCCESS)
}
