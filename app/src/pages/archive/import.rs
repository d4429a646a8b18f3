//! Importing: an archive is chosen, looked through, and its projects are made.

use super::bring::{Import, Phase, Row, State};
use super::read::Archive;
use super::row::row;
use crate::locale::{number, percent};
use crate::parts::counted;
use crate::reactive::memo;
use crate::ui::{Button, ButtonKind, Tick, VirtualList};
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// The height of a row, in pixels; also in `style/pages/archive.css`.
const HEIGHT: f64 = 76.0;

pub(super) fn section(slug: StoredValue<String>) -> AnyView {
    let import = Import::new(slug);
    let file = NodeRef::<Input>::new();
    let choose = move |_| {
        let chosen = file.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0));
        if let Some(chosen) = chosen {
            begin(import, chosen.into());
        }
    };
    let has_rows = memo(move |_| import.rows.with(|rows| !rows.is_empty()));
    on_cleanup(move || {
        import.round.try_update_value(|round| *round += 1);
    });
    view! {
        <section class="archive-part" aria-labelledby="import">
            <h2 id="import">"Import"</h2>
            <p class="field-hint">
                "Projects from an export: their settings, what each environment has published, and drafts. Earlier versions, members, keys and secret values are not imported. You see a preview first."
            </p>
            <div class="field archive-file">
                <label class="field-label" for="archive-file">"Export file"</label>
                <input id="archive-file" type="file" accept=".jsonl,.ndjson,.json" node_ref=file on:change=choose />
            </div>
            {option(import, import.rename, "Rename if the name is taken", "Adds “ (imported)” to the name.")}
            {option(import, import.keep_ids, "Keep environment IDs", "If they are free here, software that uses them keeps working unchanged. If not, the project gets new ones.")}
            <div role="status" class="archive-progress">{move || said(import)}</div>
            {move || import.problem.get().map(|text| view! { <p class="banner" data-kind="error" role="alert">{text}</p> })}
            <div class="archive-tools">{buttons(import)}</div>
            {move || has_rows.get().then(|| rows(import))}
        </section>
    }
    .into_any()
}

fn option(import: Import, value: RwSignal<bool>, label: &'static str, hint: &'static str) -> AnyView {
    let running = Signal::derive(move || matches!(import.phase.get(), Phase::Importing(_)));
    let change = move |(on,): (bool,)| {
        value.set(on);
        if import.archive.with_value(Option::is_some) {
            look(import);
        }
    };
    view! {
        <label class="toggle toggle-tall">
            <Tick value disabled=running on_change=Callback::new(change) />
            <span>{label}<span class="field-hint">{hint}</span></span>
        </label>
    }
    .into_any()
}

/// Reads the file, then looks what would come of it.
fn begin(import: Import, file: web_sys::Blob) {
    let round = import.begin();
    import.problem.set(None);
    import.rows.set(Vec::new());
    import.archive.set_value(None);
    import.phase.set(Phase::Reading(0));
    spawn_local(async move {
        let went_on = |hundredths| {
            let goes_on = import.goes_on(round);
            if goes_on {
                import.phase.set(Phase::Reading(hundredths));
            }
            goes_on
        };
        let outcome = Archive::read(file, went_on).await;
        if !import.goes_on(round) {
            return;
        }
        match outcome {
            Ok(Some(archive)) => {
                if !archive.is_whole {
                    let text =
                        "This file is incomplete: the export was cut off. What it contains can be imported.";
                    import.problem.set(Some(text.to_owned()));
                }
                let row = |name: &String| Row { name: name.clone(), state: RwSignal::new(State::Waiting) };
                let rows = archive.projects.iter().map(|project| row(&project.name)).collect();
                import.archive.set_value(Some(Rc::new(archive)));
                import.rows.set(rows);
                import.check(round).await;
            }
            Ok(None) => {}
            Err(text) => {
                import.problem.set(Some(text));
                import.phase.set(Phase::Empty);
            }
        }
    });
}

fn look(import: Import) {
    let round = import.begin();
    import.problem.set(None);
    spawn_local(async move { import.check(round).await });
}

