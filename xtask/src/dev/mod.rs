//! `cargo xtask dev`: the whole console on this machine, rebuilt as it changes.

mod crons;
mod database;
mod server;
mod watch;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::args;
use crate::build::{self, Profile};
use crate::interrupt;
use crate::place;
use crate::progress::{elapsed, note};
use crate::setup;

pub(crate) use database::Database;
pub(crate) use server::{Options, Server, free_port};

/// Runs until Ctrl-C.
pub(crate) fn run(options: &args::Dev) -> Result<()> {
    let began = Instant::now();
    server::check_port(options.port)?;
    let toolbox = setup::for_building_and(|toolbox| build::ahead(toolbox, Profile::Quick))?;
    let database = Database::new(&toolbox, Path::new(place::STATE));
    let changes = watch::Changes::begin();
    build::both(&toolbox, Profile::Quick)?;
    if options.reset {
        database.drop()?;
    }
    database.migrate()?;
    database.seed("the demo data", database::DEMO)?;
    let mut server = Server::start(
        &toolbox,
        &Options {
            port: options.port,
            state: Path::new(place::STATE),
            edge: &Path::new(place::WORKER).join("index.js"),
            dist: Path::new(place::DIST),
        },
    )?;
    println!("\n{}\n", welcome(&server.origin(), elapsed(began.elapsed()).as_str()));

    let mut watch = watch::Watch::new(&toolbox, &database, changes);
    let mut crons = crons::Crons::new(options.port);
    while !interrupt::requested() {
        crons.look();
        server.pass_on(Duration::from_secs(1))?;
        watch.look();
    }
    drop(server);
    note("Stopped.");
    Ok(())
}

fn welcome(origin: &str, took: &str) -> String {
    format!(
        "Portico is at {origin} (ready in {took}).\n\
         To sign in: open {origin}/sign-in, type demo@example.com and take the code from {origin}/mailbox.\n\
         What you change is rebuilt. Ctrl-C stops it."
    )
}
