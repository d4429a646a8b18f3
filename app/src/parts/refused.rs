//! A page that only Admins and Owners may see, for somebody who may not: who may, and whom to ask.

use super::Heading;
use super::here::use_here;
use crate::ui::{EmptyState, Words};
use leptos::prelude::*;

/// `title` says who may, `ask` what to ask them, behind "Ask an Owner or Admin"; `way` leads on from here, if anything does.
pub(crate) fn refused(
    heading: &'static str,
    title: &'static str,
    ask: &'static str,
    way: Option<AnyView>,
) -> AnyView {
    let here = use_here();
    let text = Signal::derive(move || {
        here.organization.get().map_or_else(Words::default, |organization| {
            let role = organization.role.title();
            Words::from("Your role in ")
                .name(organization.name)
                .text(format!(" is {role}. Ask an Owner or Admin {ask}."))
        })
    });
    let state = match way {
        Some(way) => view! { <EmptyState title text>{way}</EmptyState> }.into_any(),
        None => view! { <EmptyState title text /> }.into_any(),
    };
    view! { <header class="page-header"><Heading>{heading}</Heading></header> {state} }.into_any()
}
