//! The invoices, newest first.

use super::texts;
use crate::browser::now_ms;
use crate::locale::{day, money, period};
use crate::parts::list_end::ListEnd;
use crate::paths::Place;
use crate::places::opened;
use crate::query::list;
use crate::reactive::memo;
use crate::ui::{Badge, Button, EmptyState};
use leptos::prelude::*;
use portico_api::billing::Billing;
use portico_api::invoices::{InvoiceRow, ListInvoices, ListInvoicesParams};
use portico_api::page::Cursor;
use std::sync::Arc;

pub(super) fn section(slug: String, billing: Memo<Arc<Billing>>) -> AnyView {
    let slug = StoredValue::new(slug);
    // The page has the newest; the others are asked for when somebody wants them.
    let wanted = opened("invoices");
    let cursor = memo(move |_| billing.with(|billing| billing.next_invoice.clone()));
    let older = list::<ListInvoices>(move || {
        let after = cursor.get().filter(|_| wanted.get()).map(Cursor::new)?;
        Some(ListInvoicesParams { organization: slug.get_value(), after: Some(after) })
    });
    let empty = memo(move |_| billing.with(|billing| billing.invoices.is_empty()));
    let rows = move || {
        let newest = billing.with(|billing| billing.invoices.clone());
        let older = older.with(|listed| listed.rows().cloned().collect::<Vec<_>>());
        newest.into_iter().chain(older.into_iter().filter(|_| wanted.get())).collect::<Vec<_>>()
    };
    let end = move || match (cursor.get(), wanted.get()) {
        (None, _) => ().into_any(),
        (_, false) => view! {
            <div class="list-end">
                <Button on_click=Callback::new(move |()| wanted.set(true))>"Show older invoices"</Button>
            </div>
        }
        .into_any(),
        _ => view! { <ListEnd list=older /> }.into_any(),
    };
    view! {
        <section class="billing-section billing-invoices" aria-labelledby="billing-invoices">
            <h2 id="billing-invoices">"Invoices"</h2>
            {move || match empty.get() {
                true => {
                    let text = Signal::derive(move || billing.with(|billing| texts::first_invoice(billing)));
                    view! { <EmptyState title="No invoices yet" text /> }.into_any()
                }
                false => view! {
                    <table class="table" aria-labelledby="billing-invoices">
                        <thead>
                            <tr>
                                <th scope="col">"Number"</th>
                                <th scope="col">"Issued"</th>
                                <th scope="col" class="table-wide">"Period"</th>
                                <th scope="col" class="table-number">"Total"</th>
                                <th scope="col">"Status"</th>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=rows key=key let(invoice)>{row(&slug.get_value(), &invoice)}</For>
                        </tbody>
                    </table>
                    {end}
                }
                .into_any(),
            }}
        </section>
    }
    .into_any()
}

/// What makes the row another one.
fn key(invoice: &InvoiceRow) -> String {
    format!("{} {}", invoice.id, invoice.status.as_str())
}

fn row(slug: &str, invoice: &InvoiceRow) -> AnyView {
    let place = Place::Invoice { organization: slug.to_owned(), invoice: invoice.id.to_string() };
    let (word, tone) = texts::status(invoice, now_ms() as i64);
    view! {
        <tr>
            <th scope="row"><a class="table-link" href=place.path()>{invoice.number.clone()}</a></th>
            <td>{day(invoice.issued_at)}</td>
            <td class="table-wide">{period(invoice.period_start, invoice.period_end)}</td>
            <td class="table-number">{money(invoice.total, &invoice.currency)}</td>
            <td><Badge text=word tone /></td>
        </tr>
    }
    .into_any()
}
