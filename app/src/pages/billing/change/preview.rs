//! What the chosen plan comes to.

use super::super::texts;
use crate::locale::{money, period};
use crate::query::{Answer, Query};
use crate::ui::{Button, Skeleton};
use leptos::prelude::*;
use portico_api::billing::PlanPreview;
use portico_api::invoices::InvoiceLine;

pub(super) fn shown(preview: Query<PlanPreview>) -> AnyView {
    (move || match preview.answer() {
        Answer::Loading => view! { <Skeleton rows=2 /> }.into_any(),
        Answer::Failed(failure) => view! {
            <p class="field-error" role="alert">{failure.message()}</p>
            <Button on_click=Callback::new(move |()| preview.retry())>"Try again"</Button>
        }
        .into_any(),
        Answer::Ready(preview) => comes_to(&preview),
    })
    .into_any()
}

fn comes_to(preview: &PlanPreview) -> AnyView {
    let currency = preview.currency.as_str();
    let line = |line: &InvoiceLine| {
        view! {
            <tr>
                <th scope="row">
                    {line.description.clone()}
                    <span class="table-note">{period(line.period_start, line.period_end)}</span>
                </th>
                <td class="table-number">{money(line.amount, currency)}</td>
            </tr>
        }
        .into_any()
    };
    let lines = (!preview.lines.is_empty()).then(|| {
        view! {
            <table class="table" aria-label="What is charged now">
                <tbody>{preview.lines.iter().map(line).collect_view()}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">"Total now"</th>
                        <td class="table-number">{money(preview.total, currency)}</td>
                    </tr>
                </tfoot>
            </table>
        }
    });
    let nothing = preview.lines.is_empty().then(|| view! { <p>"Nothing is charged now."</p> });
    view! {
        <p>{texts::when(preview)}</p>
        {lines}
        {nothing}
        <p class="plan-note">{texts::charged_next(preview)}</p>
    }
    .into_any()
}
