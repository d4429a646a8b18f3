//! What both environments have published, side by side, as far as it is in sight.

use super::super::no_settings::no_settings;
use super::super::promote::{Row, rows, version};
use crate::parts::loaded::part_failed;
use crate::parts::{counted, found_of};
use crate::paths;
use crate::query::{Phase, Query};
use crate::reactive::memo;
use crate::ui::{Announced, ButtonKind, SearchField, Skeleton, Tick, VirtualList};
use leptos::prelude::*;
use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::projects::ProjectParams;
use portico_api::promotion::Promotion;
use portico_api::text::key;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The height of a row in CSS pixels, as in style/pages/values.css.
const HEIGHT: f64 = 52.0;

/// So much of a value stands in its row, in characters; the whole of it on its own page.
const SHOWN: usize = 160;

/// What the parts of the section share. A handle to copy around.
#[derive(Clone, Copy)]
struct Values {
    at: StoredValue<ProjectParams>,
    mode: Mode,
    /// Whether there is a way to the schema depends on it.
    role: Memo<Role>,
    all: Memo<Vec<Row>>,
    found: Memo<Vec<Row>>,
    /// The numbers of the versions of sandbox and live; 0: none.
    numbers: Memo<(i64, i64)>,
    search: RwSignal<String>,
    only_different: RwSignal<bool>,
}

/// The section, with search and filter.
pub(super) fn values(at: ProjectParams, promotion: Query<Promotion>, mode: Mode) -> AnyView {
    let (search, only_different) = (RwSignal::new(String::new()), RwSignal::new(false));
    let all =
        memo(move |_| promotion.ready().map(|promotion| rows(&promotion, Mode::Sandbox)).unwrap_or_default());
    let numbers = memo(move |_| {
        let promotion = promotion.ready();
        let number = |mode: Mode| {
            let version = promotion.as_ref().and_then(|promotion| version(promotion, mode));
            version.map_or(0, |version| version.version.number)
        };
        (number(Mode::Sandbox), number(Mode::Live))
    });
    let found = memo(move |_| {
        let (term, only) = (key(search.get().trim()), only_different.get());
        all.with(|all| {
            all.iter().filter(|row| row.is_found(&term) && (!only || row.differs())).cloned().collect()
        })
    });
    let role = memo(move |_| {
        promotion.ready().map_or(Role::Viewer, |promotion| promotion.project.organization.role)
    });
    let values = Values { at: StoredValue::new(at), mode, role, all, found, numbers, search, only_different };
    let phase = memo(move |_| promotion.phase());
    let searched = memo(move |_| {
        let is_searched = only_different.get() || search.with(|search| !search.trim().is_empty());
        is_searched.then(|| found_of((found.with(Vec::len) as u32, all.with(Vec::len) as u32), "setting"))
    });
    view! {
        <section class="values" aria-labelledby="values">
            <header class="values-header">
                <h2 id="values">"Configuration"</h2>
                <p class="values-count">{move || searched.get().unwrap_or_else(|| said(values))}</p>
                <Announced text=searched />
            </header>
            {move || match phase.get() {
                Phase::Ready => body(values),
                Phase::Failed(failure) => part_failed(failure, Callback::new(move |()| promotion.retry())),
                Phase::Loading => view! { <Skeleton rows=6 /> }.into_any(),
            }}
        </section>
    }
    .into_any()
}

/// "18 settings, 3 differ".
fn said(values: Values) -> String {
    let (all, different) = values.all.with(|all| (all.len(), all.iter().filter(|row| row.differs()).count()));
    let settings = counted(all as u32, "setting");
    match (all, different, values.numbers.get().1) {
        (0, ..) => String::new(),
        (_, _, 0) => settings,
        (_, 0, _) => format!("{settings}, all the same"),
        (_, 1, _) => format!("{settings}, 1 differs"),
        (_, some, _) => format!("{settings}, {} differ", crate::locale::number(some as i64)),
    }
}

