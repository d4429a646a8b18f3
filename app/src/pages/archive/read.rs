//! An archive that somebody has chosen: read slice by slice, and kept as places in the file. It may be larger than memory; a project is read again when
//! its turn comes. What stands in it is not trusted: the rules of the contract and the edge say what is wrong.

use js_sys::Uint8Array;
use portico_api::body::Body;
use portico_api::exports::ARCHIVE_FORMAT;
use portico_api::imports::ArchivedProject;
use portico_api::json::{RECORD_DEPTH_MAX, check};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::ops::Range;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// How much of the file is read at once, in bytes, and the longest line.
const SLICE: usize = 2 * 1024 * 1024;
const LINE_MAX: usize = 8 * 1024 * 1024;
const NO_ARCHIVE: &str = "This file is not a Portico export. Choose one that ends in .jsonl.";

/// What is known of the file.
pub(super) struct Archive {
    file: Blob,
    /// Tells this archive from others: whose, and when it was begun.
    pub(super) id: String,
    /// The organization's name.
    pub(super) name: String,
    pub(super) projects: Vec<Project>,
    documents: HashMap<String, Range<usize>>,
    /// Whether its last record is there.
    pub(super) is_whole: bool,
}

pub(super) struct Project {
    pub(super) id: String,
    pub(super) name: String,
    place: Range<usize>,
    /// What is published: of sandbox, of live.
    environments: [Environment; 2],
}

#[derive(Default)]
struct Environment {
    id: String,
    number: i64,
    version: Option<Version>,
}

struct Version {
    message: String,
    document: String,
    marks: String,
}

#[derive(Deserialize)]
struct Kind {
    kind: String,
}

#[derive(Deserialize)]
struct OrganizationMark {
    format: i64,
    at: i64,
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct EnvironmentMark {
    id: String,
    version: i64,
}

#[derive(Deserialize)]
struct ProjectMark {
    id: String,
    name: String,
    sandbox: EnvironmentMark,
    live: EnvironmentMark,
}

#[derive(Deserialize)]
struct DocumentMark {
    project: String,
    hash: String,
}

#[derive(Deserialize)]
struct VersionMark {
    project: String,
    environment: String,
    number: i64,
    message: String,
    document: Option<String>,
    marks: Option<String>,
}

impl Archive {
    /// Reads the whole file once. `went_on` hears how much of it, in hundredths, and says whether to go on.
    pub(super) async fn read(file: Blob, went_on: impl Fn(i64) -> bool) -> Result<Option<Self>, String> {
        let mut archive = Self {
            file,
            id: String::new(),
            name: String::new(),
            projects: Vec::new(),
            documents: HashMap::new(),
            is_whole: false,
        };
        let size = archive.file.size() as usize;
        let (mut rest, mut at, mut begins) = (Vec::new(), 0, 0);
        let mut by_id = HashMap::new();
        while at < size {
            let until = size.min(at + SLICE);
            rest.extend(archive.bytes(at..until).await?);
            at = until;
            let mut from = 0;
            while let Some(length) =
                rest.get(from..).and_then(|rest| rest.iter().position(|byte| *byte == b'\n'))
            {
                archive.line(rest.get(from..from + length).unwrap_or_default(), begins, &mut by_id)?;
                from += length + 1;
                begins += length + 1;
            }
            rest.drain(..from);
            if rest.len() > LINE_MAX {
                return Err(NO_ARCHIVE.to_owned());
            }
            if !went_on((at * 100 / size.max(1)) as i64) {
                return Ok(None);
            }
        }
        if archive.id.is_empty() { Err(NO_ARCHIVE.to_owned()) } else { Ok(Some(archive)) }
    }

    fn line(&mut self, line: &[u8], at: usize, by_id: &mut HashMap<String, usize>) -> Result<(), String> {
        if line.is_empty() {
            return Ok(());
        }
        let bad = |_| NO_ARCHIVE.to_owned();
        let Kind { kind } = serde_json::from_slice(line).map_err(bad)?;
        let place = at..at + line.len();
        match kind.as_str() {
            "organization" => {
                let mark: OrganizationMark = serde_json::from_slice(line).map_err(bad)?;
                if mark.format != ARCHIVE_FORMAT {
                    return Err(
                        "This export was made by a newer version of Portico. Update this installation to import it.".to_owned()
                    );
                }
                (self.id, self.name) = (format!("{}-{}", mark.id, mark.at), mark.name);
            }
            _ if self.id.is_empty() => return Err(NO_ARCHIVE.to_owned()),
            "project" => {
                let mark: ProjectMark = serde_json::from_slice(line).map_err(bad)?;
                let environments = [mark.sandbox, mark.live].map(|of| Environment {
                    id: of.id,
                    number: of.version,
                    version: None,
                });
                by_id.insert(mark.id.clone(), self.projects.len());
                self.projects.push(Project { id: mark.id, name: mark.name, place, environments });
            }
            "document" => {
                let mark: DocumentMark = serde_json::from_slice(line).map_err(bad)?;
                self.documents.insert(key(&mark.project, &mark.hash), place);
            }
            "version" => {
                let mark: VersionMark = serde_json::from_slice(line).map_err(bad)?;
                let project = by_id.get(&mark.project).and_then(|nth| self.projects.get_mut(*nth));
                let environments =
                    project.map(|project| project.environments.iter_mut()).into_iter().flatten();
                let published = environments.filter(|environment| {
                    environment.id == mark.environment && environment.number == mark.number
                });
                let version = mark.document.zip(mark.marks);
                for environment in published {
                    let version = version.clone();
                    let message = mark.message.clone();
                    environment.version =
                        version.map(|(document, marks)| Version { message, document, marks });
                }
            }
            "end" => self.is_whole = true,
            _ => {}
        }
        Ok(())
    }

