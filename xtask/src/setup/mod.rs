//! Whatever the commands need and the machine lacks, in the order a person would try.

mod apt;
mod chromium;
mod debian;
mod localstripe;
mod npm;
mod target;
mod tools;

use std::thread;

use anyhow::Result;

use crate::toolbox::Toolbox;

/// What building and running need: the wasm target, the npm packages and three tools.
pub(crate) fn for_building() -> Result<Toolbox> {
    for_building_and(|_| ())
}

/// As [`for_building`]. While tools are compiled, which takes minutes and leaves one core or another idle, `meanwhile` does what needs none of them.
pub(crate) fn for_building_and(meanwhile: impl FnOnce(&Toolbox) + Send) -> Result<Toolbox> {
    let mut toolbox = Toolbox::default();
    target::ensure(&mut toolbox)?;
    npm::ensure(&mut toolbox)?;
    if tools::missing(&toolbox, tools::BUILD).is_empty() {
        tools::ensure(&mut toolbox, tools::BUILD)?;
        return Ok(toolbox);
    }
    let without = toolbox.clone();
    thread::scope(|scope| {
        scope.spawn(move || meanwhile(&without));
        tools::ensure(&mut toolbox, tools::BUILD)
    })?;
    Ok(toolbox)
}

/// What asking the database needs: the npm packages.
pub(crate) fn for_wrangler() -> Result<Toolbox> {
    let mut toolbox = Toolbox::default();
    npm::ensure(&mut toolbox)?;
    Ok(toolbox)
}

/// What the tests need besides: wasm-pack, Chromium with its driver, and a look-alike of Stripe.
pub(crate) fn for_browser_tests(toolbox: &mut Toolbox) -> Result<()> {
    tools::ensure(toolbox, tools::TEST)?;
    chromium::ensure(toolbox)?;
    localstripe::ensure(toolbox)
}

/// All of it.
pub(crate) fn everything() -> Result<Toolbox> {
    let mut toolbox = for_building()?;
    for_browser_tests(&mut toolbox)?;
    tools::forget_build_files()?;
    crate::progress::note("Everything is there: `cargo xtask dev` runs the console.");
    Ok(toolbox)
}

/// Whether the user may install system packages.
fn is_root() -> bool {
    #[cfg(unix)]
    return nix::unistd::geteuid().is_root();
    #[cfg(not(unix))]
    return false;
}
