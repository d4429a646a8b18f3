//! `/o/{organization}/p/{project}/promote`: sandbox beside live, setting by setting, and what goes over.

mod publish;
mod row;
mod sides;

pub(super) use row::{Row, rows};
pub(super) use sides::{lacking_live, version};

use super::may::{is_complete, may_publish};
use super::{other, share_project, title_parts};
use crate::browser::use_title;
use crate::navigation::use_go;
use crate::parameters::use_parameter;
use crate::parts::{Heading, ahead, counted, loaded};
use crate::paths::{self, Section, project_at};
use crate::query::query;
use crate::reactive::{effect, memo};
use crate::ui::{Badge, Button, ButtonKind, ButtonLink, EmptyState, ModeBadge, Tick};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::projects::ProjectParams;
use portico_api::promotion::{Promotion, ShowPromotion};
use std::sync::Arc;

/// What the parts of the page share. A handle to copy around.
#[derive(Clone, Copy)]
struct Page {
    at: StoredValue<ProjectParams>,
    promotion: Memo<Arc<Promotion>>,
    /// Where the values come from.
    from: Memo<Mode>,
    ticked: RwSignal<Vec<String>>,
    /// Also those that are the same.
    all: RwSignal<bool>,
    open: RwSignal<bool>,
    reason: Signal<Option<String>>,
}

impl Page {
    fn is_ticked(self, key: &str) -> bool {
        self.ticked.with(|ticked| ticked.iter().any(|one| one == key))
    }

    fn tick(self, key: &str, on: bool) {
        self.ticked.update(|ticked| {
            ticked.retain(|one| one != key);
            if on {
                ticked.push(key.to_owned());
            }
        });
    }

    /// The ticked ones that still differ, in the order of the schema; tracked.
    fn chosen(self) -> Vec<String> {
        let from = self.from.get();
        self.promotion.with(|promotion| {
            let rows = rows(promotion, from);
            let chosen = rows.into_iter().filter(|row| row.can_go() && self.is_ticked(&row.key));
            chosen.map(|row| row.key).collect()
        })
    }

    /// What live would still lack, as key and title; tracked.
    fn missing(self) -> Vec<(String, String)> {
        if self.from.get() == Mode::Live {
            return Vec::new();
        }
        let chosen = self.chosen();
        self.promotion.with(|promotion| lacking_live(promotion, &chosen))
    }
}

pub fn page(organization: String, project: String) -> AnyView {
    let at = ProjectParams { organization, project };
    let asked = at.clone();
    let promotion = query::<ShowPromotion>(move || Some(asked.clone()));
    loaded(promotion, move |promotion| body(at.clone(), promotion))
}

fn body(at: ProjectParams, promotion: Memo<Arc<Promotion>>) -> AnyView {
    use_title(move || promotion.with(|promotion| title_parts("Promote", None, &promotion.project)));
    let shared = at.clone();
    effect(move || {
        promotion.with(|promotion| share_project(&shared.organization, &shared.project, &promotion.project));
    });
    let asked = use_parameter("from");
    let from = memo(move |_| {
        asked.with(|word| word.as_deref().and_then(|word| Mode::parse(word).ok())).unwrap_or(Mode::Sandbox)
    });
    let reason = memo(move |_| {
        let to = other(from.get());
        promotion.with(|promotion| {
            let allowed = if to == Mode::Live { promotion.may_promote } else { promotion.may_back_port };
            may_publish(&promotion.project, to, "publish there").filter(|_| !allowed)
        })
    });
    let page = Page {
        at: StoredValue::new(at.clone()),
        promotion,
        from,
        ticked: RwSignal::new(Vec::new()),
        all: RwSignal::new(false),
        open: RwSignal::new(false),
        reason: reason.into(),
    };
    let drift = move || promotion.with(|promotion| ahead(&promotion.project));
    let body = move || {
        let empty = promotion.with(|promotion| version(promotion, from.get()).is_none());
        if empty { nothing(page) } else { list(page) }
    };
    // Whether the source has a version changes rarely; the rows below see to the rest.
    let has_source = memo(move |_| promotion.with(|promotion| version(promotion, from.get()).is_some()));
    view! {
        <header class="page-header">
            <Heading>"Promote"</Heading>
            {move || drift().map(|text| view! { <Badge text tone=super::DRIFT /> })}
        </header>
        <p class="lead">
            "Copies the ticked values to the other environment as its next version. Secrets are never copied, and drafts are unaffected."
        </p>
        {direction(page)}
        {move || {
            has_source.get();
            untrack(body)
        }}
        {publish::dialog(page)}
    }
    .into_any()
}

