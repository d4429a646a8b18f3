//! How much goes over the wire, and how much may.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::outputs;
use crate::place;
use crate::toolbox::Toolbox;

/// Page, styles, scripts and wasm of the first view, with brotli, in bytes.
const FIRST_VIEW: usize = 200_000;
/// The edge function with gzip, in bytes: what Cloudflare counts.
const EDGE: usize = 1_000_000;

/// Node has both compressions built in; one call measures everything.
const MEASURE: &str = "\
const { readFileSync } = require('fs'); const { gzipSync, brotliCompressSync } = require('zlib');
for (const file of process.argv.slice(1)) { const data = readFileSync(file);
  console.log(data.length, gzipSync(data, { level: 9 }).length, brotliCompressSync(data).length); }";

/// A limit and what was measured against it, in bytes.
pub(crate) struct Budget {
    what: &'static str,
    measured: usize,
    limit: usize,
}

impl Budget {
    pub(crate) fn kept(&self) -> bool {
        self.measured <= self.limit
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.kept() { "within" } else { "over" };
        let Self { what, measured, limit } = self;
        write!(f, "{what}: {}, {verdict} its budget of {}", kilobytes(*measured), kilobytes(*limit))
    }
}

struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Prints the size of everything that is shipped and says how it stands to the budgets.
pub(crate) fn measure(toolbox: &Toolbox) -> Result<Vec<Budget>> {
    let dist = Path::new(place::DIST);
    let client: Vec<PathBuf> = outputs::files(dist)?.iter().map(|file| dist.join(file)).collect();
    let edge = ["index.js", "index_bg.wasm"].map(|file| Path::new(place::WORKER).join(file));
    let files: Vec<&PathBuf> = client.iter().chain(&edge).collect();
    let sizes = sizes(toolbox, &files)?;

    println!("\n{:>11} {:>11} {:>11}", "raw", "gzip", "brotli");
    for (file, size) in files.iter().zip(&sizes) {
        let [raw, gzip, brotli] = [size.raw, size.gzip, size.brotli].map(kilobytes);
        println!("{raw:>11} {gzip:>11} {brotli:>11}  {}", file.display());
    }
    let (client_sizes, edge_sizes) = sizes.split_at(client.len());
    let first_view = client.iter().zip(client_sizes).filter(|(file, _)| in_first_view(file));
    let budgets = vec![
        Budget {
            what: "First view, brotli",
            measured: first_view.map(|(_, size)| size.brotli).sum(),
            limit: FIRST_VIEW,
        },
        Budget {
            what: "Edge function, gzip",
            measured: edge_sizes.iter().map(|size| size.gzip).sum(),
            limit: EDGE,
        },
    ];
    println!();
    budgets.iter().for_each(|budget| println!("{budget}"));
    Ok(budgets)
}

/// Everything the console loads to show anything: the client is one piece, so that is all of its code and styles.
fn in_first_view(file: &Path) -> bool {
    matches!(file.extension().and_then(|end| end.to_str()), Some("html" | "css" | "js" | "wasm"))
}

fn sizes(toolbox: &Toolbox, files: &[&PathBuf]) -> Result<Vec<Size>> {
    let output =
        toolbox.command("node").args(["-e", MEASURE]).args(files).output().context("node is missing")?;
    ensure!(
        output.status.success(),
        "what was built cannot be read: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| size(line).with_context(|| format!("node printed {line:?}"))).collect()
}

fn size(line: &str) -> Option<Size> {
    let mut numbers = line.split(' ').map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some(Size { raw: next()?, gzip: next()?, brotli: next()? })
}

fn kilobytes(bytes: usize) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_kept_up_to_its_limit() {
        let budget = |measured| Budget { what: "It", measured, limit: FIRST_VIEW };
        assert!(budget(200_000).kept() && !budget(200_001).kept());
        assert_eq!(budget(210_050).to_string(), "It: 210.0 KB, over its budget of 200.0 KB");
    }

    #[test]
    fn all_code_and_styles_count() {
        assert!(
            in_first_view(Path::new("dist/a.wasm")) && !in_first_view(Path::new("dist/api/openapi.json"))
        );
    }
}
