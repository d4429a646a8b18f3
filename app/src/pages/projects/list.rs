//! `/o/{organization}`: the Projects tab.

use super::super::offers;
use super::{row, tools};
use crate::browser::use_title;
use crate::parameters::use_parameter;
use crate::parts::list_end::ListEnd;
use crate::parts::loaded::failed;
use crate::parts::url_search::{search_term, url_search};
use crate::parts::{Count, Heading, may_create};
use crate::paths::{Place, projects_search};
use crate::query::{List, list};
use crate::reactive::{effect, memo};
use crate::session::remember_organization;
use crate::ui::{Button, ButtonKind, ButtonLink, EmptyState, Skeleton, VirtualList};
use leptos::prelude::*;
use portico_api::organizations::Organization;
use portico_api::page::Search;
use portico_api::projects::{ListProjects, ListProjectsParams, ProjectSort};

/// `first` makes the form that stands where there is no project yet, for whoever may create one.
pub fn page(organization: String, first: fn(Place) -> AnyView) -> AnyView {
    let slug = StoredValue::new(organization);
    let asked = use_parameter("sort");
    let sort = memo(move |_| {
        let word = asked.with(|word| word.as_deref().and_then(ProjectSort::parse));
        word.unwrap_or_default()
    });
    let search =
        url_search(move |term| slug.with_value(|slug| projects_search(slug, term, sort.get_untracked())));
    let term = search_term();
    let projects = list::<ListProjects>(move || {
        Some(ListProjectsParams {
            organization: slug.get_value(),
            search: term.get(),
            sort: sort.get(),
            after: None,
        })
    });
    let organization =
        memo(move |_| projects.with(|listed| listed.first().map(|page| page.organization.clone())));
    let name =
        move || organization.with(|known| known.as_ref().map(|organization| organization.name.clone()));
    use_title(move || [Some("Projects".to_owned()), name()].into_iter().flatten().collect());
    effect(move || {
        if let Some(organization) = organization.get() {
            remember_organization(&organization.slug);
        }
    });
    let problem = memo(move |_| projects.with(|listed| listed.failure.clone().filter(|_| listed.is_empty())));
    (move || match problem.get() {
        Some(failure) => failed(failure, Callback::new(move |()| projects.retry())),
        None => view! {
            <header class="page-header">
                <Heading>"Projects"</Heading>
                <Count list=projects noun="project" />
                <Actions organization projects term />
            </header>
            {offers::notice(slug)}
            <tools::Tools slug search sort organization />
            <Body slug projects organization search term first />
        }
        .into_any(),
    })
    .into_any()
}

/// The way to a new project. Where the form for the first one stands below, that is the next step, and this is the other way.
#[component]
fn Actions(
    organization: Memo<Option<Organization>>,
    projects: List<ListProjects>,
    term: Memo<Option<Search>>,
) -> impl IntoView {
    let none = memo(move |_| term.with(Option::is_none) && projects.with(|listed| listed.is_empty()));
    move || {
        organization.get().map(|organization| {
            let kind = if none.get() { ButtonKind::Secondary } else { ButtonKind::Primary };
            view! { <div class="page-actions">{create(&organization, kind)}</div> }
        })
    }
}

fn create(organization: &Organization, kind: ButtonKind) -> AnyView {
    match may_create(organization) {
        None => view! {
            <ButtonLink kind href=Place::NewProject(organization.slug.clone()).path()>
                "Create project"
            </ButtonLink>
        }
        .into_any(),
        Some(reason) => {
            view! { <Button kind disabled_reason=Some(reason.to_string())>"Create project"</Button> }
                .into_any()
        }
    }
}

/// The rows, or why there are none.
#[component]
fn Body(
    slug: StoredValue<String>,
    projects: List<ListProjects>,
    organization: Memo<Option<Organization>>,
    search: RwSignal<String>,
    term: Memo<Option<Search>>,
    first: fn(Place) -> AnyView,
) -> impl IntoView {
    let keys = memo(move |_| projects.with(|listed| listed.rows().map(row::key).collect::<Vec<_>>()));
    let waiting = memo(move |_| projects.with(|listed| listed.loading && listed.is_empty()));
    let empty = memo(move |_| keys.with(Vec::is_empty));
    let size = memo(move |_| projects.with(|listed| listed.size()));
    let more = Callback::new(move |()| projects.more());
    let make = move |at: usize| {
        projects.with(|listed| listed.row(at).map(|project| row::row(&slug.get_value(), project)))
    };
    move || {
        match (waiting.get(), empty.get()) {
        (true, _) => view! { <Skeleton rows=6 /> }.into_any(),
        (_, true) => view! { <Nothing slug organization search term first /> }.into_any(),
        _ => view! {
            <div class="rows" role="list" aria-label="Projects" data-previous=move || projects.with(|listed| listed.previous).then_some("")>
                <VirtualList
                    keys
                    size=Signal::derive(move || size.get())
                    row_height=row::HEIGHT
                    row=Callback::new(move |(at,)| untrack(|| make(at)).into_any())
                    on_end=more
                />
            </div>
            <ListEnd list=projects />
        }
        .into_any(),
    }
    }
}

#[component]
fn Nothing(
    slug: StoredValue<String>,
    organization: Memo<Option<Organization>>,
    search: RwSignal<String>,
    term: Memo<Option<Search>>,
    first: fn(Place) -> AnyView,
) -> impl IntoView {
    // What is typed stays where the organization is read again.
    let may =
        memo(move |_| organization.with(|known| known.as_ref().map(|known| may_create(known).is_none())));
    move || {
        match term.get() {
        Some(term) => view! {
            <EmptyState title=format!("No project matches “{}”", term.as_str()) text="Names and slugs are searched.">
                <Button on_click=Callback::new(move |()| search.set(String::new()))>"Show all projects"</Button>
            </EmptyState>
        }
        .into_any(),
        None => view! {
            <EmptyState
                title="No projects yet"
                text="A project holds the configuration of one implementation. Creating one also creates a sandbox and a live environment, each with its own environment ID."
            >
                {move || match may.get()? {
                    true => Some(first(Place::Projects(slug.get_value()))),
                    false => untrack(|| organization.get()).map(|organization| create(&organization, ButtonKind::Primary)),
                }}
            </EmptyState>
        }
        .into_any(),
    }
    }
}