/// How many fit, are refused, are made, have failed.
fn counts(import: Import) -> (u32, u32, u32, u32) {
    import.rows.with(|rows| {
        rows.iter().fold((0, 0, 0, 0), |(fit, refused, made, failed), row| match row.state.get() {
            State::Waiting => (fit, refused, made, failed),
            State::Fits { .. } => (fit + 1, refused, made, failed),
            State::Refused(_) => (fit, refused + 1, made, failed),
            State::Made { .. } => (fit, refused, made + 1, failed),
            State::Failed(_) => (fit, refused, made, failed + 1),
        })
    })
}

fn said(import: Import) -> String {
    let total = || import.rows.with_untracked(Vec::len);
    let of = |done: usize, all: usize| format!("{} of {}", number(done as i64), number(all as i64));
    match import.phase.get() {
        Phase::Empty => String::new(),
        Phase::Reading(hundredths) => format!("Reading the file: {}", percent(hundredths)),
        Phase::Checking(done) => format!("Checking projects: {}", of(done, total())),
        Phase::Importing(done) => {
            let (fit, _, made, failed) = untrack(|| counts(import));
            format!("Importing projects: {}", of(done, (fit + made + failed) as usize))
        }
        Phase::Checked if total() == 0 => "This export contains no projects.".to_owned(),
        Phase::Checked => {
            let (fit, refused, ..) = untrack(|| counts(import));
            let whose =
                import.archive.with_value(|archive| archive.as_ref().map(|archive| archive.name.clone()));
            let from = whose.unwrap_or_default();
            match refused {
                0 => format!("{} of {from} can be imported.", counted(fit, "project")),
                _ => format!(
                    "{} of {from} can be imported; {} cannot.",
                    counted(fit, "project"),
                    number(refused.into())
                ),
            }
        }
        Phase::Done => {
            let (_, _, made, failed) = untrack(|| counts(import));
            match failed {
                0 => format!("{} imported.", counted(made, "project")),
                _ => format!("{} imported; {} failed.", counted(made, "project"), number(failed.into())),
            }
        }
    }
}

fn buttons(import: Import) -> AnyView {
    let busy = memo(move |_| {
        matches!(import.phase.get(), Phase::Reading(_) | Phase::Checking(_) | Phase::Importing(_))
    });
    let fit = memo(move |_| match import.phase.get() {
        Phase::Checked | Phase::Done => untrack(|| counts(import)).0,
        _ => 0,
    });
    let run = Callback::new(move |()| {
        let round = import.begin();
        import.problem.set(None);
        spawn_local(async move { import.run(round).await });
    });
    let stop = Callback::new(move |()| {
        import.begin();
        let was_read = import.archive.with_value(Option::is_some);
        import.phase.set(if was_read { Phase::Checked } else { Phase::Empty });
    });
    let again = Callback::new(move |()| look(import));
    let may_look = memo(move |_| matches!(import.phase.get(), Phase::Checked | Phase::Done));
    (move || match (busy.get(), fit.get()) {
        (true, _) => view! { <Button on_click=stop>"Stop"</Button> }.into_any(),
        (false, 0) => may_look.get().then(|| view! { <Button on_click=again>"Check again"</Button> }).into_any(),
        (false, fit) => view! {
            <Button kind=ButtonKind::Primary on_click=run>{format!("Import {}", counted(fit, "project"))}</Button>
            <Button on_click=again>"Check again"</Button>
        }
        .into_any(),
    })
    .into_any()
}

fn rows(import: Import) -> AnyView {
    let keys = memo(move |_| {
        import.rows.with(|rows| (0..rows.len()).map(|nth| nth.to_string()).collect::<Vec<_>>())
    });
    let size = Signal::derive(move || Some(import.rows.with(Vec::len)));
    let make = move |nth: usize| {
        let found = import.rows.with_untracked(|rows| rows.get(nth).cloned());
        found.map(|found| row(import.slug, found))
    };
    view! {
        <div class="rows" role="list" aria-label="Projects of the export">
            <VirtualList keys size row_height=HEIGHT row=Callback::new(move |(nth,)| untrack(|| make(nth)).into_any()) />
        </div>
    }
    .into_any()
}
