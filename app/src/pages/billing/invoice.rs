//! `/o/{organization}/billing/invoices/{invoice}`: an invoice as it is on paper.

use super::{seen, texts, titled};
use crate::browser::now_ms;
use crate::locale::{country, day, exact_period, money, number, period};
use crate::parts::Heading;
use crate::paths::Place;
use crate::query::query;
use crate::ui::{Badge, Button, ButtonKind, ButtonLink};
use leptos::prelude::*;
use portico_api::invoices::{BillTo, Invoice, InvoiceLine, InvoiceParams, InvoiceRow, LineKind, ShowInvoice};
use std::sync::Arc;

pub fn page(organization: String, invoice: String) -> AnyView {
    let back = Place::Billing(organization.clone()).path();
    let params = InvoiceParams { organization, invoice };
    let invoice = query::<ShowInvoice>(move || Some(params.clone()));
    seen(invoice, move |invoice| shown(back.clone(), invoice))
}

fn shown(back: String, invoice: Memo<Arc<Invoice>>) -> AnyView {
    let title = move || invoice.with(|invoice| format!("Invoice {}", invoice.row.number));
    titled(title);
    let hosted = move || {
        let href = invoice.with(|invoice| invoice.hosted_url.clone())?;
        // Whatever else it were, nobody should follow it.
        href.starts_with("https://").then(|| {
            view! {
                <a class="button" href=href target="_blank" rel="noopener noreferrer">
                    <span class="button-label">"Open at Stripe"</span>
                </a>
            }
        })
    };
    let print = Callback::new(|()| drop(window().print()));
    view! {
        <header class="page-header">
            <Heading>{title}</Heading>
            {move || invoice.with(|invoice| status(&invoice.row))}
            <div class="page-actions">
                <ButtonLink kind=ButtonKind::Quiet href=back>"Back to billing"</ButtonLink>
                {hosted}
                <Button kind=ButtonKind::Primary on_click=print>
                    <span>"Print"<span class="print-word">" or save as PDF"</span></span>
                </Button>
            </div>
        </header>
        {move || invoice.with(|invoice| paper(invoice))}
    }
    .into_any()
}

fn status(row: &InvoiceRow) -> AnyView {
    let (word, tone) = texts::status(row, now_ms() as i64);
    view! { <Badge text=word tone /> }.into_any()
}

/// What is printed.
pub fn paper(invoice: &Invoice) -> AnyView {
    let row = &invoice.row;
    let currency = row.currency.as_str();
    let (word, _) = texts::status(row, now_ms() as i64);
    let word = match row.paid_at {
        Some(_) if row.total == 0 => "Nothing to pay".to_owned(),
        Some(at) => format!("Paid on {}", day(at)),
        None => word.to_owned(),
    };
    let fact =
        |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any();
    let instructions = (!invoice.instructions.is_empty()).then(|| {
        view! {
            <section class="paper-part">
                <h2>"How to pay"</h2>
                <p class="paper-lines">{invoice.instructions.clone()}</p>
            </section>
        }
    });
    view! {
        <article class="paper" aria-label=format!("Invoice {}", row.number)>
            <header class="paper-head">
                <p class="paper-title">"Invoice"</p>
                <p class="paper-lines" translate="no">{invoice.seller.clone()}</p>
            </header>
            <div class="paper-parties">
                <section class="paper-part">
                    <h2>"Bill to"</h2>
                    <p class="paper-lines" translate="no">{bill_to(&invoice.bill_to)}</p>
                </section>
                <dl class="paper-facts">
                    {fact("Number", row.number.clone())}
                    {fact("Issued", day(row.issued_at))}
                    {row.due_at.map(|at| fact("Due", day(at)))}
                    {fact("Period (UTC)", period(row.period_start, row.period_end))}
                    {fact("Status", word)}
                </dl>
            </div>
            <table class="table paper-table">
                <thead>
                    <tr>
                        <th scope="col">"Description"</th>
                        <th scope="col" class="table-wide">"Period"</th>
                        <th scope="col" class="table-number">"Quantity"</th>
                        <th scope="col" class="table-number">"Amount"</th>
                    </tr>
                </thead>
                <tbody>{invoice.lines.iter().map(|line| tr(line, currency)).collect_view()}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">"Total"</th>
                        <td class="table-wide"></td>
                        <td></td>
                        <td class="table-number paper-total">{money(texts::total(&invoice.lines), currency)}</td>
                    </tr>
                </tfoot>
            </table>
            {instructions}
        </article>
    }
    .into_any()
}

fn tr(line: &InvoiceLine, currency: &str) -> AnyView {
    // A project may have come or gone in the middle of a day.
    let of = match line.kind {
        LineKind::Usage => exact_period(line.period_start, line.period_end),
        _ => period(line.period_start, line.period_end),
    };
    view! {
        <tr>
            <th scope="row">{line.description.clone()} <span class="table-narrow">{of.clone()}</span></th>
            <td class="table-wide">{of}</td>
            <td class="table-number">{number(line.quantity)}</td>
            <td class="table-number">{money(line.amount, currency)}</td>
        </tr>
    }
    .into_any()
}

/// Name and address in lines, without empty ones.
fn bill_to(to: &BillTo) -> String {
    let town = [to.postal_code.as_str(), to.city.as_str()].join(" ").trim().to_owned();
    let land = if to.country.is_empty() { String::new() } else { country(&to.country) };
    let tax = if to.tax_id.is_empty() { String::new() } else { format!("Tax ID: {}", to.tax_id) };
    let lines = [to.name.clone(), to.line1.clone(), to.line2.clone(), town, land, tax, to.email.clone()];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
