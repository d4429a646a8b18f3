//! Offers of projects to other organizations: making one, answering one, taking a project back.

mod incoming;
pub(super) mod make;
pub(super) mod moved;
mod preview;

pub(crate) use incoming::MyOffers;

use crate::parts::counted;
use crate::paths::Place;
use crate::reactive::memo;
use crate::session::use_session;
use crate::ui::Words;
use leptos::prelude::*;

/// Says on an organization's home that it is offered something, and leads to where that is answered. Only whoever may answer is told.
pub(crate) fn notice(slug: StoredValue<String>) -> impl IntoView {
    let session = use_session();
    let told = memo(move |_| {
        let session = session.query().ready()?;
        let mut here = session.offers.iter().filter(|offer| slug.with_value(|slug| *slug == offer.to_slug));
        let first = here.next()?;
        Some(match here.count() {
            0 => {
                let text = Words::named(&first.from)
                    .text(" offers this organization the project ")
                    .name(&first.project)
                    .text(".");
                (text, "Answer the offer")
            }
            others => {
                let others = counted(others as u32, "more project");
                let text = Words::named(&first.project)
                    .text(format!(" and {others} are offered to this organization."));
                (text, "Answer the offers")
            }
        })
    });
    move || {
        told.get().map(|(text, answer)| {
            view! {
                <div class="banner" data-kind="note">
                    <p>{text.view()} " " <a href=Place::Organizations.path()>{answer}</a></p>
                </div>
            }
        })
    }
}
