//! The smallest files of what chunks share, as one: each request costs more than the few bytes that some chunk would do without, and
//! each file is a rule in dist/_headers, of which there are 100.

use std::collections::BTreeSet;

/// So many of the shared files stay on their own, the largest. Of a release build that leaves those below 2 KB with brotli.
const ALONE: usize = 24;

/// A file that several chunks share.
pub(super) struct Shared {
    /// What the splitter calls it.
    pub(super) stem: String,
    pub(super) users: Vec<String>,
    pub(super) content: Vec<u8>,
}

/// Several of them in one file, one after the other.
pub(super) struct Joined {
    pub(super) users: Vec<String>,
    pub(super) content: Vec<u8>,
    /// Where each begins and ends.
    parts: Vec<(String, usize, usize)>,
}

/// Takes the smallest out of what is shared, if there are several.
pub(super) fn join(shared: &mut Vec<Shared>) -> Option<Joined> {
    shared.sort_by(|one, other| (other.content.len(), &one.stem).cmp(&(one.content.len(), &other.stem)));
    if shared.len() < ALONE + 2 {
        return None;
    }
    let mut joined = Joined { users: Vec::new(), content: Vec::new(), parts: Vec::new() };
    let mut users = BTreeSet::new();
    for file in shared.drain(ALONE..) {
        let begin = joined.content.len();
        joined.content.extend(file.content);
        joined.parts.push((file.stem, begin, joined.content.len()));
        users.extend(file.users);
    }
    joined.users = users.into_iter().collect();
    Some(joined)
}

impl Joined {
    /// The loader, which fetches the file called `name` once and cuts each part out of it. A part looks like an answer of its own, so whatever
    /// else the loader does with one stays as it is.
    pub(super) fn load(&self, loader: &str, name: &str) -> String {
        let mut script = format!(
            "let small;\n\
             function cut(begin, end) {{\n    \
                 small ??= fetch(new URL(\"/{name}\", import.meta.url)).then((response) => {{\n        \
                     if (!response.ok) throw new Error(`/{name}: ${{response.status}}`);\n        \
                     return response.arrayBuffer();\n    \
                 }}).catch((error) => {{\n        \
                     // Whoever needs it next asks again.\n        \
                     small = undefined;\n        \
                     throw error;\n    \
                 }});\n    \
                 return small.then((all) => new Response(all.slice(begin, end), {{ headers: {{ \"content-type\": \"application/wasm\" }} }}));\n\
             }}\n"
        );
        let mut rest = loader.to_owned();
        for (stem, begin, end) in &self.parts {
            rest = rest.replace(&fetched(stem), &format!("cut({begin}, {end})"));
        }
        script.push_str(&rest);
        script
    }

    /// Whether the loader fetches none of the parts on its own.
    pub(super) fn is_loaded(&self, loader: &str) -> bool {
        self.parts.iter().all(|(stem, begin, end)| {
            !loader.contains(&format!("/{stem}.wasm\"")) && loader.contains(&format!("cut({begin}, {end})"))
        })
    }
}

/// How the splitter's loader asks for a file.
fn fetched(stem: &str) -> String {
    format!("fetch(new URL(\"./{stem}.wasm\", import.meta.url))")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(stem: &str, users: &[&str], bytes: usize) -> Shared {
        let users = users.iter().map(|user| (*user).to_owned()).collect();
        Shared { stem: stem.to_owned(), users, content: vec![stem.len() as u8; bytes] }
    }

    #[test]
    fn the_largest_stay_alone_and_the_rest_becomes_one_file() {
        let mut all: Vec<Shared> = (0..ALONE).map(|at| shared("large", &["people"], 9_000 + at)).collect();
        all.insert(3, shared("chunk_4", &["entry", "forms"], 20));
        all.insert(0, shared("chunk_30", &["forms", "settings"], 30));
        let joined = join(&mut all).unwrap();
        assert_eq!(all.len(), ALONE);
        assert!(all.iter().all(|file| file.stem == "large"));
        assert_eq!(joined.users, ["entry", "forms", "settings"]);
        assert_eq!(joined.parts, [("chunk_30".to_owned(), 0, 30), ("chunk_4".to_owned(), 30, 50)]);
        assert_eq!(joined.content, [vec![8; 30], vec![7; 20]].concat());
    }

    #[test]
    fn few_files_stay_as_they_are() {
        let mut all: Vec<Shared> = (0..=ALONE).map(|at| shared("one", &["forms"], at)).collect();
        assert!(join(&mut all).is_none());
        assert_eq!(all.len(), ALONE + 1);
    }

    #[test]
    fn the_loader_cuts_the_parts_out_of_the_one_file() {
        let parts = vec![("chunk_4".to_owned(), 0, 30), ("chunk_40".to_owned(), 30, 50)];
        let joined = Joined { users: Vec::new(), content: Vec::new(), parts };
        let asked = |stem: &str| format!("const src = fetch(new URL(\"./{stem}.wasm\", import.meta.url));\n");
        let loader = [asked("chunk_4"), asked("chunk_40"), asked("chunk_5")].concat();
        let script = joined.load(&loader, "entry.forms-0123456789abcdef.wasm");
        assert!(joined.is_loaded(&script) && !joined.is_loaded(&loader));
        assert_eq!(script.matches("/entry.forms-0123456789abcdef.wasm\", import.meta.url").count(), 1);
        let rest = format!("const src = cut(0, 30);\nconst src = cut(30, 50);\n{}", asked("chunk_5"));
        assert!(script.ends_with(&rest), "{script}");
    }
}