fn body(values: Values) -> AnyView {
    let empty = memo(move |_| values.all.with(Vec::is_empty));
    let nothing_found = memo(move |_| values.found.with(Vec::is_empty));
    let is_live = memo(move |_| values.numbers.get().1 > 0);
    let keys = memo(move |_| {
        values.found.with(|found| found.iter().map(|row| known(row, is_live.get())).collect::<Vec<_>>())
    });
    let size = Signal::derive(move || Some(keys.with(Vec::len)));
    let make = Callback::new(move |(at,): (usize,)| {
        let found = values.found.with_untracked(|found| found.get(at).cloned());
        found.map(|found| row(values, found)).into_any()
    });
    let tick = Callback::new(move |(on,): (bool,)| values.only_different.set(on));
    (move || {
        if empty.get() {
            let role = values.role.get();
            return values.at.with_value(|at| no_settings(at, role, ButtonKind::Secondary));
        }
        view! {
            <div class="tools values-tools">
                <SearchField value=values.search label="Search settings" />
                {move || is_live.get().then(|| view! {
                    <label class="values-only"><Tick value=values.only_different on_change=tick /> "Differences only"</label>
                })}
            </div>
            <div class="values-head" aria-hidden="true">
                <span>"Setting"</span>
                {move || column(Mode::Sandbox, values.numbers.get().0)}
                {move || column(Mode::Live, values.numbers.get().1)}
            </div>
            {move || nothing_found.get().then(|| view! { <p class="values-nothing">"No setting matches."</p> })}
            <div class="values-rows" role="list" aria-label="Settings">
                <VirtualList keys size row_height=HEIGHT row=make />
            </div>
        }
        .into_any()
    })
    .into_any()
}

/// The head of a column.
fn column(mode: Mode, number: i64) -> AnyView {
    let text = match number {
        0 => "nothing published".to_owned(),
        number => format!("version {}", crate::locale::number(number)),
    };
    view! { <span class="values-column" data-mode=mode.as_str()><strong>{mode.title()}</strong> " " {text}</span> }.into_any()
}

/// What makes the row another one.
fn known(row: &Row, is_live: bool) -> String {
    let mut hasher = DefaultHasher::new();
    (row, is_live).hash(&mut hasher);
    format!("{} {:x}", row.key, hasher.finish())
}

/// One setting. The whole row leads to where it is set in the environment that is shown.
fn row(values: Values, row: Row) -> AnyView {
    let href =
        values.at.with_value(|at| paths::setting(&at.organization, &at.project, values.mode, &row.key));
    let is_live = values.numbers.get_untracked().1 > 0;
    let differs = is_live && row.differs();
    let described = format!("value-{}", row.key);
    let cell = |mode: Mode, value: Option<&str>| {
        let none = if row.secret { "Not set" } else { "No value" };
        let text: String = value.unwrap_or(none).chars().take(SHOWN).collect();
        let title = text.clone();
        view! {
            <span class="value-cell" data-mode=mode.as_str() data-none=value.is_none().then_some("") title=title>
                <span class="visually-hidden">{mode.title()} ": "</span>
                <span translate="no">{text}</span>
                <span class="visually-hidden">". "</span>
            </span>
        }
        .into_any()
    };
    view! {
        <div class="value-row" data-differs=differs.then_some("")>
            <a class="row-link value-name" href=href aria-describedby=described.clone()>
                <span class="row-title" title=row.title.clone()>{row.title.clone()}</span>
            </a>
            <code class="value-key" translate="no">{row.key.clone()}</code>
            <span class="value-cells" id=described>
                {cell(Mode::Sandbox, row.source.as_deref())}
                {cell(Mode::Live, row.target.as_deref())}
                {differs.then(|| view! { <span class="visually-hidden">"Values differ."</span> })}
            </span>
        </div>
    }
    .into_any()
}
