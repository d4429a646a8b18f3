//! `/o/{organization}/p/{project}/{mode}/versions`: what was published when, two versions side by side, and the way back.

mod compare;
mod roll_back;
mod row;

pub(super) use row::origin;

use super::may::may_publish;
use super::{header, title_parts};
use crate::browser::use_title;
use crate::navigation::{Go, use_go};
use crate::parts::list_end::ListEnd;
use crate::parts::loaded;
use crate::parts::loaded::{part_failed, unless_missing};
use crate::paths::{self, Section, project_at};
use crate::query::{List, list, query};
use crate::reactive::memo;
use crate::ui::{Button, ButtonKind, ButtonLink, EmptyState, Skeleton, VirtualList};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::projects::{Project, ProjectParams, ShowProject};
use portico_api::versions::{ListVersions, ListVersionsParams, VersionRow};
use std::sync::Arc;

/// What the parts of the page share. A handle to copy around.
#[derive(Clone, Copy)]
struct Page {
    at: StoredValue<ListVersionsParams>,
    project: Memo<Arc<Project>>,
    versions: List<ListVersions>,
    /// The versions that are ticked to be compared, at most two.
    ticked: RwSignal<Vec<i64>>,
    rolling_back: RwSignal<Option<VersionRow>>,
    go: Go,
    /// Why nobody can roll back here.
    reason: Signal<Option<String>>,
}

impl Page {
    /// The published version; tracked.
    fn published(self) -> i64 {
        self.versions.with(|listed| listed.first().map_or(0, |page| page.published_version))
    }

    /// Shows two versions side by side, or none; the older one comes first.
    fn compare(self, pair: Option<(i64, i64)>) {
        let pair = pair.map(|(one, other)| (one.min(other), one.max(other)));
        self.at.with_value(|at| self.go.amend(paths::versions(&at.organization, &at.project, at.mode, pair)));
    }

    fn tick(self, number: i64, ticked: bool) {
        self.ticked.update(|now| {
            now.retain(|other| *other != number);
            if ticked {
                now.push(number);
            }
            // A third one takes the place of the first.
            if now.len() > 2 {
                now.remove(0);
            }
        });
    }
}

pub fn page(organization: String, project: String, mode: Mode) -> AnyView {
    let at = ListVersionsParams { organization, project, mode, after: None };
    let of = ProjectParams { organization: at.organization.clone(), project: at.project.clone() };
    let project = query::<ShowProject>(move || Some(of.clone()));
    let asked = at.clone();
    let versions = list::<ListVersions>(move || Some(asked.clone()));
    loaded(project, move |project| body(at.clone(), project, versions))
}

fn body(at: ListVersionsParams, project: Memo<Arc<Project>>, versions: List<ListVersions>) -> AnyView {
    let mode = at.mode;
    use_title(move || project.with(|project| title_parts("Versions", Some(mode), project)));
    let reason = memo(move |_| {
        let allowed = versions.with(|listed| listed.first().is_some_and(|page| page.may_publish));
        project.with(|project| may_publish(project, mode, "roll back here").filter(|_| !allowed))
    });
    let page = Page {
        at: StoredValue::new(at.clone()),
        project,
        versions,
        ticked: RwSignal::new(Vec::new()),
        rolling_back: RwSignal::new(None),
        go: use_go(),
        reason: reason.into(),
    };
    let keys = memo(move |_| {
        let published = page.published();
        let key = |row: &VersionRow| format!("{} {}", row.number, row.number == published);
        versions.with(|listed| listed.rows().map(key).collect::<Vec<_>>())
    });
    let waiting = memo(move |_| versions.with(|listed| listed.loading && listed.first().is_none()));
    let empty = memo(move |_| keys.with(Vec::is_empty));
    let size = memo(move |_| versions.with(|listed| listed.size()));
    let problem = memo(move |_| versions.with(|listed| listed.failure.clone().filter(|_| listed.is_empty())));
    let make = move |at: usize| versions.with(|listed| listed.row(at).map(|version| row::row(version, page)));
    let settings = project_at(&at.organization, &at.project, Section::Configuration(mode)).path();
    let rows = move || match (problem.get(), waiting.get(), empty.get()) {
        (Some(failure), ..) => part_failed(failure, Callback::new(move |()| versions.retry())),
        (_, true, _) => view! { <Skeleton rows=6 /> }.into_any(),
        (_, _, true) => nothing(mode, settings.clone()),
        _ => view! {
            {tools(page)}
            <div class="rows" role="list" aria-label="Versions">
                <VirtualList
                    keys
                    size=Signal::derive(move || size.get())
                    row_height=row::HEIGHT
                    row=Callback::new(move |(at,)| untrack(|| make(at)).into_any())
                    on_end=Callback::new(move |()| versions.more())
                />
            </div>
            <ListEnd list=versions />
        }
        .into_any(),
    };
    unless_missing(problem, move || {
        view! {
            {header("Versions", mode, ().into_any())}
            {rows.clone()}
            {compare::dialog(page)}
            {roll_back::dialog(page)}
        }
        .into_any()
    })
}

fn tools(page: Page) -> AnyView {
    let text = move || match page.ticked.get()[..] {
        [one] => format!("Tick another version to compare it with version {one}."),
        [one, other] => format!("Versions {} and {}", one.min(other), one.max(other)),
        _ => "Tick two versions to compare them.".to_owned(),
    };
    let reason = Signal::derive(move || {
        (page.ticked.with(Vec::len) < 2).then(|| "Tick two versions first.".to_owned())
    });
    let act = move |()| {
        if let [one, other] = page.ticked.get_untracked()[..] {
            page.compare(Some((one, other)));
        }
    };
    view! {
        <div class="tools versions-tools">
            <p role="status">{text}</p>
            <Button disabled_reason=reason on_click=Callback::new(act)>"Compare"</Button>
        </div>
    }
    .into_any()
}

fn nothing(mode: Mode, settings: String) -> AnyView {
    let text = match mode {
        Mode::Sandbox => {
            "Publishing creates the first version. All versions stay listed, and you can roll back to any of the newest 1,000."
        }
        Mode::Live => {
            "Live has never been published. Fill in its settings, or promote those of the sandbox; publishing creates the first version."
        }
    };
    view! {
        <EmptyState title="No versions yet" text>
            <ButtonLink kind=ButtonKind::Primary href=settings>"Go to the configuration"</ButtonLink>
        </EmptyState>
    }
    .into_any()
}
