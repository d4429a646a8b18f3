//! What an offer would mean, as sentences.

use crate::parts::counted;
use crate::ui::{Words, called};
use leptos::prelude::*;
use portico_api::offers::{OfferPreview, OfferTarget, OfferedKey};

/// The dry run, under the field for the other organization.
pub(super) fn consequences(found: &OfferPreview, from: &str) -> AnyView {
    view! {
        <ul class="consequences">
            <li>{losers(found, from).view()}</li>
            <li>{keys(found)}</li>
            <li>
                "Reads until it is accepted are billed to " <strong translate="no">{from.to_owned()}</strong>
                "; reads after that, to the other organization."
            </li>
            <li>{room(found.target.as_ref()).view()}</li>
        </ul>
    }
    .into_any()
}

fn losers(found: &OfferPreview, from: &str) -> Words {
    let unknown = match found.target {
        Some(_) => "",
        None => " Anyone who is also a member there keeps it.",
    };
    match found.loses {
        0 => Words::from("No one in ").name(from).text(" loses access: they are all members there, too."),
        all => {
            let named = found.losers.join(", ");
            let more = match all as usize - found.losers.len().min(all as usize) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let verb = if all == 1 { "loses" } else { "lose" };
            Words::from(format!("{} of ", counted(all, "member")))
                .name(from)
                .text(format!(" {verb} access: "))
                .name(named)
                .text(format!("{more}.{unknown}"))
        }
    }
}

fn keys(found: &OfferPreview) -> AnyView {
    if found.keys_total == 0 {
        return "The project has no keys. Its environment IDs keep working.".into_any();
    }
    let all = found.keys_total;
    let verb = if all == 1 { "keeps" } else { "keep" };
    let shown = found.keys.len() as u32;
    let row = |key: &OfferedKey| {
        view! {
            <li>
                <span translate="no">{key.name.clone()}</span> " "
                <span class="offer-key">
                    {key.mode.as_str()} " " <span translate="no">{format!("…{}", key.last4)}</span> ", by "
                    <span translate="no">{called(&key.created_by_name, &key.created_by).to_owned()}</span>
                </span>
            </li>
        }
    };
    view! {
        {format!("{} {verb} working, and so do the environment IDs. Revoke what shouldn't:", counted(all, "key"))}
        <ul class="offer-keys">{found.keys.iter().map(row).collect_view()}</ul>
        {(all > shown).then(|| format!("And {} more.", all - shown))}
    }
    .into_any()
}

fn room(target: Option<&OfferTarget>) -> Words {
    match target {
        None => "Whether the other organization has room for it in its plan is checked when it is accepted."
            .into(),
        Some(OfferTarget { name, full: Some(why), .. }) => {
            Words::named(name).text(format!(" has no room for it now. {why}"))
        }
        Some(target) => {
            let may = if target.may_accept { " You can accept it there yourself." } else { "" };
            Words::named(&target.name)
                .text(format!(" ({} plan) has room for it now.{may}", target.plan.title()))
        }
    }
}
