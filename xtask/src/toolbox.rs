//! How other programs are started: with the project's tools before anything else on PATH.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// Where the tools are. Made by `setup`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Toolbox {
    folders: Vec<PathBuf>,
    /// The rustup toolchain to use instead of the one rust-toolchain.toml names.
    pub(crate) toolchain: Option<String>,
    /// The browser and its driver, when tests need them.
    pub(crate) chromium: Option<PathBuf>,
    pub(crate) chromedriver: Option<PathBuf>,
    /// The Python that knows localstripe, when tests need it.
    pub(crate) localstripe: Option<PathBuf>,
}

impl Toolbox {
    /// Puts a folder of programs on PATH, behind those that were added before.
    pub(crate) fn add(&mut self, folder: &Path) -> Result<()> {
        let folder = std::path::absolute(folder).context("the current folder is gone")?;
        self.folders.push(folder);
        Ok(())
    }

    /// A command that finds the tools, asks nothing and tells nobody.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.stdin(Stdio::null()).env("PATH", self.path());
        // `cargo run` describes xtask to its children: to them that is a change of the environment to rebuild for.
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy();
            if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
                .iter()
                .any(|start| name.starts_with(start))
            {
                command.env_remove(name.as_ref());
            }
        }
        // Trunk stops at NO_COLOR=1, because it wants `true`.
        command.env_remove("NO_COLOR");
        if let Some(toolchain) = &self.toolchain {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        command.envs([
            ("WRANGLER_SEND_METRICS", "false"),
            // With the banner it asks the registry for a newer version of itself, and Cloudflare for where this machine is.
            ("WRANGLER_HIDE_BANNER", "true"),
            ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
            ("WRANGLER_LOG_PATH", "target/xtask/logs/wrangler"),
        ]);
        command
    }

    /// What a program prints, or nothing when it is missing or fails.
    pub(crate) fn answer(&self, program: &str, args: &[&str]) -> Option<String> {
        let output = self.command(program).args(args).stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn path(&self) -> OsString {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&inherited));
        env::join_paths(folders).unwrap_or(inherited)
    }
}
