//! The section of the trash with the projects that went to another organization and can still be taken back.

use crate::form::{Form, shaped_form};
use crate::locale::day;
use crate::navigation::use_go;
use crate::parts::{counted, projects_changed};
use crate::paths::overview;
use crate::query::{invalidate, seed};
use crate::reactive::{effect, memo};
use crate::ui::{Button, Dialog, RelativeTime, TextField, Words, use_toasts};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::keys::ListKeys;
use portico_api::offers::{MovedProject, OfferParams, TakeBackProject};
use portico_api::organizations::Organization;
use portico_api::projects::{Project, ProjectParams, ShowProject};

pub(in super::super) fn section(
    organization: Memo<Option<Organization>>,
    moved: Memo<Vec<MovedProject>>,
) -> AnyView {
    let some = memo(move |_| moved.with(|moved| !moved.is_empty()));
    let asked = RwSignal::new(None::<MovedProject>);
    let reason = Signal::derive(move || {
        let known = organization.get()?;
        (!known.role.may_offer_projects()).then(|| {
            format!(
                "Your role in {} is {}. Only Owners can take projects back.",
                known.name,
                known.role.title()
            )
        })
    });
    view! {
        {move || some.get().then(|| view! {
            <section class="moved" aria-labelledby="moved-title">
                <h2 id="moved-title">"In another organization"</h2>
                <p class="lead">
                    "They accepted these projects. For 7 days Owners can take them back; until then each keeps its place in your plan."
                </p>
                <ul class="rows" aria-labelledby="moved-title">
                    <For
                        each=move || moved.get()
                        key=|project| serde_json::to_string(project).unwrap_or_default()
                        children=move |project| row(project, reason, asked)
                    />
                </ul>
            </section>
        })}
        {dialog(organization, asked)}
    }
    .into_any()
}

fn row(
    project: MovedProject,
    reason: Signal<Option<String>>,
    asked: RwSignal<Option<MovedProject>>,
) -> AnyView {
    let (name, to) = (project.name.clone(), project.to.clone());
    let (accepted, until) = (project.accepted_at, day(project.take_back_until));
    let label = format!(" {name}");
    let act = Callback::new(move |()| asked.set(Some(project.clone())));
    view! {
        <li class="trashed" data-tips="">
            <span class="trashed-name" translate="no" title=name.clone()>{name.clone()}</span>
            <span class="trashed-facts">
                <span>"Accepted by " <span translate="no">{to}</span> " " <RelativeTime at_ms=accepted /></span>
                <span>"can be taken back until " {until}</span>
            </span>
            <Button disabled_reason=reason on_click=act>
                "Take back" <span class="visually-hidden" translate="no">{label}</span>
            </Button>
        </li>
    }
    .into_any()
}

fn dialog(organization: Memo<Option<Organization>>, asked: RwSignal<Option<MovedProject>>) -> AnyView {
    let open = RwSignal::new(false);
    effect(move || open.set(asked.with(Option::is_some)));
    let title = Signal::derive(move || {
        let name = asked.with(|project| project.as_ref().map(|project| project.name.clone()));
        name.map(|name| Words::from("Take ").name(name).text(" back?")).unwrap_or_default()
    });
    // While it is being taken back, closing would leave everything here as it was.
    let working = RwSignal::new(false);
    let close = Callback::new(move |()| {
        if !working.get_untracked() {
            asked.set(None);
        }
    });
    view! {
        <Dialog open title dirty=true locked=working on_close=close>
            {move || {
                let organization = organization.get_untracked()?;
                Some(fields(organization.id.to_string(), asked.get_untracked()?, working, close))
            }}
        </Dialog>
    }
    .into_any()
}

fn fields(
    organization: String,
    moved: MovedProject,
    working: RwSignal<bool>,
    close: Callback<()>,
) -> AnyView {
    let (go, toasts) = (use_go(), use_toasts());
    let params = OfferParams { organization: organization.clone(), offer: moved.id.to_string() };
    let state = shaped_form::<TakeBackProject>(
        &[("name", "")],
        // Left empty, it keeps the name that it has there.
        |object| object.retain(|_, value| value.as_str().is_none_or(|text| !text.trim().is_empty())),
        move || params.clone(),
        move |_, project: Project| {
            working.set(false);
            close.run(());
            toasts.success(Words::named(&project.name).text(" is back"));
            projects_changed();
            invalidate::<ListKeys>();
            let (organization, slug) = (project.organization.slug.clone(), project.slug.clone());
            let place = overview(&organization, &slug, Mode::Sandbox);
            seed::<ShowProject>(&ProjectParams { organization, project: slug }, project);
            go.to(&place);
        },
    );
    state.keep(organization, format!("take-back.{}", moved.id), &["name"]);
    effect(move || working.set(state.submission.pending.get()));
    let revoked = match moved.new_keys {
        0 => "No keys were made there.".to_owned(),
        1 => "1 key that was made there is revoked.".to_owned(),
        keys => format!("{} that were made there are revoked.", counted(keys, "key")),
    };
    view! {
        <Form form=state action="Take project back" on_cancel=close>
            <ul class="consequences">
                <li>"Members of " <strong translate="no">{moved.to.clone()}</strong> " lose access at once; members of your organization get it again."</li>
                <li>"It comes back as it is there now: what they published stays published, and you can roll it back."</li>
                <li>{revoked} " Earlier keys keep working."</li>
                <li>"Reads until now are billed to them; from now on, to you."</li>
            </ul>
            <TextField
                label="New name (optional)"
                name="name"
                value=state.value("name")
                error=state.error("name")
                hint=Some("Only needed if one of your projects has taken the old name in the meantime.".to_owned())
            />
        </Form>
    }
    .into_any()
}
