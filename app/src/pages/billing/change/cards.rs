//! The plans side by side, and how often they are paid.

use super::super::texts;
use crate::reactive::memo;
use crate::ui::{Badge, Tone};
use leptos::prelude::*;
use portico_api::billing::Billing;
use portico_api::plans::{Interval, PLANS, Plan, PlanId};
use std::sync::Arc;

/// A radio button for each plan, with what it costs and allows.
pub(super) fn plans(
    billing: Memo<Arc<Billing>>,
    chosen: RwSignal<String>,
    interval: RwSignal<String>,
) -> AnyView {
    let card = |plan: &'static Plan| {
        let word = plan.id.as_str();
        let price = move || texts::price(plan, paid(interval));
        let current = move || {
            let is = billing.with(|billing| billing.subscription.plan == plan.id);
            is.then(|| view! { <Badge text="Current" tone=Tone::Accent /> })
        };
        let line = |text: String| view! { <span>{text}</span> }.into_any();
        view! {
            <label class="plan-card">
                <span class="plan-card-head">
                    <input
                        type="radio"
                        name="plan"
                        value=word
                        // The keyboard begins at what is chosen.
                        autofocus=chosen.with_untracked(|chosen| chosen == word)
                        prop:checked=move || chosen.with(|chosen| chosen == word)
                        on:change=move |_| chosen.set(word.to_owned())
                    />
                    <strong>{plan.title}</strong>
                    {current}
                </span>
                <span class="plan-card-price">{price}</span>
                <span class="plan-card-limits">{texts::allowed(plan).into_iter().map(line).collect_view()}</span>
            </label>
        }
        .into_any()
    };
    view! {
        <div class="plan-cards" role="radiogroup" aria-label="Plan">
            {PLANS.iter().map(card).collect_view()}
        </div>
    }
    .into_any()
}

/// Monthly or yearly; of no interest where nothing is paid.
pub(super) fn intervals(chosen: Memo<(PlanId, Interval)>, interval: RwSignal<String>) -> AnyView {
    let free = memo(move |_| chosen.get().0 == PlanId::Free);
    let choice = move |this: Interval| {
        let word = this.as_str();
        view! {
            <label class="interval">
                <input
                    type="radio"
                    name="interval"
                    value=word
                    prop:checked=move || interval.with(|interval| interval == word)
                    on:change=move |_| interval.set(word.to_owned())
                />
                {match this {
                    Interval::Month => "Pay monthly",
                    Interval::Year => "Pay yearly",
                    Interval::Unknown => "",
                }}
            </label>
        }
        .into_any()
    };
    (move || {
        (!free.get()).then(|| {
            view! {
                <div class="intervals" role="radiogroup" aria-label="Payment">
                    {Interval::ALL.into_iter().map(choice).collect_view()}
                </div>
            }
        })
    })
    .into_any()
}

/// The interval that is chosen.
fn paid(interval: RwSignal<String>) -> Interval {
    interval.with(|word| Interval::parse(word)).unwrap_or_default()
}
