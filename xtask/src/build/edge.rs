//! The edge function: compiled by cargo, bound to JavaScript, and bundled with the few lines that the runtime calls (worker/entry.js).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::client::{FEATURES, TARGET, quietly};
use super::{Profile, outputs, remap};
use crate::place;
use crate::progress::Step;
use crate::toolbox::Toolbox;

const PACKAGE: &str = "portico-edge";
/// What cargo calls the package's wasm.
const COMPILED: &str = "portico_edge.wasm";
/// What wasm-bindgen makes of it.
const WASM: &str = "index_bg.wasm";
const BOUND: &str = "index.js";
const ENTRY: &str = "worker/entry.js";

/// Builds the edge function into worker/build.
pub(super) fn build(toolbox: &Toolbox, profile: Profile, what: &str) -> Result<()> {
    let own = Path::new(place::OWN);
    let (folder, staged) = (own.join("edge-parts"), own.join("edge"));
    for folder in [&folder, &staged] {
        if folder.exists() {
            fs::remove_dir_all(folder).context("target/ cannot be cleaned")?;
        }
        fs::create_dir_all(folder)?;
    }
    let compiled = compile(toolbox, profile, what)?;
    bind(toolbox, &compiled, &folder)?;
    let wasm = folder.join(WASM);
    if profile == Profile::Release {
        let mut command = toolbox.command("wasm-opt");
        command.args(FEATURES).args(["--enable-exception-handling", "-O"]).arg(&wasm).arg("-o").arg(&wasm);
        quietly(command)?;
    }
    fs::copy(&wasm, staged.join(WASM)).context("wasm-bindgen wrote no wasm")?;
    fs::write(staged.join(BOUND), bundle(toolbox, profile, &folder)?)?;
    outputs::mirror(&staged, Path::new(place::WORKER))
}

/// Compiles it and no more.
pub(super) fn ahead(toolbox: &Toolbox, profile: Profile, what: &str) -> Result<()> {
    compile(toolbox, profile, what).map(drop)
}

fn compile(toolbox: &Toolbox, profile: Profile, what: &str) -> Result<PathBuf> {
    let release = profile == Profile::Release;
    let profile = if release { "release" } else { "quick" };
    let mut command = toolbox.command("cargo");
    command.args(["build", "--package", PACKAGE, "--lib", "--profile", profile, "--target", TARGET]);
    if release {
        remap::configure(&mut command, toolbox, TARGET);
    }
    Step::new(what, "edge").run(command)?;
    Ok(Path::new("target").join(TARGET).join(profile).join(COMPILED))
}

/// Writes the JavaScript that the wasm needs, with a way to begin anew after a trap.
fn bind(toolbox: &Toolbox, compiled: &Path, folder: &Path) -> Result<()> {
    let mut command = toolbox.command("wasm-bindgen");
    command.args(["--target", "module", "--no-typescript", "--no-demangle"]);
    command.args(["--experimental-reset-state-function", "--force-enable-abort-handler"]);
    command.args(["--out-name", "index", "--out-dir"]).args([folder, compiled]);
    quietly(command)?;
    // The runtime takes a module of its wasm by an ordinary import.
    let bound = folder.join(BOUND);
    let text = fs::read_to_string(&bound).context("wasm-bindgen wrote no JavaScript")?;
    ensure!(text.contains("import source "), "wasm-bindgen writes its import in another way than it did");
    fs::write(bound, text.replace("import source ", "import "))?;
    Ok(())
}

/// One script out of the entry and what it imports.
fn bundle(toolbox: &Toolbox, profile: Profile, folder: &Path) -> Result<Vec<u8>> {
    let entry = folder.join("entry.js");
    fs::copy(ENTRY, &entry).with_context(|| format!("{ENTRY} is missing"))?;
    let mut command = toolbox.command("esbuild");
    command.arg(entry).args(["--bundle", "--format=esm", "--external:./index_bg.wasm", "--log-level=error"]);
    if profile == Profile::Release {
        command.arg("--minify");
    }
    let output = command.output().context("esbuild cannot be started")?;
    ensure!(output.status.success(), "the scripts do not fit: {}", String::from_utf8_lossy(&output.stderr));
    Ok(output.stdout)
}
