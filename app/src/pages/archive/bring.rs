//! Project by project: first what would come of each, then making those that fit. Each request has a key that follows from what it says, so that a lost
//! answer, or a page that was closed half-way, makes nothing twice.

use super::read::Archive;
use crate::client::{Failure, call};
use crate::parts::again::again;
use crate::parts::projects_changed;
use leptos::prelude::*;
use portico_api::imports::{ArchivedProject, IMPORT_MAX, ImportOutcome, ImportProject, PreviewImport};
use portico_api::organizations::OrganizationParams;
use std::rc::Rc;

/// What is known of a project of the archive.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    Waiting,
    /// It can be imported: under this name, and with the IDs of its environments or with new ones; so many secrets have to be set again, and so many
    /// values are left out.
    Fits {
        name: String,
        ids: Ids,
        secrets: usize,
        left_out: usize,
    },
    /// It cannot, and why.
    Refused(String),
    /// Name and slug of the project that it has become, and how many secrets have to be set again.
    Made {
        name: String,
        slug: String,
        secrets: usize,
    },
    Failed(String),
}

/// Which IDs its environments get.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Ids {
    /// Those that they had.
    Kept,
    New,
    /// New ones, because those that they had are taken here.
    NewInstead,
}

/// What is under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phase {
    /// Nothing was chosen yet.
    Empty,
    /// So many hundredths of the file are read.
    Reading(i64),
    /// So many projects were looked at.
    Checking(usize),
    Checked,
    /// So many projects were imported, or were not.
    Importing(usize),
    Done,
}

/// A project of the archive on the page.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) state: RwSignal<State>,
}

/// An import on the page. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Import {
    pub(super) slug: StoredValue<String>,
    pub(super) archive: StoredValue<Option<Rc<Archive>>, LocalStorage>,
    pub(super) rows: RwSignal<Vec<Row>>,
    pub(super) phase: RwSignal<Phase>,
    pub(super) problem: RwSignal<Option<String>>,
    pub(super) keep_ids: RwSignal<bool>,
    pub(super) rename: RwSignal<bool>,
    /// Counts what was begun: what an earlier one still brings is nothing.
    pub(super) round: StoredValue<u32>,
}

impl Import {
    pub(super) fn new(slug: StoredValue<String>) -> Self {
        Self {
            slug,
            archive: StoredValue::new_local(None),
            rows: RwSignal::new(Vec::new()),
            phase: RwSignal::new(Phase::Empty),
            problem: RwSignal::new(None),
            keep_ids: RwSignal::new(false),
            rename: RwSignal::new(false),
            round: StoredValue::new(0),
        }
    }

    /// Ends what is under way; answers the number of what begins.
    pub(super) fn begin(self) -> u32 {
        self.round.update_value(|round| *round += 1);
        self.round.get_value()
    }

    pub(super) fn goes_on(self, round: u32) -> bool {
        self.round.try_get_value() == Some(round)
    }

    fn place(self) -> OrganizationParams {
        OrganizationParams { organization: self.slug.get_value() }
    }

    /// Asks of each project what would come of it.
    pub(super) async fn check(self, round: u32) {
        let Some(archive) = self.archive.try_get_value().flatten() else { return };
        let rows = self.rows.get_untracked();
        rows.iter().for_each(|row| row.state.set(State::Waiting));
        let (keep_ids, rename) = (self.keep_ids.get_untracked(), self.rename.get_untracked());
        // What those before take of the plan.
        let (mut projects, mut bytes) = (0, 0);
        for (nth, row) in rows.iter().enumerate() {
            self.phase.set(Phase::Checking(nth));
            let (mut name, mut ids) = (row.name.clone(), if keep_ids { Ids::Kept } else { Ids::New });
            let mut outcome = self.look(&archive, nth, &name, keep_ids).await;
            if rename && matches!(&outcome, Ok(found) if found.taken.iter().any(|taken| taken == "name")) {
                name = other_name(&row.name);
                outcome = self.look(&archive, nth, &name, keep_ids).await;
            }
            if matches!(&outcome, Ok(found) if is_without_ids(found)) {
                ids = Ids::NewInstead;
                outcome = self.look(&archive, nth, &name, false).await;
            }
            if !self.goes_on(round) {
                return;
            }
            let state = match outcome {
                Err(Stop::Failure(failure)) if !matches!(failure, Failure::Problem(_)) => {
                    self.problem.set(Some(failure.message()));
                    self.phase.set(Phase::Checked);
                    return;
                }
                Err(stop) => State::Refused(stop.sentence()),
                Ok(found) => {
                    let verdict = verdict(found, (name, ids), (projects, bytes));
                    if let (State::Fits { .. }, more) = &verdict {
                        (projects, bytes) = (projects + 1, bytes + more);
                    }
                    verdict.0
                }
            };
            row.state.set(state);
        }
        self.phase.set(Phase::Checked);
    }

