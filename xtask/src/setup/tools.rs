//! The tools that are Rust programs, each in exactly one version.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::place;
use crate::progress::{Step, note};
use crate::toolbox::Toolbox;

/// A tool of this project.
pub(super) struct Tool {
    package: &'static str,
    program: &'static str,
    /// Keep in step: wasm-bindgen with Cargo.toml.
    version: &'static str,
    /// How `cargo install` gets it compiled. With --locked, except where that fails.
    options: &'static [&'static str],
}

/// What building and running need.
pub(super) const BUILD: &[Tool] = &[
    // Its lock file names a crate that not every mirror of the index has.
    Tool { package: "wasm-bindgen-cli", program: "wasm-bindgen", version: "0.2.129", options: &[] },
    // The version has to understand wasm_split_helpers of Cargo.lock, which Leptos brings.
    Tool {
        package: "wasm_split_cli_support",
        program: "wasm-split-cli",
        version: "0.2.4",
        options: &["--locked", "--features", "build-binary"],
    },
    // Newer versions of what it depends on do not fit it; it needs no TLS of the system's.
    Tool {
        package: "trunk",
        program: "trunk",
        version: "0.21.14",
        options: &["--locked", "--no-default-features", "--features", "rustls"],
    },
];

/// What the browser tests need besides.
pub(super) const TEST: &[Tool] =
    &[Tool { package: "wasm-pack", program: "wasm-pack", version: "0.15.1", options: &["--locked"] }];

/// Quick to compile: these tools run for seconds, and compiling them takes minutes.
const PROFILE: &[&str] = &[
    "profile.release.opt-level=0",
    "profile.release.lto=false",
    "profile.release.codegen-units=16",
    "profile.release.debug=false",
];

/// What goes through all of the wasm, each time that something is built.
const OPTIMIZED: &[&str] =
    &["walrus", "wasmparser", "wasm-encoder", "gimli", "wasm-bindgen-cli-support", "wasm_split_cli_support"];

/// Makes sure that the tools are there: on PATH, in the cache, prebuilt, compiled; whichever comes first.
pub(super) fn ensure(toolbox: &mut Toolbox, tools: &[Tool]) -> Result<()> {
    let missing = missing(toolbox, tools);
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|tool| tool.package).collect();
        note(&format!(
            "Missing: {}. What cannot be had prebuilt is compiled, once for all clones: on 2 cores 2 to 5 minutes each.",
            names.join(", ")
        ));
    }
    for (index, tool) in missing.iter().enumerate() {
        let of = format!("{} of {}", index + 1, missing.len());
        if !tool.prebuilt(toolbox, &of)? {
            tool.compile(toolbox, &of)?;
        }
    }
    for tool in tools {
        if !tool.on_path(toolbox) {
            toolbox.add(&tool.folder()?.join("bin"))?;
        }
    }
    Ok(())
}

/// Which of them are neither on PATH nor in the cache.
pub(super) fn missing<'a>(toolbox: &Toolbox, tools: &'a [Tool]) -> Vec<&'a Tool> {
    tools
        .iter()
        .filter(|tool| !tool.on_path(toolbox) && !tool.cached().is_ok_and(|file| file.is_file()))
        .collect()
}

/// Removes what compiling the tools left behind, when nothing is left to compile.
pub(super) fn forget_build_files() -> Result<()> {
    match fs::remove_dir_all(place::cache()?.join("build")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).context("the cache folder cannot be cleaned")
        }
        _ => Ok(()),
    }
}

impl Tool {
    fn on_path(&self, toolbox: &Toolbox) -> bool {
        let Some(program) = place::on_path(self.program) else { return false };
        let answer = program.to_str().and_then(|program| toolbox.answer(program, &["--version"]));
        answer.is_some_and(|answer| answer.split_whitespace().any(|word| word == self.version))
    }

    fn folder(&self) -> Result<PathBuf> {
        Ok(place::cache()?.join("tools").join(format!("{}-{}", self.package, self.version)))
    }

    fn cached(&self) -> Result<PathBuf> {
        Ok(self.folder()?.join("bin").join(format!("{}{}", self.program, env::consts::EXE_SUFFIX)))
    }

    /// Fetches a program that somebody else compiled, when there is a tool for that and it finds one.
    fn prebuilt(&self, toolbox: &Toolbox, of: &str) -> Result<bool> {
        if place::on_path("cargo-binstall").is_none() {
            return Ok(false);
        }
        let mut command = toolbox.command("cargo");
        command
            .args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--install-path"])
            .arg(self.folder()?.join("bin"))
            .arg(format!("{}@{}", self.package, self.version));
        let what = format!("{} {} ({of}), prebuilt", self.package, self.version);
        match Step::new(what, self.package).run(command) {
            Ok(()) => Ok(self.cached()?.is_file()),
            Err(_) => {
                crate::interrupt::check()?;
                note(&format!("There is no prebuilt {} to be had.", self.package));
                Ok(false)
            }
        }
    }

    fn compile(&self, toolbox: &Toolbox, of: &str) -> Result<()> {
        let mut command = toolbox.command("cargo");
        command.arg("install").arg(format!("{}@{}", self.package, self.version)).args(self.options);
        command.args(PROFILE.iter().flat_map(|setting| ["--config", *setting]));
        for package in OPTIMIZED {
            command.args(["--config", &format!("profile.release.package.{package}.opt-level=1")]);
        }
        // One folder for all of them: they have most of their dependencies in common.
        command.arg("--target-dir").arg(place::cache()?.join("build"));
        command.arg("--root").arg(self.folder()?).env_remove("RUSTFLAGS");
        Step::new(format!("{} {} ({of}), compiling", self.package, self.version), self.package)
            .run(command)
            .map_err(in_one_sentence)?;
        if !Path::new(&self.cached()?).is_file() {
            bail!("{} was compiled but did not arrive in the cache folder", self.package);
        }
        Ok(())
    }
}

fn in_one_sentence(error: anyhow::Error) -> anyhow::Error {
    let text = error.to_string();
    let offline = [
        "Could not resolve host",
        "failed to download",
        "Couldn't connect",
        "index error",
        "spurious network",
    ];
    if offline.iter().any(|words| text.contains(words)) {
        anyhow::anyhow!("crates.io cannot be reached: the tools are fetched once, so connect and try again")
    } else if text.contains("linker `cc` not found") {
        anyhow::anyhow!(
            "there is no C compiler to link with: install one (on Debian `apt-get install gcc libc6-dev`)"
        )
    } else {
        error
    }
}
