//! Builds the client into dist/ and the edge function into worker/build.

mod chunks;
mod client;
mod edge;
mod headers;
mod lean;
mod minify;
mod names;
mod outputs;
mod page;
mod remap;
mod scripts;
mod sizes;
mod small;
mod styles;

use std::panic::resume_unwind;
use std::thread;

use anyhow::{Result, bail};

use crate::fingerprint;
use crate::progress::note;
use crate::setup;
use crate::toolbox::Toolbox;

pub(crate) use outputs::copy;
pub(crate) use sizes::measure;

/// What everything that is built depends on.
const WORKSPACE: &[&str] = &["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo", "api"];
/// What else the client is made from.
const CLIENT: &[&str] = &["app", "paths", "style", "public", "Trunk.toml", "xtask/src/build"];
/// What else the edge function is made from.
const EDGE: &[&str] = &["worker", "xtask/src/build/edge.rs"];

/// The cargo profile to build with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Profile {
    /// Soon ready: for running locally.
    Quick,
    /// Small: what is shipped.
    Release,
}

/// One of the two things that are built.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Half {
    Client,
    Edge,
}

/// `cargo xtask build`: what is shipped, and whether it keeps to its budgets.
pub(crate) fn ship() -> Result<()> {
    let toolbox = setup::for_building()?;
    both(&toolbox, Profile::Release)?;
    let budgets = measure(&toolbox)?;
    if let Some(over) = budgets.iter().find(|budget| !budget.kept()) {
        bail!("{over}");
    }
    Ok(())
}

/// Builds what is not there yet. What is shipped is optimized as a whole, on one core for minutes, and in a folder of its own: both at once take little
/// longer than the longer of them.
pub(crate) fn both(toolbox: &Toolbox, profile: Profile) -> Result<()> {
    if profile == Profile::Quick {
        Half::Client.ensure(toolbox, profile)?;
        return Half::Edge.ensure(toolbox, profile);
    }
    thread::scope(|scope| {
        let edge = scope.spawn(|| Half::Edge.ensure(toolbox, profile));
        let client = Half::Client.ensure(toolbox, profile);
        client.and(edge.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Compiles what [`both`] is going to bind, which takes no tool but the compiler. What goes wrong is said by [`both`].
pub(crate) fn ahead(toolbox: &Toolbox, profile: Profile) {
    for half in [Half::Client, Half::Edge] {
        let what = format!("{}, meanwhile", half.name());
        let compile = if half == Half::Client { client::ahead } else { edge::ahead };
        if !half.is_current(profile) && compile(toolbox, profile, &what).is_err() {
            return;
        }
    }
}

impl Half {
    /// Builds it unless it is there.
    pub(crate) fn ensure(self, toolbox: &Toolbox, profile: Profile) -> Result<()> {
        if self.is_current(profile) {
            note(&format!("{}: nothing changed", self.name()));
            return Ok(());
        }
        self.build(toolbox, profile)
    }

    /// A number that changes when anything it is made from does.
    pub(crate) fn inputs(self) -> u64 {
        let own = if self == Self::Client { CLIENT } else { EDGE };
        fingerprint::of(&[WORKSPACE, own].concat())
    }

    pub(crate) fn name(self) -> &'static str {
        if self == Self::Client { "the client" } else { "the edge function" }
    }

    /// Whether what is there was made from what is there to make it from. What is shipped is good enough for
    /// running locally as well.
    fn is_current(self, profile: Profile) -> bool {
        let made = outputs::stamp(self);
        let is = |profile: Profile| made.as_deref() == Some(&self.stamp(profile, self.inputs()));
        is(Profile::Release) || profile == Profile::Quick && is(Profile::Quick)
    }

    fn stamp(self, profile: Profile, inputs: u64) -> String {
        format!("{profile:?} {inputs:x}")
    }

    /// Builds it and remembers from what.
    pub(crate) fn build(self, toolbox: &Toolbox, profile: Profile) -> Result<()> {
        let inputs = self.inputs();
        outputs::forget(self);
        let why = match profile {
            Profile::Quick => "",
            Profile::Release => ", as it is shipped (the whole program is optimized at once: minutes)",
        };
        match self {
            Self::Client => client::build(toolbox, profile, &format!("{}{why}", self.name()))?,
            Self::Edge => edge::build(toolbox, profile, &format!("{}{why}", self.name()))?,
        }
        outputs::remember(self, &self.stamp(profile, inputs))
    }
}
