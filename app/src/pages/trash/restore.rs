//! The dialog that takes a project out of the trash, under another name if its own is taken.

use crate::form::{Form, form};
use crate::navigation::use_go;
use crate::parts::projects_changed;
use crate::paths::overview;
use crate::query::seed;
use crate::reactive::effect;
use crate::ui::{Dialog, TextField, Words, use_toasts};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::organizations::Organization;
use portico_api::projects::{Project, ProjectParams, ShowProject};
use portico_api::trash::{RestoreProject, TrashParams, TrashedProject};

pub(super) fn dialog(
    organization: Memo<Option<Organization>>,
    restoring: RwSignal<Option<TrashedProject>>,
) -> AnyView {
    let open = RwSignal::new(false);
    effect(move || open.set(restoring.with(Option::is_some)));
    let title = Signal::derive(move || {
        restoring.with(|project| {
            project.as_ref().map(|project| Words::from("Restore ").name(&project.name).text("?"))
        })
    });
    let title = Signal::derive(move || title.get().unwrap_or_default());
    // While it is being restored, closing would leave everything here as it was.
    let working = RwSignal::new(false);
    let close = Callback::new(move |()| {
        if !working.get_untracked() {
            restoring.set(None);
        }
    });
    view! {
        <Dialog open title dirty=true locked=working on_close=close>
            {move || {
                let project = restoring.get_untracked()?;
                let organization = organization.get_untracked()?;
                Some(fields(organization.id.to_string(), project, working, close))
            }}
        </Dialog>
    }
    .into_any()
}

fn fields(
    organization: String,
    project: TrashedProject,
    working: RwSignal<bool>,
    close: Callback<()>,
) -> AnyView {
    let (go, toasts) = (use_go(), use_toasts());
    let params = TrashParams { organization: organization.clone(), project: project.id.to_string() };
    let state = form::<RestoreProject>(
        &[("name", &project.name)],
        move || params.clone(),
        move |_, project: Project| {
            working.set(false);
            close.run(());
            toasts.success(Words::named(&project.name).text(" restored"));
            projects_changed();
            let (organization, slug) = (project.organization.slug.clone(), project.slug.clone());
            let place = overview(&organization, &slug, Mode::Sandbox);
            seed::<ShowProject>(&ProjectParams { organization, project: slug }, project);
            go.to(&place);
        },
    );
    state.keep(organization, format!("restore.{}", project.id), &["name"]);
    effect(move || working.set(state.submission.pending.get()));
    view! {
        <Form form=state action="Restore project" on_cancel=close>
            <TextField
                label="Project Name"
                name="name"
                value=state.value("name")
                error=state.error("name")
                hint=Some("Choose another if a project has taken it in the meantime. The IDs stay the same either way.".to_owned())
                autofocus=true
            />
            <p class="dialog-note">
                "Published versions are served again at once, its keys work again, and it counts towards the plan. If its address was taken, it gets a new one."
            </p>
        </Form>
    }
    .into_any()
}
