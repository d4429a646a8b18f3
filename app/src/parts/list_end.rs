//! What stands below the rows of a list that comes in pages: nothing once all are there.

use crate::query::{List, Paged};
use crate::reactive::memo;
use crate::ui::Button;
use leptos::prelude::*;

#[component]
pub(crate) fn ListEnd<E: Paged>(list: List<E>) -> impl IntoView {
    let failure = memo(move |_| list.with(|listed| listed.failure.clone()));
    let more = memo(move |_| list.with(|listed| listed.more));
    move || match (failure.get(), more.get()) {
        (Some(failure), _) => view! {
            <div class="list-end" role="alert">
                <p>{failure.message()}</p>
                <Button on_click=Callback::new(move |()| list.retry())>"Try again"</Button>
            </div>
        }
        .into_any(),
        (None, true) => view! {
            <div class="list-end">
                <Button on_click=Callback::new(move |()| list.more())>"Show more"</Button>
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}
