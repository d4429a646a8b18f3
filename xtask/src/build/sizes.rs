//! How much goes over the wire, and how much may.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::{chunks, outputs, remap};
use crate::place;
use crate::toolbox::Toolbox;

/// Page, styles, scripts and wasm of the first view, with brotli, in bytes. What keeps typed text, gives the keyboard back, leads
/// back to where one was, shows offers, says that an answer takes long, tells of each entry of a dropdown what it is and begins with where one
/// was lately, hears single keys, says that an organization asks for another sign-in, keeps last answers, and what was sent with its key over a
/// reload, and marks each name in a sentence for translators, is in it, and should come behind the rows one day. The scripts of the page that sign in, also where no answer comes, and draw
/// the rows of projects and organizations from the last answers or the early one, before any wasm is there are in it as well.
const FIRST_VIEW: usize = 273_000;
/// What a page out of a chunk adds to that, with brotli, in bytes: the chunk, and what it shares with others.
const CHUNK: usize = 279_000;
/// The edge function with gzip, in bytes: what Cloudflare counts.
const EDGE: usize = 1_000_000;

/// Node has both compressions built in; one call measures everything.
const MEASURE: &str = "\
const { readFileSync } = require('fs'); const { gzipSync, brotliCompressSync } = require('zlib');
for (const file of process.argv.slice(1)) { const data = readFileSync(file);
  console.log(data.length, gzipSync(data, { level: 9 }).length, brotliCompressSync(data).length); }";

/// A limit and what was measured against it, in bytes.
pub(crate) struct Budget {
    what: String,
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
    remap::refuse_traces(toolbox, &files)?;
    let sizes = sizes(toolbox, &files)?;

    println!("\n{:>11} {:>11} {:>11}", "raw", "gzip", "brotli");
    for (file, size) in files.iter().zip(&sizes) {
        let [raw, gzip, brotli] = [size.raw, size.gzip, size.brotli].map(kilobytes);
        println!("{raw:>11} {gzip:>11} {brotli:>11}  {}", file.display());
    }
    let (client_sizes, edge_sizes) = sizes.split_at(client.len());
    let client: Vec<(&Path, usize)> =
        client.iter().map(PathBuf::as_path).zip(client_sizes.iter().map(|size| size.brotli)).collect();
    let mut budgets = budgets_of_client(&client);
    budgets.push(Budget {
        what: "Edge function, gzip".into(),
        measured: edge_sizes.iter().map(|size| size.gzip).sum(),
        limit: EDGE,
    });
    println!();
    budgets.iter().for_each(|budget| println!("{budget}"));
    Ok(budgets)
}

/// What is loaded at once, and what each chunk adds to it.
fn budgets_of_client(files: &[(&Path, usize)]) -> Vec<Budget> {
    let sum = |counts: &dyn Fn(&Path) -> bool| {
        files.iter().filter(|(file, _)| counts(file)).map(|(_, size)| size).sum()
    };
    let mut budgets =
        vec![Budget { what: "First view, brotli".into(), measured: sum(&in_first_view), limit: FIRST_VIEW }];
    let names: BTreeSet<&str> = files.iter().flat_map(|(file, _)| needed_by(file)).collect();
    budgets.extend(names.into_iter().map(|chunk| Budget {
        what: format!("Chunk \"{chunk}\", brotli"),
        measured: sum(&|file| needed_by(file).contains(&chunk)),
        limit: CHUNK,
    }));
    budgets
}

/// Page, styles, script and that wasm which no chunk has for itself: all that is loaded to show anything. The service worker comes
/// when everything is there.
fn in_first_view(file: &Path) -> bool {
    let code = matches!(file.extension().and_then(|end| end.to_str()), Some("html" | "css" | "js" | "wasm"));
    code && needed_by(file).is_empty() && !file.ends_with("404.html") && !file.ends_with("sw.js")
}

/// The chunks that load the file.
fn needed_by(file: &Path) -> Vec<&str> {
    file.file_name().and_then(|name| chunks::needed_by(name.to_str()?)).unwrap_or_default()
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
        let budget = |measured| Budget { what: "It".into(), measured, limit: 260_000 };
        assert!(budget(260_000).kept() && !budget(260_001).kept());
        assert_eq!(budget(262_050).to_string(), "It: 262.0 KB, over its budget of 260.0 KB");
    }

    #[test]
    fn code_and_styles_count_where_they_are_loaded() {
        let files = [
            ("dist/index.html", 1),
            // The same page once more.
            ("dist/404.html", 32),
            // Nobody waits for it.
            ("dist/sw.js", 64),
            ("dist/api/openapi.json", 2),
            ("dist/portico-app-0123456789abcdef.wasm", 4),
            ("dist/entry-0123456789abcdef.wasm", 8),
            ("dist/entry.forms-0123456789abcdef.wasm", 16),
        ]
        .map(|(file, size)| (Path::new(file), size));
        let budgets = budgets_of_client(&files);
        let measured: Vec<(&str, usize)> =
            budgets.iter().map(|budget| (budget.what.as_str(), budget.measured)).collect();
        assert_eq!(
            measured,
            [("First view, brotli", 5), ("Chunk \"entry\", brotli", 24), ("Chunk \"forms\", brotli", 16)]
        );
    }
}
