//! The last touch to the built client: `_headers`, which names the scripts and styles in the page that count and the files that
//! never change.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};

use super::outputs;

/// Where the template wants the hashes of the page's inline scripts.
const SCRIPTS: &str = "{inline-scripts}";
/// Where it wants those of its styles.
const STYLES: &str = "{inline-styles}";
/// The limits of Cloudflare's static files.
const MAX_LINE: usize = 2_000;
const MAX_RULES: usize = 100;

/// Fills in the template that came into `dist` from public/_headers.
pub(super) fn finish(dist: &Path) -> Result<()> {
    let page = fs::read_to_string(dist.join("index.html")).context("the built client has no index.html")?;
    let file = dist.join("_headers");
    let template = fs::read_to_string(&file).context("public/_headers is missing from the built client")?;
    let mut text = template;
    for (mark, tag) in [(SCRIPTS, "script"), (STYLES, "style")] {
        ensure!(
            text.contains(mark),
            "public/_headers has lost its {mark}, so no {tag} of the page would count"
        );
        let hashes: Vec<String> = inline(&page, tag).into_iter().map(hash).collect();
        text = text.replace(mark, &hashes.join(" "));
    }
    for path in outputs::files(dist)?.iter().filter_map(|path| path.to_str()).filter(|path| is_hashed(path)) {
        // Exactly this file: a name that is gone is answered with the page, which must not be kept for a year.
        text.push_str(&format!(
            "\n/{path}\n  ! Cache-Control\n  Cache-Control: public, max-age=31536000, immutable\n"
        ));
    }
    let rules = text.lines().filter(|line| line.starts_with('/')).count();
    ensure!(rules <= MAX_RULES, "dist/_headers has {rules} rules, and {MAX_RULES} are allowed");
    ensure!(
        text.lines().all(|line| line.len() <= MAX_LINE),
        "a line of dist/_headers is over {MAX_LINE} characters"
    );
    fs::write(&file, text).context("dist/_headers cannot be written")
}

/// What stands in the page's elements of that name, scripts or styles, as the browser hashes it.
fn inline<'a>(page: &'a str, tag: &str) -> Vec<&'a str> {
    let (begin, end) = (format!("<{tag}"), format!("</{tag}>"));
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find("<!--").into_iter().chain(rest.find(&begin)).min() {
        let comment = rest[at..].starts_with("<!--");
        let Some((inside, after)) = rest[at..].split_once(if comment { "-->" } else { &end }) else {
            break;
        };
        rest = after;
        if let Some((attributes, text)) = inside.split_once('>').filter(|_| !comment)
            && !attributes.contains("src=")
        {
            found.push(text);
        }
    }
    found
}

/// A source for Content-Security-Policy that lets exactly this script run, or this style count.
fn hash(script: &str) -> String {
    // The browser's parser turns every line end into "\n" before it hashes.
    let script = script.replace("\r\n", "\n");
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script.as_bytes())))
}

/// Whether the name of the file, or of a folder it is in, carries the hash of what is in it.
fn is_hashed(path: &str) -> bool {
    path.split('/').any(|name| {
        name.rsplit('-').any(|part| {
            let hash: Vec<u8> = part.bytes().take_while(u8::is_ascii_hexdigit).collect();
            hash.len() == 16 && name.len() > part.len()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_page_is_found_and_what_it_links_to_is_not() {
        let page =
            "<script>a()</script><script src=\"/x.js\"></script><script type=\"module\">\nb()\n</script>";
        assert_eq!(inline(page, "script"), ["a()", "\nb()\n"]);
        let page =
            "<link rel=stylesheet href=/a.css><!-- <style>b</style> --><style>c{}</style><script></script>";
        assert_eq!(inline(page, "style"), ["c{}"]);
    }

    #[test]
    fn the_hash_is_the_one_browsers_take() {
        // The example of the specification: doSomething(); hashes to this.
        assert_eq!(hash("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
    }

    #[test]
    fn only_names_with_a_hash_never_change() {
        for name in [
            "main-c9ec20c13e2b18a4.css",
            "portico-app-7bdd73997306e049_bg.wasm",
            "snippets/a-7bdd73997306e049/b.js",
        ] {
            assert!(is_hashed(name), "{name}");
        }
        for name in ["index.html", "api/openapi.json", "robots.txt", "7bdd73997306e049.css", "a-7bdd.css"] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
