//! What the person is told by mail.

use crate::parts::loaded::part_failed;
use crate::query::{Phase, query, seed};
use crate::reactive::memo;
use crate::submit::submission;
use crate::ui::{Skeleton, Tick, use_toasts};
use leptos::prelude::*;
use portico_api::notices::{Notices, NoticesChange, ShowNotices, UpdateNotices};

/// Nothing is changed.
const NONE: NoticesChange = NoticesChange { publishing: None, invites: None, devices: None, limits: None };

/// One kind: its title, what it means, whether it is chosen, and the change to that.
struct Kind {
    title: &'static str,
    hint: &'static str,
    is_on: fn(&Notices) -> bool,
    change: fn(bool) -> NoticesChange,
}

const KINDS: [Kind; 4] = [
    Kind {
        title: "Sign-ins in a new browser",
        hint: "When someone signs in to your account in a browser you haven't used before.",
        is_on: |notices| notices.devices,
        change: |on| NoticesChange { devices: Some(on), ..NONE },
    },
    Kind {
        title: "Accepted invites",
        hint: "When someone accepts an invite you sent.",
        is_on: |notices| notices.invites,
        change: |on| NoticesChange { invites: Some(on), ..NONE },
    },
    Kind {
        title: "Plan limits",
        hint: "When an organization you own or administer reaches 80% or 100% of a plan limit.",
        is_on: |notices| notices.limits,
        change: |on| NoticesChange { limits: Some(on), ..NONE },
    },
    Kind {
        title: "Publishing to live",
        hint: "When someone else publishes to live in one of your organizations.",
        is_on: |notices| notices.publishing,
        change: |on| NoticesChange { publishing: Some(on), ..NONE },
    },
];

pub(super) fn section() -> AnyView {
    let notices = query::<ShowNotices>(|| Some(()));
    let phase = memo(move |_| notices.phase());
    view! {
        <section class="account-section" aria-labelledby="notices">
            <h2 id="notices">"Notices"</h2>
            <p>"Choose which e-mails you get. Security alerts about your account are always sent."</p>
            {move || match (phase.get(), untrack(|| notices.ready())) {
                (Phase::Failed(failure), _) => part_failed(failure, Callback::new(move |()| notices.retry())),
                (Phase::Ready, Some(first)) => {
                    let now = memo(move |last: Option<&Notices>| {
                        notices.ready().map_or_else(|| last.copied().unwrap_or(*first), |notices| *notices)
                    });
                    KINDS.iter().map(|kind| choice(kind, now)).collect_view().into_any()
                }
                _ => view! { <Skeleton rows=4 /> }.into_any(),
            }}
        </section>
    }
    .into_any()
}

/// It takes effect at once, and shows what was chosen before the edge has answered.
fn choice(kind: &'static Kind, now: Memo<Notices>) -> AnyView {
    let toasts = use_toasts();
    let doing = submission();
    let chosen = RwSignal::new(None::<bool>);
    let is_on = Signal::derive(move || chosen.get().unwrap_or_else(|| now.with(kind.is_on)));
    let change = move |(on,): (bool,)| {
        // One after the other; the box is not disabled meanwhile, which would take the keyboard away.
        if doing.pending.get_untracked() {
            return;
        }
        chosen.set(Some(on));
        doing.send::<UpdateNotices>((), (kind.change)(on), move |outcome| {
            match outcome {
                Ok(notices) => seed::<ShowNotices>(&(), notices),
                Err(failure) => toasts.error(failure.message()),
            }
            chosen.set(None);
        });
    };
    view! {
        <label class="toggle toggle-tall">
            <Tick value=is_on on_change=Callback::new(change) />
            <span>{kind.title}<span class="field-hint">{kind.hint}</span></span>
        </label>
    }
    .into_any()
}
