//! The scripts that stand in the page itself.

use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::minify::minified;
use crate::toolbox::Toolbox;

/// Makes each of them shorter.
pub(super) fn shorten(toolbox: &Toolbox, dist: &Path) -> Result<()> {
    let index = dist.join("index.html");
    let mut page = fs::read_to_string(&index).context("the built client has no index.html")?;
    for range in inline(&page).into_iter().rev() {
        let script = minified(toolbox, dist, "js", &page[range.clone()])?;
        ensure!(!script.contains("</script"), "a script would end in the middle");
        ensure!(
            !takes_promises_apart(&script),
            "Trunk gave a function of `Promise` that is named more than once a name of its own, which it does not work under: name it once"
        );
        page.replace_range(range, &script);
    }
    fs::write(&index, page).context("dist/index.html cannot be written")
}

/// Whether a function of `Promise` stands alone, without what it is called on: `a=Promise.all` throws when it is called.
fn takes_promises_apart(script: &str) -> bool {
    let functions = script.match_indices("Promise.").map(|(at, name)| &script[at + name.len()..]);
    functions
        .map(|rest| rest.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()))
        .any(|rest| !rest.starts_with('('))
}

/// Where their text stands. Whatever has an attribute is a file, or no script.
fn inline(page: &str) -> Vec<Range<usize>> {
    let all = page.match_indices("<script>").filter_map(|(at, tag)| {
        let start = at + tag.len();
        Some(start..start + page[start..].find("</script>")?)
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_of_promise_without_its_promise_is_noticed() {
        assert!(takes_promises_apart("const a=Promise.all,b=1;a([])"));
        assert!(!takes_promises_apart("await Promise.all([Promise.resolve(1)]);new Promise(a=>a())"));
    }

    #[test]
    fn scripts_of_the_page_are_those_that_are_no_files() {
        let page =
            "<script>a()</script><script type=\"module\" src=\"/b.js\"></script><body><script> c() </script>";
        let found: Vec<_> = inline(page).into_iter().map(|range| &page[range]).collect();
        assert_eq!(found, ["a()", " c() "]);
    }
}
