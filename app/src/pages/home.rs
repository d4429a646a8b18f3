//! `/`: on to the organization that was used last, or a welcome where there is none.

use super::invites::MyInvites;
use super::organizations;
use crate::browser::use_title;
use crate::navigation::use_go;
use crate::parts::{Heading, loaded};
use crate::paths::Place;
use crate::reactive::effect;
use crate::session::{last_organization, use_session};
use crate::ui::Skeleton;
use leptos::prelude::*;
use portico_api::session::Session;

/// `welcome` makes what whoever belongs to no organization yet sees.
pub fn page(welcome: fn() -> AnyView) -> AnyView {
    let session = use_session();
    let go = use_go();
    use_title(|| vec!["Projects".into()]);
    effect(move || {
        if let Some(slug) = session.query().ready().and_then(|session| destination(&session)) {
            go.replace(&Place::Projects(slug));
        }
    });
    loaded(session.query(), move |session| {
        (move || match session.with(|session| session.organizations.is_empty()) {
            true => welcome(),
            false => view! { <Skeleton rows=6 /> }.into_any(),
        })
        .into_any()
    })
}

/// The slug of the organization to show.
fn destination(session: &Session) -> Option<String> {
    let first = session.organizations.first()?;
    let last = last_organization();
    let still_mine = |slug: &String| session.organizations.iter().any(|mine| mine.slug == *slug);
    // With more organizations than were listed, the last one is trusted to be one of them.
    let last = last.filter(|slug| still_mine(slug) || session.next.is_some());
    Some(last.unwrap_or_else(|| first.slug.clone()))
}

/// For whoever belongs to no organization yet: what they are for, and the form for the first one.
pub(crate) fn welcome() -> AnyView {
    use_title(|| vec!["Welcome".into()]);
    view! {
        <section class="welcome">
            <Heading>"Welcome to Portico"</Heading>
            <p>
                "Portico keeps the configuration of what you build. An organization groups your projects and your team; \
                 each project comes with a sandbox and a live environment."
            </p>
            <MyInvites />
            {organizations::new::first()}
        </section>
    }
    .into_any()
}
