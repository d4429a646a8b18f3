//! The files that the code of the client was cut into, and what they are called: after the chunks that need them, and
//! after what is in them, so that they never change.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use super::outputs;
use super::small::{self, Shared};

/// The client's package, and the file with the first view.
pub(super) const NAME: &str = "portico-app";
/// The script by which the splitter loads chunks.
const LOADER: &str = "__wasm_split.js";

/// The wasm files of a build.
pub(super) struct Code {
    /// The first view: what it is called, and what is in it.
    pub(super) main: File,
    /// Everything else.
    pub(super) chunks: Vec<File>,
}

/// A file on its way into dist/.
pub(super) struct File {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

impl Code {
    /// The script that starts the client.
    pub(super) fn start(&self) -> String {
        let main = &self.main.name;
        format!("import init from \"./{NAME}.js\";\ninit({{ module_or_path: \"/{main}\" }});\n")
    }
}

/// Names the files, and tells the loader.
pub(super) fn name(folder: &Path) -> Result<Code> {
    let loader = folder.join(LOADER);
    let mut script = fs::read_to_string(&loader).context("the client was not cut into chunks")?;
    let (mut chunks, mut shared) = (Vec::new(), Vec::new());
    for file in outputs::files(folder)?.iter().filter(|file| is_wasm(file)) {
        let Some(stem) = file.file_stem().and_then(|stem| stem.to_str()).filter(|stem| *stem != NAME) else {
            continue;
        };
        let users: Vec<String> = users(&script, stem).into_iter().map(str::to_owned).collect();
        let one = Shared { stem: stem.to_owned(), users, content: read(folder, file)? };
        if one.users.len() > 1 {
            shared.push(one);
        } else {
            chunks.push(one);
        }
    }
    let joined = small::join(&mut shared);
    let mut files = Vec::new();
    for Shared { stem, users, content } in chunks.into_iter().chain(shared) {
        let name = hashed(&users.join("."), &content, "wasm");
        script = script.replace(&format!("\"./{stem}.wasm\""), &format!("\"/{name}\""));
        files.push(File { name, content });
    }
    if let Some(joined) = joined {
        let name = hashed(&joined.users.join("."), &joined.content, "wasm");
        script = joined.load(&script, &name);
        ensure!(joined.is_loaded(&script), "the splitter's loader asks for files in another way than it did");
        files.push(File { name, content: joined.content });
    }
    fs::write(loader, script)?;
    let content = read(folder, &Path::new(NAME).with_extension("wasm"))?;
    let main = File { name: hashed(NAME, &content, "wasm"), content };
    Ok(Code { main, chunks: files })
}

/// A name that says what is in it.
pub(super) fn hashed(stem: &str, content: &[u8], end: &str) -> String {
    let hash: String = Sha256::digest(content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{stem}-{hash}.{end}")
}

/// The chunks that need a built file: all that its name tells before the hash. None for other files.
pub(super) fn needed_by(file: &str) -> Option<Vec<&str>> {
    let (stem, _) = file.strip_suffix(".wasm")?.rsplit_once('-')?;
    (stem != NAME).then(|| stem.split('.').collect())
}

pub(super) fn is_wasm(file: &Path) -> bool {
    file.extension().is_some_and(|end| end == "wasm")
}

fn read(folder: &Path, file: &Path) -> Result<Vec<u8>> {
    fs::read(folder.join(file)).with_context(|| format!("{} is missing", file.display()))
}

/// The chunks that load the file. The splitter calls it after the one chunk, or gives it a number and says above its
/// line in the loader whom it is for.
fn users<'a>(loader: &'a str, stem: &'a str) -> Vec<&'a str> {
    if let Some(chunk) = stem.strip_prefix("split_") {
        return vec![chunk];
    }
    let line = format!("const __{stem} = ");
    let above = loader.split(line.as_str()).next().and_then(|before| before.trim_end().lines().last());
    let names = above.and_then(|line| line.strip_prefix("/* ")?.strip_suffix(" */"));
    let mut names: Vec<&str> = names.map(|names| names.split(", ").collect()).unwrap_or_else(|| vec![stem]);
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "function makeLoad() {}\n/* forms, entry */\nconst __chunk_4 = makeLoad(() => {\n\
                          const src = fetch(new URL(\"./chunk_4.wasm\", import.meta.url));\n}, []);\n\
                          export const __wasm_split_load_entry = wrapAsyncCb(makeLoad(() => 1, [__chunk_4]));\n";

    #[test]
    fn what_chunks_share_is_called_after_all_of_them() {
        assert_eq!(users(SCRIPT, "chunk_4"), ["entry", "forms"]);
        assert_eq!(users(SCRIPT, "split_entry"), ["entry"]);
    }

    #[test]
    fn the_name_of_a_file_tells_who_needs_it() {
        let name = hashed("entry.forms", b"code", "wasm");
        assert_eq!(needed_by(&name).unwrap(), ["entry", "forms"]);
        assert_eq!(needed_by(&hashed(NAME, b"code", "wasm")), None);
        assert_eq!(needed_by("styles-0123456789abcdef.css"), None);
    }

    #[test]
    fn files_are_named_and_the_loader_finds_them() {
        let folder = std::env::temp_dir().join(format!("portico-chunks-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(LOADER), SCRIPT).unwrap();
        for file in ["chunk_4.wasm", "portico-app.wasm"] {
            fs::write(folder.join(file), file).unwrap();
        }
        let code = name(&folder).unwrap();
        let script = fs::read_to_string(folder.join(LOADER)).unwrap();
        assert_eq!(code.chunks.len(), 1);
        assert!(script.contains(&format!("fetch(new URL(\"/{}\"", code.chunks[0].name)));
        assert!(code.start().contains(&format!("\"/{}\"", code.main.name)));
        fs::remove_dir_all(folder).unwrap();
    }
}
