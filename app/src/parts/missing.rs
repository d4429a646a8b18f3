//! Nothing here. The same for what does not exist and for what may not be seen; but what was open here a moment ago is
//! named, so that whoever lost it knows.

use crate::browser::use_title;
use crate::parts::Heading;
use crate::parts::here::Here;
use crate::paths::Place;
use crate::query::invalidate;
use crate::reactive::memo;
use crate::session::use_session;
use crate::ui::{ButtonKind, ButtonLink};
use leptos::prelude::*;
use portico_api::session::ShowSession;

/// What does not exist and what may not be seen look alike.
pub(crate) const NOTHING: &str = "There is nothing here, or you may not see it";

pub fn page() -> AnyView {
    let here = use_context::<Here>();
    if let Some(here) = here {
        here.mark_absent();
    }
    let lost = memo(move |_| here.and_then(Here::lost));
    if here.is_some_and(|here| here.organization.with_untracked(Option::is_some)) {
        // Perhaps the person is no member any more: the dropdown should know as well.
        invalidate::<ShowSession>();
    }
    use_title(|| vec!["Not found".into()]);
    view! {
        <section class="missing">
            // One heading, whatever becomes known of the reason: the keyboard is on it.
            <Heading>{move || view! { <span>{title(lost.get())}</span> }}</Heading>
            {move || if lost.with(Option::is_some) { gone() } else { never_seen(here) }}
            <div class="actions">
                <ButtonLink kind=ButtonKind::Primary href=Place::Home.path()>"Go to projects"</ButtonLink>
                <ButtonLink kind=ButtonKind::Secondary href=Place::Organizations.path()>
                    "Show organizations"
                </ButtonLink>
            </div>
        </section>
    }
    .into_any()
}

fn title(lost: Option<String>) -> String {
    lost.map_or_else(|| NOTHING.to_owned(), |name| format!("You are no longer a member of {name}"))
}

fn gone() -> AnyView {
    view! {
        <p role="status">
            "Someone removed you, or the organization was deleted. What was open here can't be seen or saved any more."
        </p>
    }
    .into_any()
}

fn never_seen(here: Option<Here>) -> AnyView {
    let session = use_session();
    // Of an organization that is known, it is a project that is not there.
    let trash = move || {
        let organization = here?.organization.get()?;
        here?.page()?;
        let href = Place::Trash(organization.slug).path();
        Some(
            view! { <p>"If it is a project that was deleted in the last 30 days, it is in the " <a href=href>"trash of " <span translate="no">{organization.name}</span></a> "."</p> },
        )
    };
    view! {
        <p>
            "The address may be mistyped or out of date, or it belongs to an organization that "
            <span translate="no">{move || session.email().unwrap_or_else(|| "this account".into())}</span> " isn't a member of."
        </p>
        {trash}
    }
    .into_any()
}
