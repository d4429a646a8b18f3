//! Puts the code into the page that Trunk made.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::Profile;
use super::chunks::{self, Code, File, NAME};

/// Where the script of the page wants the names of the chunks' files.
const CHUNKS: &str = "{chunks}";
/// Where it wants to know how the page was built: what is shipped is kept for the next visit.
const PROFILE: &str = "{profile}";

/// Writes the files of the code beside the page, which asks for script and first view as soon as it is read.
pub(super) fn put(dist: &Path, code: &Code, script: &[u8], profile: Profile) -> Result<()> {
    let index = dist.join("index.html");
    let page = fs::read_to_string(&index).context("the built client has no index.html")?;
    let name = chunks::hashed(NAME, script, "js");
    fs::write(dist.join(&name), script)?;
    for File { name, content } in code.chunks.iter().chain([&code.main]) {
        fs::write(dist.join(name), content)?;
    }
    let main = &code.main.name;
    let tags = format!(
        "<link rel=\"preload\" href=\"/{main}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\
         <script type=\"module\" src=\"/{name}\"></script>"
    );
    let page = with_code(&page, &tags).context("app/index.html has lost its link to the code")?;
    for mark in [CHUNKS, PROFILE] {
        ensure!(page.contains(mark), "app/index.html has lost its {mark}");
    }
    let chunks: Vec<&str> = code.chunks.iter().map(|chunk| chunk.name.as_str()).collect();
    let profile = if profile == Profile::Release { "release" } else { "quick" };
    let page = page.replace(CHUNKS, &chunks.join(" ")).replace(PROFILE, profile);
    fs::write(&index, page).context("the page cannot be written")
}

/// The page with `tags` in place of the link to the code, which Trunk leaves alone.
fn with_code(page: &str, tags: &str) -> Option<String> {
    let mut links = page
        .match_indices("<link ")
        .filter_map(|(at, _)| page[at..].split_inclusive('>').next().map(|link| (at, link)));
    let (at, link) = links.find(|(_, link)| link.contains("rel=rust") || link.contains("rel=\"rust\""))?;
    Some([&page[..at], tags, &page[at + link.len()..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_comes_where_the_page_links_to_it() {
        for link in [
            "<link data-trunk rel=\"rust\" href=\"Cargo.toml\" data-trunk-skip />",
            "<link data-trunk-id=3 rel=rust>",
        ] {
            let page = format!("<head><link rel=icon href=/a.svg>{link}<body>");
            assert_eq!(with_code(&page, "<x>").unwrap(), "<head><link rel=icon href=/a.svg><x><body>");
        }
        assert_eq!(with_code("<head></head>", "<x>"), None);
    }
}
