//! The dialog that changes the plan: which one, what it costs, and from when on.

mod cards;
mod preview;

use super::{by_id, plan_changed, texts};
use crate::browser::leave_for;
use crate::form::{Form, form};
use crate::query::{invalidate, query};
use crate::reactive::memo;
use crate::ui::{Dialog, Words, use_toasts};
use leptos::prelude::*;
use portico_api::billing::{
    Billing, ChangePlan, PlanChanged, PreviewPlanChange, PreviewPlanChangeParams, ShowBilling,
};
use portico_api::plans::{Interval, PlanId};
use std::sync::Arc;

/// The dialog's state. A handle to copy around.
#[derive(Clone, Copy)]
pub(super) struct Change {
    open: RwSignal<bool>,
    /// What is chosen when it opens.
    first: RwSignal<PlanId>,
}

impl Change {
    pub(super) fn new() -> Self {
        Self { open: RwSignal::new(false), first: RwSignal::new(PlanId::Free) }
    }

    /// Opens the dialog with this plan chosen.
    pub(super) fn begin(self, plan: PlanId) {
        self.first.set(plan);
        self.open.set(true);
    }
}

pub(super) fn dialog(billing: Memo<Arc<Billing>>, change: Change) -> AnyView {
    let title = Signal::derive(move || {
        billing.with(|billing| Words::from("Change the plan of ").name(&billing.organization.name))
    });
    view! {
        <Dialog open=change.open title>
            {move || content(billing, change)}
        </Dialog>
    }
    .into_any()
}

fn content(billing: Memo<Arc<Billing>>, change: Change) -> AnyView {
    let first = billing.get_untracked();
    let now = &first.subscription;
    let sent = by_id(&first);
    let organization = sent.organization.clone();
    let (toasts, leaving) = (use_toasts(), RwSignal::new(false));
    let done = move |changed: PlanChanged| {
        if let Some(url) = &changed.checkout {
            // Whoever comes back by the browser's button sees that it waits.
            plan_changed();
            leaving.set(leave_for(url));
            if !leaving.get_untracked() {
                toasts.error("Stripe's page could not be opened. Try again in a moment.");
            }
            return;
        }
        toasts.success(texts::changed(&changed.subscription));
        change.open.set(false);
        plan_changed();
    };
    let state = form::<ChangePlan>(
        &[("plan", now.plan.as_str()), ("interval", now.interval.as_str())],
        move || sent.clone(),
        move |_, changed| done(changed),
    );
    state.rebase(now.version, &[]);
    let (plan, interval) = (state.value("plan"), state.value("interval"));
    let begun = change.first.get_untracked().as_str();
    plan.set(begun.to_owned());
    let reload =
        state.follow(billing, |billing| (billing.subscription.version, vec![]), invalidate::<ShowBilling>);
    // Whoever began with one plan does not find it chosen where they begin with another.
    state.keep(&organization, format!("plan.{begun}"), &["plan", "interval"]);
    let chosen = memo(move |_| {
        let plan = plan.with(|word| PlanId::parse(word)).unwrap_or(PlanId::Free);
        (plan, interval.with(|word| Interval::parse(word)).unwrap_or_default())
    });
    let same = memo(move |_| {
        let (plan, interval) = chosen.get();
        billing.with(|billing| texts::same(&billing.subscription, plan, interval))
    });
    let preview = query::<PreviewPlanChange>(move || {
        let (plan, interval) = chosen.get();
        let organization = organization.clone();
        same.get().is_none().then_some(PreviewPlanChangeParams { organization, plan, interval })
    });
    let reason = Signal::derive(move || {
        let unknown = || preview.ready().is_none().then(|| "The price isn't known yet.".to_owned());
        let away = || leaving.get().then(|| "Opening Stripe …".to_owned());
        same.get().or_else(away).or_else(unknown)
    });
    let action = Signal::derive(move || {
        let (plan, interval) = chosen.get();
        billing.with(|billing| texts::action(&billing.subscription, plan, interval))
    });
    let on_cancel = Callback::new(move |()| change.open.set(false));
    view! {
        <div class="change-plan">
            <Form form=state action reload on_cancel cancel_label="Close" disabled_reason=reason>
                {cards::plans(billing, plan, interval)}
                {cards::intervals(chosen, interval)}
                {move || beyond(&billing.get(), chosen.get().0)}
                <div class="plan-preview" aria-live="polite">
                    {move || same.get().is_none().then(|| preview::shown(preview))}
                </div>
            </Form>
        </div>
    }
    .into_any()
}

/// What there is more of than the plan allows.
fn beyond(billing: &Billing, plan: PlanId) -> Option<AnyView> {
    let sentences = texts::beyond(plan.plan(), &billing.organization);
    (!sentences.is_empty()).then(|| {
        let sentence = |text| view! { <p>{text}</p> }.into_any();
        view! {
            <div class="banner" data-kind="note" role="status">
                {sentences.into_iter().map(sentence).collect_view()}
            </div>
        }
        .into_any()
    })
}
