//! What lies in KV, by wrangler.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::args::Operator;
use crate::locked::unless_locked;
use crate::place;
use crate::setup;

/// What the names of documents begin with: `worker/src/cloudflare/kv.rs`.
const PREFIX: &str = "config/";

/// A document, as the database or the edge has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Document {
    pub(super) environment: String,
    version: String,
    hash: String,
    /// Whose it is; empty where the database does not know it.
    place: String,
}

/// A document that the edge should not have, or not like this, or should have.
#[derive(Debug, PartialEq)]
pub(super) struct Difference {
    pub(super) environment: String,
    place: String,
    at_edge: Option<String>,
    published: Option<String>,
}

impl Difference {
    pub(super) fn say(&self) -> String {
        let place = if self.place.is_empty() { "not in the database" } else { &self.place };
        let what = match (&self.at_edge, &self.published) {
            (Some(edge), Some(published)) => format!("the edge has version {edge}, published is {published}"),
            (Some(edge), None) => format!("the edge has version {edge}, published is none"),
            (None, published) => {
                format!("the edge has none, published is {}", published.as_deref().unwrap_or("none"))
            }
        };
        format!("{}  {place}  {what}", self.environment)
    }
}

impl Document {
    /// From a row of the database.
    pub(super) fn read(row: &[String]) -> Option<Self> {
        let [environment, version, hash, place @ ..] = row else { return None };
        Some(Self {
            environment: environment.clone(),
            version: version.clone(),
            hash: hash.clone(),
            place: place.join(" / "),
        })
    }
}

/// What differs, in the order of the environments.
pub(super) fn differences(published: &[Document], edge: &[Document]) -> Vec<Difference> {
    let by_id = |list: &[Document]| {
        let pairs = list.iter().map(|one| (one.environment.clone(), one.clone()));
        pairs.collect::<std::collections::BTreeMap<_, _>>()
    };
    let (published, edge) = (by_id(published), by_id(edge));
    let all: std::collections::BTreeSet<_> = published.keys().chain(edge.keys()).collect();
    let mut found = Vec::new();
    for environment in all {
        let (wanted, there) = (published.get(environment), edge.get(environment));
        let is_same = wanted.zip(there).is_some_and(|(a, b)| (&a.version, &a.hash) == (&b.version, &b.hash));
        // That there is none lies there as version 0, where somebody has asked.
        let is_none = wanted.is_none() && there.is_some_and(|there| there.version == "0");
        if !is_same && !is_none {
            found.push(Difference {
                environment: environment.clone(),
                place: wanted.map(|one| one.place.clone()).unwrap_or_default(),
                at_edge: there.map(|one| one.version.clone()),
                published: wanted.map(|one| one.version.clone()),
            });
        }
    }
    found
}

/// The key-value store.
pub(super) struct Edge<'a> {
    pub(super) options: &'a Operator,
}

impl Edge<'_> {
    /// Everything that lies there.
    pub(super) fn documents(&self) -> Result<Vec<Document>> {
        let listed = self.ask(&["kv", "key", "list", "--binding", "CONFIG", "--prefix", PREFIX])?;
        Ok(read(&listed))
    }

    /// Removes what is wrong: the database answers until the edge is told again.
    pub(super) fn forget(&self, differing: &[Difference]) -> Result<()> {
        let wrong = differing.iter().filter(|one| one.at_edge.is_some());
        let names: Vec<_> = wrong.map(|one| format!("\"{PREFIX}{}\"", one.environment)).collect();
        if names.is_empty() {
            return Ok(());
        }
        fs::create_dir_all(place::OWN).context("the folder for the list cannot be made")?;
        let file = Path::new(place::OWN).join("reconcile.json");
        fs::write(&file, format!("[{}]", names.join(","))).context("the list cannot be written")?;
        let path = file.to_string_lossy().into_owned();
        self.ask(&["kv", "bulk", "delete", &path, "--force", "--binding", "CONFIG"]).map(drop)
    }

    fn ask(&self, args: &[&str]) -> Result<String> {
        let toolbox = setup::for_wrangler()?;
        let mut command: Command = toolbox.command("wrangler");
        command.args(args);
        if self.options.remote {
            command.arg("--remote");
        } else {
            let state = self.options.state.as_deref().unwrap_or_else(|| Path::new(place::STATE));
            command.arg("--local").arg("--persist-to").arg(state);
        }
        // The local one is a database as well.
        unless_locked(|| {
            let output = command.output().context("`wrangler` cannot be started")?;
            let printed = String::from_utf8_lossy(&output.stdout).into_owned();
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr);
                bail!("the key-value store did not answer. It said:\n\n{}\n{}", printed.trim(), said.trim());
            }
            Ok(printed)
        })
    }
}

/// The documents in what wrangler prints: names and metadata are our own, and hold no quotes.
fn read(listed: &str) -> Vec<Document> {
    let entries = listed.split("\"name\"").skip(1);
    entries
        .filter_map(|entry| {
            let name = entry.split('"').nth(1)?;
            Some(Document {
                environment: name.strip_prefix(PREFIX)?.to_owned(),
                version: value(entry, "\"version\""),
                hash: value(entry, "\"hash\""),
                place: String::new(),
            })
        })
        .collect()
}

/// The text or number behind a name; empty where there is none.
fn value(entry: &str, name: &str) -> String {
    let rest = entry.split_once(name).map_or("", |(_, rest)| rest);
    let rest = rest.trim_start_matches([' ', ':', '"']);
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: &str = r#"[
  { "name": "config/e1", "metadata": { "version": 3, "hash": "ab" } },
  { "name": "config/e2", "expiration": 1, "metadata": {"hash":"cd","version":12} },
  { "name": "config/e3" },
  { "name": "other/e4", "metadata": { "version": 1, "hash": "ef" } }
]"#;

    fn document(environment: &str, version: &str, hash: &str, place: &str) -> Document {
        let [environment, version, hash, place] = [environment, version, hash, place].map(str::to_owned);
        Document { environment, version, hash, place }
    }

    #[test]
    fn what_wrangler_lists_is_read() {
        let expected =
            [document("e1", "3", "ab", ""), document("e2", "12", "cd", ""), document("e3", "", "", "")];
        assert_eq!(read(LISTED), expected);
        assert!(read("[]").is_empty());
    }

    #[test]
    fn every_kind_of_difference_is_found_and_said() {
        let published = [
            document("e0", "1", "aa", "acme / shop / live"),
            document("e1", "3", "ab", "acme / shop / sandbox"),
            document("e2", "11", "cd", "acme / other / live"),
            document("e5", "1", "zz", "acme / other / sandbox"),
        ];
        let mut edge = read(LISTED);
        edge.push(document("e5", "1", "yy", ""));
        edge.push(document("e6", "0", "", ""));
        edge.push(document("e0", "0", "", ""));
        let said: Vec<_> = differences(&published, &edge).iter().map(Difference::say).collect();
        assert_eq!(
            said,
            [
                "e0  acme / shop / live  the edge has version 0, published is 1",
                "e2  acme / other / live  the edge has version 12, published is 11",
                "e3  not in the database  the edge has version , published is none",
                "e5  acme / other / sandbox  the edge has version 1, published is 1",
            ]
        );
        assert!(differences(&published, &published).is_empty());
        let [missing] = &differences(&published[..1], &[])[..] else { panic!("one is missing") };
        assert_eq!(missing.say(), "e0  acme / shop / live  the edge has none, published is 1");
    }
}
