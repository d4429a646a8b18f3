//! The plan, how far it is paid, and how much of what it allows is used.

use super::change::Change;
use super::{by_id, plan_changed, texts};
use crate::browser::focus;
use crate::parts::limits::{Room, projects, reads, seats, seats_text, stored};
use crate::reactive::memo;
use crate::submit::{Submission, submission};
use crate::ui::{Badge, Button, ButtonKind, Meter, Tone, use_toasts};
use leptos::prelude::*;
use portico_api::billing::{Billing, Payments, Resume, ResumePlan, SubscriptionStatus};
use portico_api::plans::PlanId;
use std::sync::Arc;

pub(super) fn section(billing: Memo<Arc<Billing>>, change: Change) -> AnyView {
    let keeping = submission();
    view! {
        <section class="billing-section" aria-labelledby="billing-plan">
            <h2 id="billing-plan">"Plan"</h2>
            {move || billing.with(|billing| overdue(billing))}
            {move || billing.with(|billing| standing(billing, change))}
            {move || billing.with(|billing| pending(billing))}
            {move || billing.with(|billing| next(billing, keeping))}
            {meters(billing)}
        </section>
    }
    .into_any()
}

/// An invoice is overdue: what to do, and that nothing is cut off.
fn overdue(billing: &Billing) -> Option<AnyView> {
    let remedy = match billing.payments {
        Payments::Stripe => "Check the payment method, or pay the open invoice below.",
        Payments::ByHand => {
            "Pay the open invoice below; it says how. If you already have, it will be marked as paid soon."
        }
    };
    (billing.subscription.status == SubscriptionStatus::PastDue).then(|| {
        view! {
            <div class="banner" data-kind="error" role="status">
                <p><strong>"A payment is overdue."</strong> " Nothing is cut off: everything works as before. " {remedy}</p>
            </div>
        }
        .into_any()
    })
}

fn standing(billing: &Billing, change: Change) -> AnyView {
    let subscription = &billing.subscription;
    let plan = subscription.plan.plan();
    let past_due = subscription.status == SubscriptionStatus::PastDue;
    let begin = move |plan: PlanId| Callback::new(move |()| change.begin(plan));
    // What is cancelled already can't be cancelled again.
    let ends = subscription.next.as_ref().is_some_and(|next| next.plan == PlanId::Free);
    let cancel = (subscription.plan != PlanId::Free && !ends).then(|| {
        view! { <Button kind=ButtonKind::Quiet on_click=begin(PlanId::Free)>"Cancel plan"</Button> }
    });
    view! {
        <div class="plan-now">
            <div class="plan-facts">
                <p class="plan-title">
                    <strong>{if plan.id == PlanId::Unknown { "Unknown plan" } else { plan.title }}</strong>
                    {past_due.then(|| view! { <Badge text="Past due" tone=Tone::Bad /> })}
                </p>
                <p>{texts::price(plan, subscription.interval)}</p>
                {texts::runs_until(subscription).map(|text| view! { <p class="plan-note">{text}</p> })}
            </div>
            <div class="plan-actions">
                <Button kind=ButtonKind::Primary on_click=begin(subscription.plan)>"Change plan"</Button>
                {cancel}
            </div>
        </div>
    }
    .into_any()
}

/// What waits for its payment, and where it is paid.
fn pending(billing: &Billing) -> Option<AnyView> {
    let text = texts::pending(&billing.subscription).filter(|_| billing.payments == Payments::Stripe)?;
    let url = billing.subscription.pending.as_ref().and_then(|pending| pending.payment_url.clone());
    // Whatever else it were, nobody should follow it.
    let pay = url.filter(|url| url.starts_with("https://")).map(|href| {
        view! {
            <a class="button" href=href rel="noreferrer"><span class="button-label">"Pay at Stripe"</span></a>
        }
    });
    Some(view! { <div class="banner" data-kind="note" role="status"><p>{text}</p> {pay}</div> }.into_any())
}

/// What begins with the next period, and the way to keep what is there.
fn next(billing: &Billing, keeping: Submission) -> Option<AnyView> {
    let text = texts::next(&billing.subscription)?;
    let toasts = use_toasts();
    let title = billing.subscription.plan.title();
    let (params, version) = (by_id(billing), billing.subscription.version);
    let keep = move |()| {
        keeping.send::<ResumePlan>(params.clone(), Resume { version }, move |outcome| {
            match outcome {
                Ok(_) => {
                    toasts.success(format!("{title} continues"));
                    // The button goes; the keyboard should not go with it.
                    focus("main h1");
                }
                Err(failure) => toasts.error(failure.message()),
            }
            plan_changed();
        });
    };
    Some(
        view! {
            <div class="banner" data-kind="note">
                <p>{text}</p>
                <Button pending=keeping on_click=Callback::new(keep)>"Keep " {title}</Button>
            </div>
        }
        .into_any(),
    )
}

fn meters(billing: Memo<Arc<Billing>>) -> AnyView {
    let room = move |of: fn(&Billing) -> Room| memo(move |_| billing.with(|billing| of(billing)));
    let (in_projects, in_seats) =
        (room(|billing| projects(&billing.organization)), room(|billing| seats(&billing.organization)));
    let in_reads = room(|billing| reads(&billing.organization));
    let in_storage = room(|billing| stored(&billing.organization));
    let meter = |label, room: Memo<Room>, text: Signal<String>| {
        let used = Signal::derive(move || room.get().used);
        let allowed = Signal::derive(move || room.get().allowed);
        view! { <Meter label text used allowed /> }.into_any()
    };
    let seats_text = Signal::derive(move || billing.with(|billing| seats_text(&billing.organization)));
    let over = move || {
        let rooms = [in_projects, in_seats, in_reads, in_storage];
        rooms.iter().any(|room| room.get().is_over()).then(|| {
            view! {
                <p class="plan-note">
                    "You use more than the plan allows. Nothing is deleted or stopped; to add more, free up space or choose a larger plan."
                </p>
            }
        })
    };
    view! {
        <div class="meters">
            {meter("Projects", in_projects, Signal::derive(move || in_projects.get().text("project")))}
            {meter("Seats", in_seats, seats_text)}
            {meter("Reads", in_reads, Signal::derive(move || texts::reads(in_reads.get())))}
            {meter("Storage", in_storage, Signal::derive(move || texts::stored(in_storage.get())))}
        </div>
        {over}
    }
    .into_any()
}
