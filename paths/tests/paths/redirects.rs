//! `public/_redirects`: each address of the console is answered with the page by the static files alone.

use super::hold;
use portico_paths::Place;
use portico_paths::first::{FORGIVEN, patterns};
use std::collections::BTreeSet;

const HEADER: &str = "\
# Every address of the console, written from paths/src/first.rs (UPDATE_SNAPSHOTS=1 cargo test -p portico-paths): each is answered
# with the page, by the static files alone. Whatever is not here and no file is answered with 404.html, which is the page, too.
";
const FILES: &str = "\
# The first rule that fits counts. Nothing that is named in an address has a dot, but files do: those that are asked for below the
# console's addresses are looked for where none is, which is 404.
";
const OF_FILES: [&str; 6] = [
    "/o/*.:file",
    "/o/*.:file/",
    "/o/.:file/*",
    "/o/:organization.:file/*",
    "/o/:organization/p/.:file/*",
    "/o/:organization/p/:project.:file/*",
];
const BEFORE: &str = "# Addresses of before and in short, which the console writes anew.\n";

/// The rules of a pattern: with a slash at the end, and without; for each environment.
fn rules(pattern: &str) -> String {
    let modes: &[&str] = if pattern.contains(":mode") { &["sandbox", "live"] } else { &[""] };
    modes
        .iter()
        .map(|mode| pattern.replace(":mode", mode))
        .map(|at| format!("{at} / 200\n{at}/ / 200\n"))
        .collect()
}

fn file(pattern: &str) -> String {
    format!("{pattern} /no-such-file 200\n")
}

#[test]
fn rules_of_addresses_are_those_of_the_console() {
    let patterns: Vec<String> = patterns().into_iter().filter(|pattern| pattern != "/").collect();
    let (named, fixed): (Vec<_>, Vec<_>) = patterns.iter().partition(|pattern| pattern.contains(':'));
    let of = |patterns: &[&String]| patterns.iter().map(|pattern| rules(pattern)).collect::<String>();
    // A word and one name: the links of mails.
    let (mailed, below): (Vec<_>, Vec<_>) = named
        .into_iter()
        .partition(|pattern| pattern.matches('/').count() == 2 && !pattern.starts_with("/o/"));
    let of_mailed = mailed.iter().flat_map(|pattern| {
        let stem = pattern.rsplit_once('/').unwrap().0;
        [file(&format!("{stem}/*.:file")), file(&format!("{stem}/*.:file/"))]
    });
    let files: String = OF_FILES.map(file).into_iter().chain(of_mailed).collect();
    let forgiven: String = FORGIVEN.map(rules).concat();
    let made = [HEADER, &of(&fixed), FILES, &files, &of(&mailed), &of(&below), BEFORE, &forgiven].concat();
    hold("public/_redirects", &made, include_str!("../../../public/_redirects"));
}

/// Whether the page is the answer. tests/api/addresses.rs looks at the rules for files, by which nothing with a dot gets as far as these.
fn is_answered(path: &str) -> bool {
    if path.contains('.') || path == "/" {
        return path == "/";
    }
    let mut lines = include_str!("../../../public/_redirects").lines();
    lines.any(|line| {
        let Some(rule) = line.strip_suffix(" / 200") else { return false };
        let (rule, path): (Vec<_>, Vec<_>) = (rule.split('/').collect(), path.split('/').collect());
        let fits = |(rule, part): (&&str, &&str)| rule == part || (rule.starts_with(':') && !part.is_empty());
        rule.len() == path.len() && rule.iter().zip(&path).all(fits)
    })
}

/// The words that the console knows, read from its own code: those of a page that is added are tried as well.
fn words() -> BTreeSet<&'static str> {
    let code = [include_str!("../../src/place.rs"), include_str!("../../src/section.rs")];
    let quoted = code.iter().flat_map(|code| code.split('"').skip(1).step_by(2));
    let words = quoted
        .flat_map(|text| text.split('/'))
        .filter(|word| word.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase()));
    words.chain(["sandbox", "live", "x", "404", "staging", ""]).collect()
}

#[test]
fn every_address_of_the_console_and_no_other_is_answered_with_the_page() {
    let words = words();
    assert!(
        words.contains("billing-address") && words.contains("invoices") && words.contains("keys"),
        "{words:?}"
    );
    let mut stems = BTreeSet::from([String::new(), "/o/x/p/x/schema".into(), "/sign-in".into()]);
    for pattern in patterns().iter().map(String::as_str).chain(FORGIVEN) {
        let parts = pattern.split('/').skip(1).map(|part| match part {
            ":mode" => "live",
            part if part.starts_with(':') => "x",
            part => part,
        });
        let mut stem = String::new();
        for part in parts {
            stem = format!("{stem}/{part}");
            stems.insert(stem.clone());
        }
    }
    for path in stems.iter().flat_map(|stem| words.iter().map(move |word| format!("{stem}/{word}"))) {
        for path in [path.clone(), format!("{path}/"), format!("{path}/x.js.map"), format!("{path}.js")] {
            assert_eq!(is_answered(&path), Place::parse(&path) != Place::Missing, "{path}");
        }
    }
}
