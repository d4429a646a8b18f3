//! The client: compiled by cargo, cut into the first view and its chunks, bound to JavaScript, and put into the page
//! that Trunk made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::chunks::{self, NAME};
use super::{Profile, headers, lean, names, outputs, page, remap, scripts, styles};
use crate::place;
use crate::progress::Step;
use crate::toolbox::Toolbox;

pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// What browsers of the last years know, and not more: one unknown feature, and a browser refuses the whole client.
pub(super) const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The streams of Leptos' server functions: the client has none, but would keep what it seems to offer to others.
const UNUSED: &str = "--remove-exports=*intounderlying*";

/// Builds the client into dist/.
pub(super) fn build(toolbox: &Toolbox, profile: Profile, what: &str) -> Result<()> {
    let build = Build::new(toolbox, profile);
    if build.folder.exists() {
        fs::remove_dir_all(&build.folder).context("target/ cannot be cleaned")?;
    }
    let staged = Path::new(place::OWN).join("dist");
    let compiled = build.compile(what)?;
    build.split(&compiled)?;
    build.bind()?;
    if profile == Profile::Release {
        build.optimize()?;
    }
    build.page(&staged)?;
    let code = chunks::name(&build.folder)?;
    fs::write(build.folder.join("start.js"), code.start())?;
    let script = build.bundle()?;
    page::put(&staged, &code, &script, profile)?;
    scripts::shorten(toolbox, &staged)?;
    styles::join(toolbox, &staged)?;
    headers::finish(&staged)?;
    // What is no address of the console is answered with the same page, which says so, and with the status 404.
    fs::copy(staged.join("index.html"), staged.join("404.html"))
        .context("the built client has no index.html")?;
    outputs::mirror(&staged, Path::new(place::DIST))
}

/// Compiles it and no more.
pub(super) fn ahead(toolbox: &Toolbox, profile: Profile, what: &str) -> Result<()> {
    Build::new(toolbox, profile).compile(what).map(drop)
}

/// One build, and the folder where the parts of the code are made.
struct Build<'a> {
    toolbox: &'a Toolbox,
    profile: Profile,
    folder: PathBuf,
}

impl<'a> Build<'a> {
    fn new(toolbox: &'a Toolbox, profile: Profile) -> Self {
        Self { toolbox, profile, folder: Path::new(place::OWN).join("client") }
    }

    /// The whole client in one file, with what is needed to take it apart.
    fn compile(&self, what: &str) -> Result<PathBuf> {
        let release = self.profile == Profile::Release;
        let profile = if release { "release" } else { "quick" };
        let lean = release && lean::is_possible(self.toolbox);
        // Compiled with other flags than everything else: in a folder of its own, neither undoes the other.
        let target = Path::new(if lean { "target/lean" } else { "target" });
        let mut command = self.toolbox.command("cargo");
        command.args(["rustc", "--package", NAME, "--bin", NAME, "--profile", profile]);
        command.args(["--target", TARGET, "--target-dir"]).arg(target);
        if release {
            remap::configure(&mut command, self.toolbox, TARGET);
        }
        if lean {
            lean::configure(&mut command);
        }
        command.args(["--", "-Clink-arg=--emit-relocs"]);
        Step::new(what, "client").run(command)?;
        Ok(target.join(TARGET).join(profile).join(NAME).with_extension("wasm"))
    }

    /// Cuts at the functions marked with `wasm_split`: the first view stays in the file called after the client.
    fn split(&self, compiled: &Path) -> Result<()> {
        let mut command = self.toolbox.command("wasm-split-cli");
        command.args(["--target", "web", "--out-name", NAME]).arg(compiled).arg(&self.folder);
        quietly(command)
    }

    /// Writes the JavaScript that the wasm needs.
    fn bind(&self) -> Result<()> {
        let main = self.folder.join(NAME).with_extension("wasm");
        let mut command = self.toolbox.command("wasm-bindgen");
        // The chunks are linked to what the main file exports, under the names it has now.
        command.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--no-demangle"]);
        command.args(["--out-name", NAME, "--out-dir"]).args([&self.folder, &main]);
        quietly(command)?;
        fs::rename(self.folder.join(format!("{NAME}_bg.wasm")), main).context("wasm-bindgen wrote no wasm")
    }

    fn optimize(&self) -> Result<()> {
        for file in outputs::files(&self.folder)?.iter().filter(|file| chunks::is_wasm(file)) {
            let file = self.folder.join(file);
            let mut command = self.toolbox.command("wasm-opt");
            command.args(FEATURES).args([UNUSED, "-Oz"]).arg(&file).arg("-o").arg(&file);
            quietly(command)?;
        }
        let [wasm, script] = ["wasm", "js"].map(|end| self.folder.join(NAME).with_extension(end));
        let module = format!("./{NAME}_bg.js");
        let (short, names) = names::shorten(&fs::read(&wasm)?, &fs::read_to_string(&script)?, &module)?;
        fs::write(wasm, short)?;
        fs::write(script, names).context("target/ cannot be written to")
    }

    /// Everything but the code.
    fn page(&self, staged: &Path) -> Result<()> {
        let mut command = self.toolbox.command("trunk");
        command.arg("build").arg("--dist").arg(staged);
        if self.profile == Profile::Release {
            command.arg("--release");
        }
        quietly(command)
    }

    /// One script out of what starts, binds and loads the parts of the code.
    fn bundle(&self) -> Result<Vec<u8>> {
        let mut command = self.toolbox.command("esbuild");
        command.arg(self.folder.join("start.js")).args(["--bundle", "--format=esm", "--log-level=error"]);
        if self.profile == Profile::Release {
            command.arg("--minify");
        }
        let output = command.output().context("esbuild cannot be started")?;
        ensure!(
            output.status.success(),
            "the scripts do not fit: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(output.stdout)
    }
}

/// Runs what takes a few seconds. When it fails, what it said comes with the error.
pub(super) fn quietly(mut command: Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("{program} cannot be started"))?;
    let said = [output.stdout, output.stderr].concat();
    ensure!(
        output.status.success(),
        "{program} failed. It said:\n\n{}",
        String::from_utf8_lossy(&said).trim()
    );
    Ok(())
}
