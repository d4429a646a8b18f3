//! Ctrl-C: remembered, so that whoever waits for a child can end it before leaving.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C, a hang-up and a request to terminate are remembered instead of killing at once.
pub(crate) fn listen() -> Result<()> {
    ctrlc::set_handler(|| REQUESTED.store(true, Ordering::Relaxed)).context("cannot listen for Ctrl-C")
}

/// Whether somebody wants this to end.
pub(crate) fn requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}

/// An error when somebody wants this to end.
pub(crate) fn check() -> Result<()> {
    if requested() {
        bail!("by request");
    }
    Ok(())
}
