//! What became of each address of a request to invite.

use crate::parts::counted;
use crate::ui::{Button, ButtonKind, Icon, actions};
use leptos::prelude::*;
use portico_api::invites::{Outcome, OutcomeKind};

/// The list of outcomes. `again` leads back to the form with what may yet be put right.
pub(super) fn outcomes(outcomes: &[Outcome], done: Callback<()>, again: Callback<(String,)>) -> AnyView {
    let invited = outcomes.iter().filter(|outcome| outcome.kind == OutcomeKind::Invited).count();
    let summary = match (invited, outcomes.len()) {
        (all, total) if all == total => format!("{} on the way.", counted(all as u32, "invite")),
        (some, total) => format!("{some} of {} invited.", counted(total as u32, "address")),
    };
    let wrong: Vec<_> = outcomes
        .iter()
        .filter(|outcome| outcome.kind == OutcomeKind::Invalid)
        .map(|outcome| outcome.email.clone())
        .collect();
    let correct = (!wrong.is_empty()).then(|| {
        let wrong = wrong.join("\n");
        let act = Callback::new(move |()| again.run((wrong.clone(),)));
        view! { <Button on_click=act>"Correct addresses"</Button> }.into_any()
    });
    let row = |outcome: &Outcome| {
        let good = outcome.kind == OutcomeKind::Invited;
        view! {
            <li class="outcome" data-good=good.then_some("")>
                <Icon name=if good { "check" } else { "alert" } />
                <span class="outcome-address">{outcome.email.clone()}</span>
                <span class="outcome-text">{words(outcome.kind)}</span>
            </li>
        }
    };
    view! {
        // The form that had the keyboard is gone: it goes on at what came of it.
        <h3 class="outcomes-summary" tabindex="-1" autofocus=true>{summary}</h3>
        <ul class="outcomes">{outcomes.iter().map(row).collect_view()}</ul>
        {actions(view! { <Button kind=ButtonKind::Primary on_click=done>"Done"</Button> }.into_any(), correct)}
    }
    .into_any()
}

fn words(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Invited => "Invited",
        OutcomeKind::AlreadyMember => "Already a member",
        OutcomeKind::AlreadyInvited => "Already invited: resend the invite",
        OutcomeKind::Invalid => "Not an e-mail address, or entered twice",
        OutcomeKind::TooMany => "This address got too many e-mails today: try again tomorrow",
        OutcomeKind::NoSeat => "No seats left on the plan",
    }
}
