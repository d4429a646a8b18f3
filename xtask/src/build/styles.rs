//! One style sheet out of the many, in the page itself: nothing is painted before all of it is there, and page and styles together come in the
//! first round trips of a new connection.

use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::minify::minified;
use crate::toolbox::Toolbox;

/// Puts the style sheets of the built page, in their order, into the page.
pub(super) fn join(toolbox: &Toolbox, dist: &Path) -> Result<()> {
    let index = dist.join("index.html");
    let mut page = fs::read_to_string(&index).context("the built client has no index.html")?;
    let links = links(&page);
    let Some((first, _)) = links.first().cloned() else { return Ok(()) };
    let mut text = String::new();
    for (_, file) in &links {
        let file = dist.join(file);
        let sheet = fs::read_to_string(&file).with_context(|| format!("{} is not there", file.display()))?;
        text.push_str(&sheet);
        text.push('\n');
        fs::remove_file(file)?;
    }
    let text = minified(toolbox, dist, "css", &text)?;
    ensure!(!text.contains("</style"), "the styles would end in the middle");
    for (range, _) in links.iter().skip(1).rev() {
        page.replace_range(range.clone(), "");
    }
    page.replace_range(first, &format!("<style>{}</style>", text.trim()));
    fs::write(&index, page).context("dist/index.html cannot be written")
}

/// Where the page's links to style sheets stand and which files they name.
fn links(page: &str) -> Vec<(Range<usize>, String)> {
    let all = page.match_indices("<link ").filter_map(|(at, _)| {
        let link = &page[at..=at + page[at..].find('>')?];
        let (_, href) = link.split_once("href=")?;
        let href = href.trim_start_matches(['"', '\'']).trim_start_matches('/');
        let file = href.split(['"', '\'', ' ', '>']).next()?;
        let is_sheet = link.contains("stylesheet") && file.ends_with(".css");
        is_sheet.then(|| (at..at + link.len(), file.to_owned()))
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_style_sheets_are_joined() {
        let page = "<link rel=\"icon\" href=\"/a.svg\"/><link rel=\"stylesheet\" href=\"/b-1.css\" integrity=\"x\"/>\
                    <link rel=stylesheet href=/c.css><link rel=\"preload\" href=\"/d.wasm\">";
        let links = links(page);
        let files: Vec<&str> = links.iter().map(|(_, file)| file.as_str()).collect();
        assert_eq!(files, ["b-1.css", "c.css"]);
        assert_eq!(&page[links[1].0.clone()], "<link rel=stylesheet href=/c.css>");
    }
}
