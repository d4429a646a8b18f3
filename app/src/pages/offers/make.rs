//! The section of a project's settings that offers it to another organization, or says how its offer stands.

use super::super::projects::TypedName;
use super::preview;
use crate::browser::{now_ms, warn_before_leaving};
use crate::client::Failure;
use crate::form;
use crate::kept::{Kept, kept, with_project};
use crate::locale::day;
use crate::parts::projects_changed;
use crate::query::{Answer, debounced, invalidate, query};
use crate::reactive::{effect, memo};
use crate::submit::{Submission, submission};
use crate::ui::{Button, ButtonKind, Dialog, Person, RelativeTime, TextField, Words, actions, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::offers::{
    NewOffer, OFFER_LIFE_MS, OfferParams, OfferPreviewParams, OfferProject, OpenOffer, PreviewOffer,
    WithdrawOffer,
};
use portico_api::problem::kind;
use portico_api::projects::{Project, ProjectParams, ShowProject};
use std::sync::Arc;

pub(in super::super) fn section(project: Memo<Arc<Project>>) -> AnyView {
    let open = RwSignal::new(false);
    let offer = memo(move |_| project.with(|project| project.offer.clone()));
    let reason = Signal::derive(move || project.with(|project| may_offer(project)));
    let returnable = move || {
        project.with(|project| project.returnable.clone()).map(|found| {
            Words::named(found.organization)
                .text(format!(" can take this project back until {}.", day(found.until)))
        })
    };
    view! {
        <section class="identity offer" aria-labelledby="offer">
            <h2 id="offer">"Offer to another organization"</h2>
            <p class="field-hint">
                "The project moves with all its IDs, keys and versions once an Owner or Admin there accepts. For 7 days after that, Owners here can take it back."
            </p>
            {move || returnable().map(|text| view! { <p class="offer-state">{text.view()}</p> })}
            {move || match offer.get() {
                Some(offer) => waiting(offer, project, reason),
                None => view! {
                    <Button disabled_reason=reason on_click=Callback::new(move |()| open.set(true))>"Offer project"</Button>
                }
                .into_any(),
            }}
        </section>
        {dialog(project, open)}
    }
    .into_any()
}

/// Why it can't be offered, or its offer withdrawn; `None` where it can.
fn may_offer(project: &Project) -> Option<String> {
    let (role, name) = (project.organization.role, &project.organization.name);
    if !role.may_offer_projects() {
        return Some(format!(
            "Your role in {name} is {}. Only Owners can offer projects to other organizations.",
            role.title()
        ));
    }
    let found = project.returnable.as_ref()?;
    Some(format!(
        "It can be offered again once {} can no longer take it back, after {}.",
        found.organization,
        day(found.until)
    ))
}

/// By ID: by the time of sending, the slugs may stand for others.
fn by_id(project: &Project) -> ProjectParams {
    ProjectParams { organization: project.organization.id.to_string(), project: project.id.to_string() }
}

/// The offer that waits for its answer.
fn waiting(offer: OpenOffer, project: Memo<Arc<Project>>, reason: Signal<Option<String>>) -> AnyView {
    let toasts = use_toasts();
    let doing = submission();
    let OpenOffer { id, target, offered_by, offered_by_name, offered_at, expires_at } = offer;
    let act = move |()| {
        let organization = project.with_untracked(|project| project.organization.id.to_string());
        let params = OfferParams { organization, offer: id.to_string() };
        doing.send::<WithdrawOffer>(params, Empty {}, move |outcome| match outcome {
            Ok(_) => {
                toasts.success("Offer withdrawn");
                projects_changed();
                invalidate::<ShowProject>();
            }
            // Somebody was faster: what is here now says how.
            Err(failure) if failure.is(kind::OFFER_CLOSED) => {
                toasts.error(failure.message());
                projects_changed();
                invalidate::<ShowProject>();
            }
            Err(_) => {}
        });
    };
    view! {
        <p class="offer-state" data-tips="">
            "Offered to " <code translate="no">{target}</code> " by " <Person name=offered_by_name email=offered_by alone=true /> " " <RelativeTime at_ms=offered_at />
            ". It can be accepted until " {day(expires_at)} "."
        </p>
        <div role="alert" class="field-error">{move || doing.failure.get().map(|failure| failure.message())}</div>
        <Button pending=doing disabled_reason=reason on_click=Callback::new(act)>"Withdraw offer"</Button>
    }
    .into_any()
}

fn dialog(project: Memo<Arc<Project>>, open: RwSignal<bool>) -> AnyView {
    let doing = submission();
    let typed = TypedName::new(project, open, doing);
    let target = RwSignal::new(String::new());
    let restored = keep(project, open, target);
    let title = Signal::derive(move || {
        project.with(|project| Words::from("Offer ").name(&project.name).text(" to another organization"))
    });
    let dirty = Signal::derive(move || target.with(|target| !target.is_empty()));
    view! {
        <Dialog open title dirty locked=doing.pending>
            {move || restored.get().then(|| form::restored(Callback::new(move |()| target.set(String::new()))))}
            {move || fields(project, open, doing, typed, target)}
        </Dialog>
    }
    .into_any()
}

/// What is typed outlives the dialog and the page. Answers whether it was typed earlier; the name is typed anew each time.
fn keep(project: Memo<Arc<Project>>, open: RwSignal<bool>, target: RwSignal<String>) -> Memo<bool> {
    let kept = project.with_untracked(|project| {
        kept(with_project(&project.organization.id), format!("offer.{}", project.id))
    });
    let earlier = RwSignal::new(false);
    effect(move || {
        if open.get() {
            let typed = kept.and_then(Kept::read).unwrap_or_default();
            earlier.set(!typed.is_empty());
            target.set(typed);
        }
    });
    Effect::new(move |begun: Option<()>| {
        let typed = target.get();
        // Before the first opening nothing has been read.
        if let Some(kept) = kept.filter(|_| begun.is_some()) {
            kept.write(Some(typed.as_str()).filter(|typed| !typed.is_empty()));
        }
    });
    warn_before_leaving(move || {
        open.try_get_untracked() == Some(true)
            && target.try_with_untracked(|target| !target.is_empty()) == Some(true)
    });
    memo(move |_| earlier.get() && target.with(|target| !target.is_empty()))
}

fn fields(
    project: Memo<Arc<Project>>,
    open: RwSignal<bool>,
    doing: Submission,
    typed: TypedName,
    target: RwSignal<String>,
) -> AnyView {
    let toasts = use_toasts();
    let body = move || NewOffer {
        target: target.get_untracked().trim().to_lowercase(),
        confirm: typed.text(),
        version: project.with_untracked(|project| project.version),
    };
    let act = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if typed.reason().get_untracked().is_some() || named(target).is_some() {
            return;
        }
        let params = by_id(&project.get_untracked());
        doing.send::<OfferProject>(params, body(), move |outcome| match outcome {
            Ok(offer) => {
                toasts.success(Words::from("Offered to ").name(&offer.target));
                target.set(String::new());
                open.set(false);
                projects_changed();
                invalidate::<ShowProject>();
            }
            Err(failure) if failure.is(kind::STALE) => {
                typed.refuse();
                invalidate::<ShowProject>();
            }
            Err(_) => {}
        });
    };
    let problem = move || doing.failure.get();
    let error = Signal::derive(move || match problem()? {
        Failure::Problem(problem) => problem.on("target").map(str::to_owned),
        _ => None,
    });
    let failed = move || {
        let failure = problem()?;
        if error.with(Option::is_some) {
            return None;
        }
        Some(match failure.is(kind::STALE) {
            true => "Someone changed the project in the meantime. Review it, then offer it.".to_owned(),
            false => failure.message(),
        })
    };
    let reason = Signal::derive(move || named(target).or_else(|| typed.reason().get()));
    view! {
        <form class="form" novalidate on:submit=act>
            <TextField
                label="Slug of the other organization"
                name="target"
                value=target
                error
                hint=Some("Part of its address: /o/slug. Anyone there can tell you.".to_owned())
                autofocus=true
            />
            {dry_run(project, target)}
            {typed.field_behind()}
            <div role="alert" class="field-error">{failed}</div>
            {actions(
                view! { <Button kind=ButtonKind::Danger submit=true pending=doing disabled_reason=reason>"Offer project"</Button> }
                    .into_any(),
                Some(view! { <Button on_click=Callback::new(move |()| open.set(false))>"Cancel"</Button> }.into_any()),
            )}
        </form>
    }
    .into_any()
}

