//! `/o/{organization}/new`: create a project; a shorter form stands where there is none yet.

use crate::browser::use_title;
use crate::form::{Form, FormState, form};
use crate::navigation::{Go, use_go};
use crate::pages::organizations::new::was_just_created;
use crate::parts::here::use_here;
use crate::parts::limits::{no_project, notice, projects};
use crate::parts::{Heading, loaded, may_create};
use crate::paths::{Place, overview};
use crate::query::{invalidate, query, seed};
use crate::reactive::memo;
use crate::session::remember_organization;
use crate::ui::{Choice, Choices, ModeBadge, TextField, Words, use_toasts};
use leptos::prelude::*;
use portico_api::billing::ShowBilling;
use portico_api::environments::Mode;
use portico_api::organizations::{ListOrganizations, OrganizationParams, ShowOrganization};
use portico_api::projects::{CreateProject, ListProjects, ProjectParams, ShowProject};
use portico_api::schema::Template;
use portico_api::session::ShowSession;
use portico_api::text::NAME_MAX;

pub fn page(slug: String) -> AnyView {
    let params = OrganizationParams { organization: slug };
    let asked = params.clone();
    let organization = query::<ShowOrganization>(move || Some(asked.clone()));
    loaded(organization, move |organization| {
        let name = move || organization.with(|organization| organization.name.clone());
        use_title(move || vec!["Create project".into(), name()]);
        let cancel = Place::Projects(params.organization.clone()).path();
        let id = organization.with_untracked(|organization| organization.id.to_string());
        let state = state(params.clone(), id, Go::replace);
        let room = memo(move |_| organization.with(|organization| no_project(organization)));
        let denied = memo(move |_| organization.with(|organization| may_create(organization)));
        let used = move || {
            organization.with(|organization| {
                let room = projects(organization);
                let text = format!("{} of the {} plan", room.text("project"), organization.plan.title());
                // Above the form it is said already.
                (!room.is_full()).then_some(text)
            })
        };
        // Said once: whoever may not create projects does not need to know that there is no room.
        let above = move || {
            let full = room.get().filter(|_| denied.with(Option::is_none))?;
            Some(organization.with(|organization| notice(organization, full)))
        };
        view! {
            <section class="form-page">
                <Heading>"Create project"</Heading>
                <p class="lead">"A project in " <strong translate="no">{name}</strong> " holds the configuration of one implementation."</p>
                {above}
                <Form form=state action="Create project" cancel disabled_reason=told(room) locked=denied>
                    <TextField
                        label="Project Name"
                        name="name"
                        value=state.value("name")
                        error=state.error("name")
                        autofocus=true
                        hint=Some(format!("At most {NAME_MAX} characters. You can rename it later."))
                    />
                    <Choices label="Template" name="template" value=state.value("template") choices=templates() />
                    <Environments />
                    {move || used().map(|text| view! { <p class="field-hint">{text}</p> })}
                </Form>
            </section>
        }
        .into_any()
    })
}

/// As a button says it.
fn told(room: Memo<Option<Words>>) -> Signal<Option<String>> {
    Signal::derive(move || room.get().map(|words| words.to_string()))
}

/// The form in an organization without projects: the name alone, with the usual template.
pub(crate) fn first(slug: String) -> AnyView {
    let here = use_here();
    let id = memo(move |_| Some(here.organization.get()?.id.to_string()));
    let room = memo(move |_| here.organization.with(|known| no_project(known.as_ref()?)));
    // Whoever has just created the organization goes on typing; nobody else is taken away from where they are.
    let idle =
        document().active_element().is_none_or(|active| matches!(active.tag_name().as_str(), "BODY" | "H1"));
    let autofocus = was_just_created(&slug) && idle;
    (move || {
        id.get().map(|id| {
            let state = state(OrganizationParams { organization: slug.clone() }, id, Go::to);
            view! {
                <div class="first">
                    <Form form=state action="Create project" disabled_reason=told(room)>
                        <TextField
                            label="Project Name"
                            name="name"
                            value=state.value("name")
                            error=state.error("name")
                            autofocus
                            hint=Some("It starts with typical web app settings. You can change all of them.".to_owned())
                        />
                    </Form>
                </div>
            }
        })
    })
    .into_any()
}

/// What is typed, and how its page is opened once it is created.
fn state(params: OrganizationParams, id: String, lead: fn(Go, &Place)) -> FormState {
    let (go, toasts) = (use_go(), use_toasts());
    let state = form::<CreateProject>(
        &[("name", ""), ("template", Template::default().as_str())],
        move || params.clone(),
        move |_, project| {
            let at = project.organization.slug.clone();
            toasts.success(Words::named(&project.name).text(" created"));
            remember_organization(&at);
            invalidate::<ListProjects>();
            invalidate::<ListOrganizations>();
            invalidate::<ShowOrganization>();
            invalidate::<ShowBilling>();
            invalidate::<ShowSession>();
            let place = overview(&at, &project.slug, Mode::Sandbox);
            seed::<ShowProject>(&ProjectParams { organization: at, project: project.slug.clone() }, project);
            lead(go, &place);
        },
    );
    state.keep(id, "project.new", &["name", "template"]);
    state
}

/// What its schema begins with.
fn templates() -> Vec<Choice> {
    let choice = |template: Template| Choice {
        value: template.as_str(),
        title: template.title(),
        text: match template {
            Template::WebApp => {
                "Name, addresses, sign-in, colour, feature switches and a secret. You can change all of it."
            }
            Template::Empty => "No settings: you add your own.",
        },
        reason: None,
    };
    Template::ALL.into_iter().map(choice).collect()
}

/// What the project will come with.
#[component]
fn Environments() -> impl IntoView {
    view! {
        <div class="made">
            <p>"Each project has two environments, each with its own environment ID and configuration:"</p>
            <ul>
                <li><ModeBadge mode=Mode::Sandbox /> " for building and testing, separate from your users"</li>
                <li><ModeBadge mode=Mode::Live /> " what your users get"</li>
            </ul>
        </div>
    }
}
