//! Whom the invoices are made out and sent to.

use super::by_id;
use super::email_state::email_state;
use crate::form::{Form, form};
use crate::locale::country;
use crate::parts::limits::may_bill;
use crate::query::invalidate;
use crate::ui::{SelectField, TextField, Words, use_toasts};
use leptos::prelude::*;
use portico_api::billing::{Billing, BillingDetails, ShowBilling, UpdateBillingDetails};
use portico_api::text::Country;
use std::sync::Arc;

pub(super) fn section(billing: Memo<Arc<Billing>>) -> AnyView {
    let toasts = use_toasts();
    let first = billing.get_untracked();
    let sent = by_id(&first);
    let state = form::<UpdateBillingDetails>(
        &values(&first.details),
        move || sent.clone(),
        move |state, details| {
            toasts.success("Billing details saved");
            state.saved(details.version, &values(&details));
            invalidate::<ShowBilling>();
        },
    );
    let reload = state.follow(
        billing,
        |billing| (billing.details.version, values(&billing.details)),
        invalidate::<ShowBilling>,
    );
    state.keep(
        &first.organization.id,
        "billing",
        &["email", "name", "line1", "line2", "postal_code", "city", "country", "tax_id"],
    );
    let locked = Signal::derive(move || billing.with(|billing| may_not_edit(billing)));
    let line = move |label: &'static str, name, autocomplete, hint: Option<&str>| {
        let hint = hint.map(str::to_owned);
        view! { <TextField label name value=state.value(name) error=state.error(name) autocomplete hint /> }
            .into_any()
    };
    view! {
        <section class="billing-section" aria-labelledby="billing-details">
            <h2 id="billing-details">"Billing details"</h2>
            <p class="plan-note">"Used on your next invoices. All fields are optional."</p>
            <Form form=state action="Save billing details" reload disabled_reason=state.save_reason(Signal::stored(None)) locked>
                <TextField
                    label="Billing e-mail"
                    name="email"
                    value=state.value("email")
                    error=state.error("email")
                    autocomplete="email"
                    inputmode="email"
                    hint=Some("Invoices are sent here. It doesn't have to be a member's address.".to_owned())
                />
                {email_state(billing)}
                {line("Legal name", "name", "organization", Some("If empty, the organization's name is used."))}
                {line("Address", "line1", "address-line1", None)}
                {line("Address, second line", "line2", "address-line2", None)}
                <div class="field-pair">
                    {line("Postal code", "postal_code", "postal-code", None)}
                    {line("City", "city", "address-level2", None)}
                </div>
                <SelectField
                    label="Country"
                    name="country"
                    value=state.value("country")
                    options=Signal::stored(countries())
                    error=state.error("country")
                    autocomplete="country"
                />
                {line("Tax ID", "tax_id", "off", Some("Tax or VAT number, as it should appear on the invoice."))}
            </Form>
        </section>
    }
    .into_any()
}

fn may_not_edit(billing: &Billing) -> Option<Words> {
    let role = billing.organization.role;
    (!may_bill(role)).then(|| {
        format!("Your role is {}. Only Owners and Admins can change billing details.", role.title()).into()
    })
}

fn values(details: &BillingDetails) -> Vec<(&'static str, &str)> {
    vec![
        ("email", &details.email),
        ("name", &details.name),
        ("line1", &details.line1),
        ("line2", &details.line2),
        ("postal_code", &details.postal_code),
        ("city", &details.city),
        ("country", &details.country),
        ("tax_id", &details.tax_id),
    ]
}

/// Every country by its name; none comes first.
fn countries() -> Vec<(String, String)> {
    let mut countries: Vec<_> = Country::codes().map(|code| (code.to_owned(), country(code))).collect();
    // As the person's language sorts: Å comes last in some.
    countries.sort_by(|(_, one), (_, other)| {
        js_sys::JsString::from(one.as_str())
            .locale_compare(other, &js_sys::Array::new(), &js_sys::Object::new())
            .cmp(&0)
    });
    countries.insert(0, (String::new(), "No country".to_owned()));
    countries
}