/// Why the other organization is not named yet; `None` once it could be.
fn named(target: RwSignal<String>) -> Option<String> {
    target.with(|target| target.trim().is_empty()).then(|| "Enter the other organization first.".to_owned())
}

/// What it would mean, by what is typed so far.
fn dry_run(project: Memo<Arc<Project>>, target: RwSignal<String>) -> AnyView {
    let settled = debounced(target);
    let found = query::<PreviewOffer>(move || {
        let ProjectParams { organization, project } = by_id(&project.get());
        let target = settled.get().trim().to_lowercase();
        Some(OfferPreviewParams {
            organization,
            project,
            target: Some(target).filter(|text| !text.is_empty()),
        })
    });
    let from = move || project.with(|project| project.organization.name.clone());
    let until = day(now_ms() as i64 + OFFER_LIFE_MS);
    // What was shown last stays while the next answer is on its way.
    let shown = memo(move |last: Option<&Option<Arc<portico_api::offers::OfferPreview>>>| {
        found.ready().or_else(|| last.cloned().flatten())
    });
    let failure = move || match found.answer() {
        Answer::Failed(failure) => Some(failure.message()),
        _ => None,
    };
    view! {
        <div class="dialog-text" aria-live="polite">
            <p>"Nothing moves until an Owner or Admin there accepts. The offer stands until " {until} "; you can withdraw it before then."</p>
            {move || shown.get().map(|found| preview::consequences(&found, &from()))}
            {move || failure().map(|text| view! { <p class="field-error">{text}</p> })}
        </div>
    }
    .into_any()
}
