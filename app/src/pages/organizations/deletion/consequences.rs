//! What goes with a deleted organization, in words.

use crate::locale::day;
use crate::parts::{counted, counted_to};
use leptos::prelude::*;
use portico_api::deletions::DeletionPreview;
use portico_api::keys::KEYS_COUNTED;
use portico_api::plans::PlanId;

pub(super) fn of_deletion(preview: &DeletionPreview) -> AnyView {
    let lines = [projects(preview), keys(preview), members(preview), invites(preview), plan(preview)];
    let owed = (preview.open_invoices > 0)
        .then(|| format!("Still to be paid: {}.", counted(preview.open_invoices, "open invoice")));
    let returnable = (preview.returnable > 0).then(|| {
        format!(
            "{} handed to another organization can no longer be taken back.",
            counted(preview.returnable, "project")
        )
    });
    let lines = lines.into_iter().flatten().chain(owed).chain(returnable);
    view! {
        <ul class="consequences">
            {lines.map(|line| view! { <li>{line}</li> }).collect_view()}
            <li>
                "Until " <strong>{day(preview.kept_until)}</strong>
                ", you can restore it under Organizations, with the same IDs and address. Then it is gone for good, and only its invoices are kept, for ten years."
            </li>
        </ul>
    }
    .into_any()
}

fn projects(preview: &DeletionPreview) -> Option<String> {
    let trash = match preview.trashed {
        0 => String::new(),
        number => format!(" Its trash goes with it: {}.", counted(number, "project")),
    };
    Some(match preview.projects {
        0 => format!("It has no projects.{trash}"),
        number => format!(
            "Sandbox and live of {} stop responding: reads are refused, everywhere within about a minute.{trash}",
            counted(number, "project")
        ),
    })
}

fn keys(preview: &DeletionPreview) -> Option<String> {
    (preview.keys > 0).then(|| {
        format!(
            "Revoked for good, even if it is restored: {}.",
            counted_to(preview.keys, KEYS_COUNTED, "server key")
        )
    })
}

fn members(preview: &DeletionPreview) -> Option<String> {
    (preview.members > 1).then(|| {
        format!(
            "All {} lose access at once, in every open tab. All Owners are notified by e-mail.",
            counted(preview.members, "member")
        )
    })
}

fn invites(preview: &DeletionPreview) -> Option<String> {
    (preview.invites > 0).then(|| match preview.invites {
        1 => "1 open invite is closed for good.".to_owned(),
        some => format!("{} are closed for good.", counted(some, "open invite")),
    })
}

fn plan(preview: &DeletionPreview) -> Option<String> {
    match preview.plan {
        PlanId::Free => None,
        plan if preview.pays_by_stripe => {
            Some(format!("The {} plan is cancelled at Stripe at once. No refund.", plan.title()))
        }
        plan => Some(format!(
            "The {} plan ends at once, with a final invoice for what was used. No refund.",
            plan.title()
        )),
    }
}
