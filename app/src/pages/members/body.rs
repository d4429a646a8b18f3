//! The rows, or why there are none.

use super::act::{Acts, Looker};
use super::row;
use crate::navigation::use_go;
use crate::parts::list_end::ListEnd;
use crate::query::List;
use crate::reactive::memo;
use crate::session::use_session;
use crate::ui::{Button, EmptyState, Skeleton, VirtualList};
use leptos::prelude::*;
use portico_api::Role;
use portico_api::members::ListMembers;
use portico_api::page::Search;

#[component]
pub(super) fn Body(
    members: List<ListMembers>,
    search: RwSignal<String>,
    term: Memo<Option<Search>>,
    role: Memo<Option<Role>>,
    acts: Acts,
) -> impl IntoView {
    let session = use_session();
    let looker = memo(move |_| {
        let user_id = session.query().ready()?.user.id.to_string();
        members.with(|listed| {
            listed.first().map(|page| Looker { user_id, role: page.organization.role, owners: page.owners })
        })
    });
    let keys = memo(move |_| {
        looker.with(|looker| {
            members.with(|listed| {
                listed.rows().map(|member| row::key(member, looker.as_ref())).collect::<Vec<_>>()
            })
        })
    });
    let waiting = memo(move |_| members.with(|listed| listed.loading && listed.first().is_none()));
    let empty = memo(move |_| keys.with(Vec::is_empty));
    let size = memo(move |_| members.with(|listed| listed.size()));
    let make = move |at: usize| {
        looker.with(|looker| {
            members.with(|listed| listed.row(at).map(|member| row::row(member, looker.as_ref(), acts)))
        })
    };
    move || match (waiting.get(), empty.get()) {
        (true, _) => view! { <Skeleton rows=6 /> }.into_any(),
        (_, true) => view! { <Nothing search term role /> }.into_any(),
        _ => view! {
            <div
                class="rows"
                role="list"
                aria-label="Members"
                data-previous=move || members.with(|listed| listed.previous).then_some("")
            >
                <VirtualList
                    keys
                    size=Signal::derive(move || size.get())
                    row_height=row::HEIGHT
                    row=Callback::new(move |(at,)| untrack(|| make(at)).into_any())
                    on_end=Callback::new(move |()| members.more())
                />
            </div>
            <ListEnd list=members />
        }
        .into_any(),
    }
}

/// Nobody is found; there always is somebody.
#[component]
fn Nothing(search: RwSignal<String>, term: Memo<Option<Search>>, role: Memo<Option<Role>>) -> impl IntoView {
    let go = use_go();
    let here = leptos_router::hooks::use_location().pathname;
    let all = move |()| {
        search.set(String::new());
        go.amend(here.get_untracked());
    };
    let title = move || {
        let role = role.get().map_or("member", |role| role.title());
        match term.get() {
            Some(term) => format!("No {role} matches “{}”", term.as_str()),
            None => format!("No {role} here"),
        }
    };
    view! {
        <EmptyState title=Signal::derive(title) text="Names and addresses are searched.">
            <Button on_click=Callback::new(all)>"Show all members"</Button>
        </EmptyState>
    }
}
