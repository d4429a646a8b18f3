//! `/o/{organization}/trash`: the projects that were deleted in the last 30 days, the way back, and the way out.

pub(super) mod delete;
mod for_good;
mod restore;

use super::offers::moved;
use crate::browser::use_title;
use crate::locale::{day, number};
use crate::parts::limits::{no_project, notice};
use crate::parts::list_end::ListEnd;
use crate::parts::loaded::failed;
use crate::parts::{Heading, counted};
use crate::paths::Place;
use crate::query::{List, list};
use crate::reactive::{effect, memo};
use crate::session::remember_organization;
use crate::ui::{Button, ButtonKind, ButtonLink, EmptyState, Person, RelativeTime, Skeleton};
use leptos::prelude::*;
use portico_api::organizations::Organization;
use portico_api::plans::PlanId;
use portico_api::trash::{ListTrash, ListTrashParams, TrashedProject};

pub fn page(organization: String) -> AnyView {
    let slug = StoredValue::new(organization);
    let trash =
        list::<ListTrash>(move || Some(ListTrashParams { organization: slug.get_value(), after: None }));
    let organization =
        memo(move |_| trash.with(|listed| listed.first().map(|page| page.organization.clone())));
    let name =
        move || organization.with(|known| known.as_ref().map(|organization| organization.name.clone()));
    use_title(move || [Some("Trash".to_owned()), name()].into_iter().flatten().collect());
    effect(move || {
        if let Some(organization) = organization.get() {
            remember_organization(&organization.slug);
        }
    });
    let problem =
        memo(move |_| trash.with(|listed| listed.failure.clone().filter(|_| listed.first().is_none())));
    let (restoring, dooming) = (RwSignal::new(None), RwSignal::new(None));
    let moved =
        memo(move |_| trash.with(|listed| listed.first().map(|page| page.moved.clone()).unwrap_or_default()));
    let room = move || {
        let total = trash.with(|listed| listed.first().map(|page| page.total))?;
        let plan = organization.with(|known| known.as_ref().map(|known| known.plan))?;
        (plan != PlanId::Unknown && total > 0).then(|| {
            let allowed = counted(u32::try_from(plan.plan().limits.trash()).unwrap_or_default(), "project");
            format!(
                " On the {} plan the trash holds up to {allowed}; it holds {} now.",
                plan.title(),
                number(total.into())
            )
        })
    };
    (move || match problem.get() {
        Some(failure) => failed(failure, Callback::new(move |()| trash.retry())),
        None => view! {
            <header class="page-header">
                <Heading>"Trash"</Heading>
            </header>
            <p class="lead">
                "A deleted project is kept for 30 days. Until then it can be restored with the same IDs, keys and versions."
                {room}
            </p>
            {rows(slug, trash, organization, (restoring, dooming))}
            {moved::section(organization, moved)}
            {restore::dialog(organization, restoring)}
            {for_good::dialog(organization, dooming)}
        }
        .into_any(),
    })
    .into_any()
}

/// Why nothing can be restored; `None` where it can.
fn may_restore(organization: &Organization) -> Option<String> {
    may_act(organization, "restore it").or_else(|| Some(no_project(organization)?.to_string()))
}

/// Why the role does not do; `None` where it does.
fn may_act(organization: &Organization, what: &str) -> Option<String> {
    let (role, name) = (organization.role.title(), &organization.name);
    (!organization.role.may_delete_projects())
        .then(|| format!("Your role in {name} is {role}. Ask an Owner or Admin to {what}."))
}

fn rows(
    slug: StoredValue<String>,
    trash: List<ListTrash>,
    organization: Memo<Option<Organization>>,
    acting: (RwSignal<Option<TrashedProject>>, RwSignal<Option<TrashedProject>>),
) -> AnyView {
    let waiting = memo(move |_| trash.with(|listed| listed.loading && listed.first().is_none()));
    let empty = memo(move |_| trash.with(|listed| listed.is_empty()));
    let reason = memo(move |_| organization.with(|known| known.as_ref().and_then(may_restore)));
    let denied = memo(move |_| {
        organization.with(|known| known.as_ref().and_then(|known| may_act(known, "delete it for good")))
    });
    let full = move || {
        let organization = organization.get().filter(|known| known.role.may_delete_projects())?;
        no_project(&organization).map(|reason| notice(&organization, reason))
    };
    (move || match (waiting.get(), empty.get()) {
        (true, _) => view! { <Skeleton rows=3 /> }.into_any(),
        (_, true) => view! {
            <EmptyState title="Nothing in the trash" text="Deleted projects are kept here for 30 days.">
                <ButtonLink href=Place::Projects(slug.get_value()).path()>"Show projects"</ButtonLink>
            </EmptyState>
        }
        .into_any(),
        _ => view! {
            {full}
            <ul class="rows" aria-label="Deleted projects">
                <For
                    each=move || trash.with(|listed| listed.rows().cloned().collect::<Vec<_>>())
                    key=|project| format!("{} {} {} {:?}", project.id, project.name, project.deleted_at, project.deleted_by_name)
                    let(project)
                >
                    {row(project, (reason, denied), acting)}
                </For>
            </ul>
            <ListEnd list=trash />
        }
        .into_any(),
    })
    .into_any()
}

fn row(
    project: TrashedProject,
    (reason, denied): (Memo<Option<String>>, Memo<Option<String>>),
    (restoring, dooming): (RwSignal<Option<TrashedProject>>, RwSignal<Option<TrashedProject>>),
) -> AnyView {
    let (name, by, by_name) =
        (project.name.clone(), project.deleted_by.clone(), project.deleted_by_name.clone());
    let (deleted, until) = (project.deleted_at, day(project.kept_until));
    let (label, same_label) = (format!(" {name}"), format!(" {name}"));
    let same = project.clone();
    let restore = Callback::new(move |()| restoring.set(Some(project.clone())));
    let doom = Callback::new(move |()| dooming.set(Some(same.clone())));
    view! {
        <li class="trashed" data-tips="">
            <span class="trashed-name" translate="no" title=name.clone()>{name.clone()}</span>
            <span class="trashed-facts">
                <span>"Deleted " <RelativeTime at_ms=deleted /> " by " <Person name=by_name email=by /></span>
                <span>"kept until " {until}</span>
            </span>
            <span class="trashed-actions">
                <Button disabled_reason=reason on_click=restore>
                    "Restore" <span class="visually-hidden" translate="no">{label}</span>
                </Button>
                <Button kind=ButtonKind::Quiet disabled_reason=denied on_click=doom>
                    "Delete for good" <span class="visually-hidden" translate="no">{same_label}</span>
                </Button>
            </span>
        </li>
    }
    .into_any()
}
