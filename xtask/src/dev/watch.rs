//! Looks every second whether something changed, and rebuilds what that affects. wrangler itself reloads when what
//! it serves changes.

use crate::build::{Half, Profile};
use crate::fingerprint;
use crate::interrupt;
use crate::progress::note;
use crate::toolbox::Toolbox;

use super::Database;

/// How things were when they were last looked at.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Changes {
    client: u64,
    edge: u64,
    migrations: u64,
}

impl Changes {
    /// How things are now.
    pub(super) fn begin() -> Self {
        Self {
            client: Half::Client.inputs(),
            edge: Half::Edge.inputs(),
            migrations: fingerprint::of(&["migrations"]),
        }
    }
}

/// Whoever rebuilds.
pub(super) struct Watch<'a> {
    toolbox: &'a Toolbox,
    database: &'a Database<'a>,
    seen: Changes,
}

impl<'a> Watch<'a> {
    /// `seen` is how things were before the first build, so that what changed during it is not missed.
    pub(super) fn new(toolbox: &'a Toolbox, database: &'a Database<'a>, seen: Changes) -> Self {
        Self { toolbox, database, seen }
    }

    /// Rebuilds what changed. What is wrong is said, and waits for the next change.
    pub(super) fn look(&mut self) {
        let now = Changes::begin();
        let before = std::mem::replace(&mut self.seen, now);
        if now.migrations != before.migrations {
            self.tell(self.database.migrate());
        }
        if now.edge != before.edge {
            self.tell(Half::Edge.build(self.toolbox, Profile::Quick));
        }
        if now.client != before.client {
            self.tell(Half::Client.build(self.toolbox, Profile::Quick));
        }
    }

    fn tell(&self, result: anyhow::Result<()>) {
        match result {
            Err(error) if !interrupt::requested() => note(&format!("{error:#}")),
            _ => {}
        }
    }
}
