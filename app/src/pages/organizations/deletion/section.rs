//! The deleted organizations of an Owner, below the list of those that there are: it is the last thing on the page, so nothing moves when it comes.

use super::restore;
use crate::browser::now_ms;
use crate::locale::day;
use crate::parts::counted;
use crate::parts::loaded::part_failed;
use crate::query::{Phase, query};
use crate::reactive::memo;
use crate::ui::{Button, Person, RelativeTime};
use leptos::prelude::*;
use portico_api::deletions::{DeletedOrganization, ListDeletedOrganizations};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Nothing where there is none, and until it is known whether there is.
pub(in super::super) fn section() -> AnyView {
    let found = query::<ListDeletedOrganizations>(|| Some(()));
    let phase = memo(move |_| found.phase());
    let rows = memo(move |_| found.ready().map(|list| list.organizations.clone()).unwrap_or_default());
    let some = memo(move |_| rows.with(|rows| !rows.is_empty()));
    let restoring = RwSignal::new(None);
    view! {
        {move || match (phase.get(), some.get()) {
            (Phase::Failed(failure), false) => view! {
                <section class="deleted-organizations" aria-labelledby="deleted">
                    <h2 id="deleted">"Deleted organizations"</h2>
                    {part_failed(failure, Callback::new(move |()| found.retry()))}
                </section>
            }
            .into_any(),
            (_, false) => ().into_any(),
            (_, true) => view! {
                <section class="deleted-organizations" aria-labelledby="deleted">
                    <h2 id="deleted">"Deleted organizations"</h2>
                    <ul class="rows" aria-labelledby="deleted">
                        <For
                            each=move || rows.get()
                            key=|row| format!("{} {} {} {:?}", row.id, row.deleted_at, row.may_restore, row.deleted_by_name)
                            let(deleted)
                        >
                            {row(deleted, restoring)}
                        </For>
                    </ul>
                </section>
            }
            .into_any(),
        }}
        {restore::dialog(restoring)}
    }
    .into_any()
}

fn row(deleted: DeletedOrganization, restoring: RwSignal<Option<DeletedOrganization>>) -> AnyView {
    let (name, by, by_name) =
        (deleted.name.clone(), deleted.deleted_by.clone(), deleted.deleted_by_name.clone());
    let (at, until) = (deleted.deleted_at, deleted.kept_until);
    let label = format!(" {name}");
    let reason = (!deleted.may_restore).then(|| match by_name.clone().unwrap_or_else(|| by.clone()) {
        // What it asks of sign-ins is not fulfilled: then nobody hears who it was.
        who if who.is_empty() => {
            format!(
                "Your sign-in is not the kind that {name} requires, or it is too long ago. Sign in again to restore it."
            )
        }
        who => format!("Only {who}, who deleted it, can restore it."),
    });
    let by = (!by.is_empty()).then(|| view! { " by " <Person name=by_name email=by /> });
    let restore = Callback::new(move |()| restoring.set(Some(deleted.clone())));
    view! {
        <li class="trashed" data-tips="">
            <span class="trashed-name" translate="no" title=name.clone()>{name.clone()}</span>
            <span class="trashed-facts">
                <span>"Deleted " <RelativeTime at_ms=at /> {by}</span>
                <span>"kept until " {day(until)} ", " {left(until)}</span>
            </span>
            <span class="trashed-actions">
                <Button disabled_reason=Signal::stored(reason) on_click=restore>
                    "Restore" <span class="visually-hidden" translate="no">{label}</span>
                </Button>
            </span>
        </li>
    }
    .into_any()
}

/// How long it can be restored, in whole days.
fn left(until: i64) -> String {
    let days = (until - now_ms() as i64) / DAY_MS;
    match u32::try_from(days) {
        Ok(0) | Err(_) => "less than a day left".to_owned(),
        Ok(days) => format!("{} left", counted(days, "day")),
    }
}
