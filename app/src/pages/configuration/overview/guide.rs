//! The way of a new project, from its first read to live. It goes once live has a version.

use super::super::promote::lacking_live;
use crate::parts::counted;
use crate::paths::{Section, project_at, promote};
use crate::query::Query;
use crate::reactive::memo;
use crate::ui::Icon;
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::projects::{Project, ProjectParams};
use portico_api::promotion::Promotion;
use std::sync::Arc;

/// How far the project has come. A memo compares it, so that the steps are made anew only where one of them says something else.
#[derive(Clone, Debug, PartialEq)]
struct Way {
    was_read: bool,
    was_changed: bool,
    /// How many settings live still lacks; `None` until that is known.
    lacking: Option<u32>,
}

impl Way {
    /// The first step that is not done.
    fn step(&self) -> usize {
        [self.was_read, self.was_changed].iter().position(|done| !done).unwrap_or(2)
    }
}

pub(super) fn guide(
    at: ProjectParams,
    project: Memo<Arc<Project>>,
    promotion: Query<Promotion>,
    mode: Mode,
) -> AnyView {
    let way = memo(move |_| {
        let (was_read, was_changed) = project.with(|project| {
            let new = mode == Mode::Sandbox && project.live.published_version == 0;
            let mine = project.organization.role.may_edit_projects();
            (new && mine)
                .then(|| (project.sandbox.last_read_version.is_some(), project.sandbox.published_version > 1))
        })?;
        let lacking = promotion.ready().map(|promotion| lacking_live(&promotion, &[]).len() as u32);
        Some(Way { was_read, was_changed, lacking })
    });
    (move || way.get().map(|way| steps(&at, &way))).into_any()
}

fn steps(at: &ProjectParams, way: &Way) -> AnyView {
    let configuration =
        project_at(&at.organization, &at.project, Section::Configuration(Mode::Sandbox)).path();
    let to_promote = promote(&at.organization, &at.project, Mode::Sandbox);
    let live = match way.lacking {
        None => "Promote what works in the sandbox.".to_owned(),
        Some(0) => "Live has every value it requires: promote what works in the sandbox.".to_owned(),
        Some(1) => "Live still lacks a value for 1 setting that it requires.".to_owned(),
        Some(some) => format!("Live still lacks values for {} that it requires.", counted(some, "setting")),
    };
    let read =
        "The quick start below reads it here or in your software: the edge answers what the sandbox has published."
            .to_owned();
    let change =
        "Change a value and publish it to the sandbox; your software reads it a moment later.".to_owned();
    let step = |number: usize, title: &'static str, text: String, link: Option<(String, &'static str)>| {
        // The last one is done when the guide is gone.
        let done = [way.was_read, way.was_changed, false][number];
        let here = number == way.step();
        view! {
            <li class="guide-step" data-done=done.then_some("") aria-current=here.then_some("step")>
                <span class="guide-mark" aria-hidden="true">
                    {if done { view! { <Icon name="check" /> }.into_any() } else { (number + 1).to_string().into_any() }}
                </span>
                <div class="guide-words">
                    <h3>{title} {done.then(|| view! { <span class="visually-hidden">": done"</span> })}</h3>
                    <p>{text}</p>
                    {link.map(|(href, label)| view! { <a href=href>{label}</a> })}
                </div>
            </li>
        }
        .into_any()
    };
    view! {
        <section class="guide" aria-labelledby="guide">
            <h2 id="guide">"Three steps to live"</h2>
            <ol>
                {step(0, "Read it", read, None)}
                {step(1, "Change it", change, Some((configuration, "Edit the sandbox")))}
                {step(2, "Go live", live, Some((to_promote, "Review and promote")))}
            </ol>
        </section>
    }
    .into_any()
}
