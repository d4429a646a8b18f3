//! `/billing-address/{token}`: whoever reads the mail of a billing address says that invoices may go there. Opening the page changes nothing.

use crate::browser::use_title;
use crate::parts::{Heading, loaded};
use crate::paths::Place;
use crate::query::{Phase, invalidate, query};
use crate::reactive::memo;
use crate::submit::submission;
use crate::ui::{Button, ButtonKind, ButtonLink, Words};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::billing::{
    BillingAddress, BillingAddressParams, ConfirmBillingAddress, ShowBilling, ShowBillingAddress,
};

pub fn page(token: String) -> AnyView {
    use_title(|| vec!["Confirm a billing address".into()]);
    let params = BillingAddressParams { token };
    let asked = params.clone();
    let address = query::<ShowBillingAddress>(move || Some(asked.clone()));
    let unknown = memo(move |_| match address.phase() {
        Phase::Failed(failure) => failure.is_missing(),
        _ => false,
    });
    (move || match unknown.get() {
        true => notice(
            "This link does not work",
            "It may be cut off, or a newer one has taken its place: look for the latest e-mail.".into(),
        ),
        false => {
            let params = params.clone();
            loaded(address, move |address| {
                let params = params.clone();
                (move || shown(&params, &address.get())).into_any()
            })
        }
    })
    .into_any()
}

fn shown(params: &BillingAddressParams, asked: &BillingAddress) -> AnyView {
    if asked.is_confirmed {
        let text = Words::from("Invoices for ")
            .name(&asked.organization)
            .text(" go to ")
            .name(&asked.address)
            .text(".");
        return notice("This address is confirmed", text);
    }
    let confirming = submission();
    let (params, asked) = (params.clone(), asked.clone());
    let title = view! { "Get invoices for " <span translate="no">{asked.organization.clone()}</span> "?" };
    let confirm = move |()| {
        confirming.send::<ConfirmBillingAddress>(params.clone(), Empty {}, |_| {
            invalidate::<ShowBillingAddress>();
            invalidate::<ShowBilling>();
        });
    };
    view! {
        <section class="invite-card">
            <Heading>{title}</Heading>
            <p class="lead">
                <strong translate="no">{asked.organization.clone()}</strong> " wants its invoices to go to "
                <strong translate="no">{asked.address}</strong> "."
            </p>
            <p>"If you weren't expecting this, close this page: no invoices will be sent."</p>
            <div role="alert" class="field-error">{move || confirming.failure.get().map(|failure| failure.message())}</div>
            <div class="actions">
                <Button kind=ButtonKind::Primary pending=confirming on_click=Callback::new(confirm)>"Confirm address"</Button>
            </div>
        </section>
    }
    .into_any()
}

fn notice(title: &'static str, text: Words) -> AnyView {
    view! {
        <section class="invite-card">
            <Heading>{title}</Heading>
            <p class="lead">{text.view()}</p>
            <div class="actions"><ButtonLink href=Place::Home.path()>"Go to projects"</ButtonLink></div>
        </section>
    }
    .into_any()
}