    async fn look(
        self,
        archive: &Archive,
        nth: usize,
        name: &str,
        keep_ids: bool,
    ) -> Result<ImportOutcome, Stop> {
        let (body, _) = body(archive, nth, name, keep_ids).await?;
        again(async || call::<PreviewImport>(&self.place(), &body, None).await).await.map_err(Stop::Failure)
    }

    /// Makes those that fit.
    pub(super) async fn run(self, round: u32) {
        let Some(archive) = self.archive.try_get_value().flatten() else { return };
        let mut done = 0;
        for (nth, row) in self.rows.get_untracked().iter().enumerate() {
            let State::Fits { name, ids, .. } = row.state.get_untracked() else { continue };
            self.phase.set(Phase::Importing(done));
            let outcome = self.make(&archive, nth, &name, ids == Ids::Kept).await;
            if !self.goes_on(round) {
                projects_changed();
                return;
            }
            done += 1;
            let state = match outcome {
                Ok(ImportOutcome { project: Some(project), secrets, .. }) => {
                    State::Made { name: project.name, slug: project.slug, secrets: secrets.len() }
                }
                Ok(_) => State::Failed(
                    "Portico did not confirm the import. Check the list of projects.".to_owned(),
                ),
                Err(Stop::Failure(failure)) if !matches!(failure, Failure::Problem(_)) => {
                    self.problem.set(Some(failure.message()));
                    break;
                }
                Err(stop) => State::Failed(stop.sentence()),
            };
            row.state.set(state);
        }
        self.phase.set(Phase::Done);
        projects_changed();
    }

    async fn make(
        self,
        archive: &Archive,
        nth: usize,
        name: &str,
        keep_ids: bool,
    ) -> Result<ImportOutcome, Stop> {
        let (body, text) = body(archive, nth, name, keep_ids).await?;
        let key = format!("import-{:016x}-{:016x}", digest(&archive.id), digest(&text));
        again(async || call::<ImportProject>(&self.place(), &body, Some(&key)).await)
            .await
            .map_err(Stop::Failure)
    }
}

/// Why a project goes no further.
enum Stop {
    /// Something in the file.
    Said(String),
    Failure(Failure),
}

impl Stop {
    fn sentence(self) -> String {
        match self {
            Stop::Said(text) => text,
            Stop::Failure(Failure::Problem(problem)) => match problem.errors.first() {
                // The name of what is taken says nothing that the sentence does not.
                Some(fault) if problem.status == 422 => format!("{}: {}", fault.field, fault.detail),
                Some(fault) => fault.detail.clone(),
                None => problem.detail,
            },
            Stop::Failure(failure) => failure.message(),
        }
    }
}

async fn body(
    archive: &Archive,
    nth: usize,
    name: &str,
    keep_ids: bool,
) -> Result<(ArchivedProject, String), Stop> {
    let body = archive.body(nth, Some(name), keep_ids).await.map_err(Stop::Said)?;
    let text = serde_json::to_string(&body).unwrap_or_default();
    if text.len() > IMPORT_MAX {
        let text = "Its settings, published values and drafts are larger than 2,560 KB in total and can't be imported.";
        return Err(Stop::Said(text.to_owned()));
    }
    Ok((body, text))
}

/// Whether nothing but the IDs of its environments is taken.
fn is_without_ids(found: &ImportOutcome) -> bool {
    let is_taken = |what: fn(&str) -> bool| found.taken.iter().any(|taken| what(taken));
    is_taken(|taken| taken.ends_with(".id")) && !is_taken(|taken| taken == "name")
}

/// What is said of a project, and how many bytes it takes, where those before it take so many places and bytes.
fn verdict(found: ImportOutcome, (name, ids): (String, Ids), (projects, bytes): (i64, i64)) -> (State, i64) {
    let refused = |text: &str| (State::Refused(text.to_owned()), 0);
    if found.taken.iter().any(|taken| taken == "name") {
        return refused("A project with this name already exists here.");
    }
    if let Some(limit) = found.limit {
        return (State::Refused(limit), 0);
    }
    if found.projects_left.is_some_and(|left| left <= projects) {
        return refused("The plan has no room for it in addition to the projects above.");
    }
    if found.bytes_left.is_some_and(|left| left < bytes + found.bytes) {
        return refused("The plan can't store it in addition to the projects above.");
    }
    let fits = State::Fits { name, ids, secrets: found.secrets.len(), left_out: found.left_out.len() };
    (fits, found.bytes)
}

/// The same with a word behind it, as long as a name may be.
fn other_name(name: &str) -> String {
    const WORD: &str = " (imported)";
    let room = portico_api::text::NAME_MAX - WORD.len();
    let stem: String = name.chars().take(room).collect();
    format!("{}{WORD}", stem.trim_end())
}

/// Tells texts apart (FNV-1a): whoever makes two of one digest gets an answer that a key was used twice.
fn digest(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
