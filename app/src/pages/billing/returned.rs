//! Back from Stripe's pages: what happened there is asked for once, and the address forgets it.

use super::{by_id, plan_changed, texts};
use crate::navigation::use_go;
use crate::parameters::use_parameter;
use crate::paths::Place;
use crate::reactive::effect;
use crate::submit::submission;
use crate::ui::use_toasts;
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::billing::{Billing, SyncBilling};
use std::sync::Arc;

/// Says that the answer is awaited.
pub(super) fn notice(slug: &str, billing: Memo<Arc<Billing>>) -> AnyView {
    let (go, toasts) = (use_go(), use_toasts());
    let doing = submission();
    let asked = use_parameter("checkout");
    let here = Place::Billing(slug.to_owned()).path();
    effect(move || {
        let Some(outcome) = asked.get_untracked() else { return };
        go.amend(here.clone());
        // From the page for cards nobody comes back with a payment.
        let paid = outcome == "done";
        if !paid && outcome != "changed" {
            toasts.success("Nothing was paid, and the plan stays as it is");
            return;
        }
        let known = billing.get_untracked();
        let before = known.subscription.plan;
        doing.send::<SyncBilling>(by_id(&known), Empty {}, move |outcome| {
            match outcome {
                Ok(subscription) if paid => toasts.success(texts::returned(before, &subscription)),
                Ok(_) => toasts.success("Billing is up to date with Stripe"),
                Err(failure) => toasts.error(failure.message()),
            }
            plan_changed();
        });
    });
    view! {
        <div role="status">
            {move || doing.pending.get().then(|| view! {
                <p class="banner" data-kind="note">"Checking with Stripe …"</p>
            })}
        </div>
    }
    .into_any()
}
