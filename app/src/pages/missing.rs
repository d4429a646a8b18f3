//! Nothing here. The same for what does not exist and for what may not be seen.

use super::Heading;
use crate::browser::use_title;
use crate::paths::Place;
use crate::session::use_session;
use crate::ui::{ButtonKind, ButtonLink};
use leptos::prelude::*;

pub fn page() -> AnyView {
    let session = use_session();
    use_title(|| vec!["Not found".into()]);
    view! {
        <section class="missing">
            <Heading>"There is nothing here, or you may not see it"</Heading>
            <p>
                "The address may be mistyped or out of date. Or it belongs to an organization that "
                {move || session.email().unwrap_or_else(|| "this account".into())} " is no member of."
            </p>
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
