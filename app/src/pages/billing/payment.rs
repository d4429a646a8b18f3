//! With what it is paid.

use super::by_id;
use crate::browser::leave_for;
use crate::reactive::memo;
use crate::submit::submission;
use crate::ui::{Button, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::billing::{Billing, OpenPortal, PaymentMethod, Payments};
use std::sync::Arc;

pub(super) fn section(billing: Memo<Arc<Billing>>) -> AnyView {
    let by_hand = memo(move |_| billing.with(|billing| billing.payments == Payments::ByHand));
    view! {
        <section class="billing-section" aria-labelledby="billing-payment">
            <h2 id="billing-payment">"Payment method"</h2>
            {move || match by_hand.get() {
                true => view! { <p class="plan-note">"You pay each invoice by bank transfer; the invoice says how."</p> }.into_any(),
                false => card(billing),
            }}
        </section>
    }
    .into_any()
}

fn card(billing: Memo<Arc<Billing>>) -> AnyView {
    let toasts = use_toasts();
    let opening = submission();
    let open = move |()| {
        opening.send::<OpenPortal>(by_id(&billing.get_untracked()), Empty {}, move |outcome| match outcome {
            Ok(portal) if leave_for(&portal.url) => {}
            Ok(_) => toasts.error("Stripe's page could not be opened. Try again in a moment."),
            Err(failure) => toasts.error(failure.message()),
        });
    };
    let known = move || billing.with(|billing| billing.payment_method.as_ref().map(described));
    view! {
        <p>{move || known().unwrap_or_else(|| "No card yet: you enter one with the first payment.".to_owned())}</p>
        <Button pending=opening on_click=Callback::new(open)>"Manage payment methods"</Button>
    }
    .into_any()
}

/// "Visa •••• 4242, expires 4/2027"
fn described(method: &PaymentMethod) -> String {
    let mut brand = method.brand.replace('_', " ");
    if let Some(first) = brand.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let expires = method.expires_month.zip(method.expires_year);
    let expires = expires.map_or_else(String::new, |(month, year)| format!(", expires {month}/{year}"));
    format!("{brand} •••• {}{expires}", method.last4)
}