/// Which way the values go.
fn direction(page: Page) -> AnyView {
    let go = use_go();
    let option = move |from: Mode| {
        let choose = move |_| {
            page.ticked.set(Vec::new());
            page.at.with_value(|at| go.amend(paths::promote(&at.organization, &at.project, from)));
        };
        let note = if from == Mode::Sandbox { "Promote" } else { "Copy back" };
        view! {
            <label class="direction">
                <input type="radio" name="direction" prop:checked=move || page.from.get() == from on:change=choose />
                <span class="direction-what">{note}</span>
                <span class="direction-way">
                    <ModeBadge mode=from /> <span aria-hidden="true">"→"</span>
                    <span class="visually-hidden">"to"</span> <ModeBadge mode=other(from) />
                </span>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset class="directions">
            <legend class="visually-hidden">"Direction"</legend>
            {option(Mode::Sandbox)}
            {option(Mode::Live)}
        </fieldset>
    }
    .into_any()
}

fn list(page: Page) -> AnyView {
    let rows = memo(move |_| {
        let (from, all) = (page.from.get(), page.all.get());
        page.promotion.with(|promotion| {
            let rows = rows(promotion, from);
            rows.into_iter().filter(|row| all || row.differs()).collect::<Vec<_>>()
        })
    });
    let can_go = memo(move |_| rows.with(|rows| rows.iter().filter(|row| row.can_go()).count()));
    let chosen = memo(move |_| page.chosen());
    let missing = memo(move |_| page.missing());
    let reason = Signal::derive(move || {
        let lacking = missing.with(Vec::len) as u32;
        page.reason
            .get()
            .or_else(|| chosen.with(Vec::is_empty).then(|| "Tick the settings to copy first.".to_owned()))
            .or_else(|| is_complete(lacking))
    });
    let label = move || {
        let verb = if page.from.get() == Mode::Sandbox { "Promote" } else { "Copy back" };
        match chosen.with(Vec::len) as u32 {
            0 => format!("{verb}…"),
            some => format!("{verb} {}…", counted(some, "setting")),
        }
    };
    let locked = Signal::derive(move || page.reason.with(Option::is_some));
    let tick_all = move |(on,): (bool,)| {
        let keys = rows.with_untracked(|rows| {
            rows.iter().filter(|row| row.can_go()).map(|row| row.key.clone()).collect::<Vec<_>>()
        });
        page.ticked.set(if on { keys } else { Vec::new() });
    };
    let all_ticked = move || can_go.get() > 0 && chosen.with(Vec::len) >= can_go.get();
    let some_ticked = move || !all_ticked() && !chosen.with(Vec::is_empty);
    view! {
        <div class="tools promote-tools">
            <label class="toggle">
                <Tick
                    value=Signal::derive(all_ticked)
                    some=Signal::derive(some_ticked)
                    disabled=locked
                    on_change=Callback::new(tick_all)
                />
                <span>"Tick all that differ"</span>
            </label>
            <label class="toggle">
                <Tick value=page.all on_change=Callback::new(move |(on,)| page.all.set(on)) />
                <span>"Show all settings"</span>
            </label>
            <div class="page-actions">
                <Button kind=ButtonKind::Primary disabled_reason=reason on_click=move || page.open.set(true)>
                    {label}
                </Button>
            </div>
        </div>
        {move || page.reason.get().map(|reason| view! { <p class="banner" data-kind="note">{reason}</p> })}
        {move || lacking(page, missing.get())}
        {move || match rows.with(Vec::is_empty) {
            true => view! {
                <EmptyState
                    title="Sandbox and live have the same values"
                    text="There is nothing to copy. Publish a change in one of them, and it shows up here."
                />
            }
            .into_any(),
            false => view! {
                <ul class="promotion" aria-label="Settings">
                    <For each=move || rows.get() key=|row| row.clone() let(row)>{row::view(page, row)}</For>
                </ul>
            }
            .into_any(),
        }}
    }
    .into_any()
}

/// What live lacks, each with the way to where it is set.
fn lacking(page: Page, missing: Vec<(String, String)>) -> AnyView {
    if missing.is_empty() {
        return ().into_any();
    }
    let at = page.at.get_value();
    let link = |(key, title): (String, String)| {
        let href = paths::setting(&at.organization, &at.project, Mode::Live, &key);
        view! { <li><a href=href>{title}</a></li> }.into_any()
    };
    view! {
        <div class="missing-settings">
            <p>"Live would lack a value that it requires. Change what is ticked, or set it in live:"</p>
            <ul>{missing.into_iter().map(link).collect_view()}</ul>
        </div>
    }
    .into_any()
}

fn nothing(page: Page) -> AnyView {
    let from = page.from.get();
    let at = page.at.get_value();
    let href = project_at(&at.organization, &at.project, Section::Configuration(from)).path();
    let title = format!("{} has never been published", from.title());
    view! {
        <EmptyState title text="Only what is published can be copied. Publish its settings first.">
            <ButtonLink kind=ButtonKind::Primary href>{format!("Go to the configuration of {}", from.as_str())}</ButtonLink>
        </EmptyState>
    }
    .into_any()
}