    async fn bytes(&self, place: Range<usize>) -> Result<Vec<u8>, String> {
        let lost = |_| "The file could not be read. Choose it again.".to_owned();
        let slice = self.file.slice_with_f64_and_f64(place.start as f64, place.end as f64).map_err(lost)?;
        let buffer = JsFuture::from(slice.array_buffer()).await.map_err(lost)?;
        Ok(Uint8Array::new(buffer.unchecked_ref()).to_vec())
    }

    async fn record(&self, place: Range<usize>) -> Result<Value, String> {
        let bytes = self.bytes(place).await?;
        let text = std::str::from_utf8(&bytes).map_err(|_| NO_ARCHIVE.to_owned())?;
        check(text, RECORD_DEPTH_MAX).map_err(|loss| loss.sentence())?;
        serde_json::from_str(text).map_err(|_| NO_ARCHIVE.to_owned())
    }

    async fn document(&self, project: &str, hash: &str) -> Result<Value, String> {
        let place = self.documents.get(&key(project, hash)).cloned();
        let place = place.ok_or("The latest published version is missing from this file.")?;
        let mut record = self.record(place).await?;
        Ok(record.get_mut("value").map(Value::take).unwrap_or_default())
    }

    /// What is sent of a project, by the name that it has or another.
    pub(super) async fn body(
        &self,
        nth: usize,
        name: Option<&str>,
        keep_ids: bool,
    ) -> Result<ArchivedProject, String> {
        let project = self.projects.get(nth).ok_or(NO_ARCHIVE)?;
        let mut record = self.record(project.place.clone()).await?;
        let mut take = |name: &str| record.get_mut(name).map(Value::take).unwrap_or_default();
        let mut object = Map::new();
        object.insert("format".to_owned(), ARCHIVE_FORMAT.into());
        object.insert("keep_ids".to_owned(), keep_ids.into());
        object.insert("name".to_owned(), name.map_or_else(|| take("name"), Value::from));
        for field in ["slug", "developers_publish_live", "settings"] {
            object.insert(field.to_owned(), take(field));
        }
        let states = [take("sandbox"), take("live")];
        for (word, (state, environment)) in
            ["sandbox", "live"].into_iter().zip(states.into_iter().zip(&project.environments))
        {
            object.insert(word.to_owned(), self.environment(&project.id, state, environment).await?);
        }
        ArchivedProject::parse(object).map_err(|faults| {
            faults.first().map_or_else(String::new, |fault| format!("{}: {}", fault.field, fault.detail))
        })
    }

    async fn environment(
        &self,
        project: &str,
        mut state: Value,
        environment: &Environment,
    ) -> Result<Value, String> {
        let draft = state.pointer_mut("/draft/changes").map(Value::take).unwrap_or_default();
        let mut made = json!({ "id": environment.id, "draft": draft });
        let mut secrets: Vec<String> = texts(state.pointer("/draft/secrets"));
        match &environment.version {
            Some(version) => {
                let marks = self.document(project, &version.marks).await?;
                let set = marks.get("secrets").and_then(Value::as_object);
                secrets.extend(set.into_iter().flat_map(Map::keys).cloned());
                made["values"] = self.document(project, &version.document).await?;
                made["own"] = marks.get("own").cloned().unwrap_or_default();
                made["version"] = environment.number.into();
                made["message"] = version.message.as_str().into();
            }
            None if environment.number > 0 => {
                return Err("The latest published version is missing from this file.".to_owned());
            }
            None => {}
        }
        secrets.sort_unstable();
        secrets.dedup();
        made["secrets"] = secrets.into();
        Ok(made)
    }
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

fn key(project: &str, hash: &str) -> String {
    format!("{project}/{hash}")
}
