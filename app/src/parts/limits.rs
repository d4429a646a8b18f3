//! What the plan of an organization allows, and how much of it is used: said before one types, not after.

use crate::locale::{bytes, number};
use crate::parts::counted;
use crate::parts::here::Here;
use crate::paths::Place;
use crate::ui::{ButtonKind, ButtonLink, Words};
use leptos::prelude::*;
use portico_api::Role;
use portico_api::organizations::Organization;
use portico_api::plans::PlanId;

/// How much of one limit is used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub used: i64,
    /// `None`: any number.
    pub allowed: Option<i64>,
}

impl Room {
    pub fn is_full(self) -> bool {
        self.allowed.is_some_and(|allowed| self.used >= allowed)
    }

    /// More is there than the plan allows: it was there before the plan.
    pub fn is_over(self) -> bool {
        self.allowed.is_some_and(|allowed| self.used > allowed)
    }

    /// "2 of 3 projects", or "2 projects, no limit".
    pub fn text(self, noun: &str) -> String {
        match self.allowed {
            // Of a plan that nobody here knows.
            Some(0) => counted(self.used as u32, noun),
            Some(allowed) => format!("{} of {}", number(self.used), counted(allowed as u32, noun)),
            None => format!("{}, no limit", counted(self.used as u32, noun)),
        }
    }
}

/// The places for projects of an organization: one that can still be taken back keeps its own.
pub fn projects(organization: &Organization) -> Room {
    let used = i64::from(organization.projects) + i64::from(organization.reserved);
    Room { used, allowed: organization.plan.plan().limits.projects }
}

/// The seats of an organization: an open invite keeps one.
pub fn seats(organization: &Organization) -> Room {
    let used = i64::from(organization.members) + i64::from(organization.invites);
    Room { used, allowed: organization.plan.plan().limits.members }
}

/// The configuration reads of this month.
pub fn reads(organization: &Organization) -> Room {
    Room { used: organization.reads, allowed: organization.plan.plan().limits.reads }
}

/// The bytes that are stored.
pub fn stored(organization: &Organization) -> Room {
    Room { used: organization.stored_bytes, allowed: organization.plan.plan().limits.stored_bytes }
}

/// "4 of 5 seats (1 open invite)"
pub fn seats_text(organization: &Organization) -> String {
    let text = seats(organization).text("seat");
    match organization.invites {
        0 => text,
        open => format!("{text} ({})", counted(open, "open invite")),
    }
}

/// Why the plan has no room for one more project, and the way out; `None` where it has.
pub fn no_project(organization: &Organization) -> Option<Words> {
    let room = projects(organization);
    if room.is_full() {
        let kept = match organization.reserved {
            0 => String::new(),
            reserved => format!(" ({} can still be taken back)", crate::locale::number(reserved.into())),
        };
        return Some(full(organization, &format!("{}{kept}", room.text("project"))));
    }
    let room = stored(organization);
    let allowed = room.allowed.filter(|_| room.is_full())?;
    Some(full(organization, &format!("used the {} of storage", bytes(allowed))))
}

/// Why the plan has no seat for one more member, and the way out; `None` where it has.
pub fn no_seat(organization: &Organization) -> Option<Words> {
    seats(organization).is_full().then(|| full(organization, &seats_text(organization)))
}

fn full(organization: &Organization, used: &str) -> Words {
    let (said, plan) = (Words::named(&organization.name), organization.plan.title());
    if organization.plan == PlanId::Unknown {
        return said.text(
            "'s plan comes from a newer version of Portico. Update this installation to add anything.",
        );
    }
    let said = said.text(format!(" has {used} of the {plan} plan. "));
    match may_bill(organization.role) {
        true => said.text(WAY_OUT),
        false => said.text("Ask an Owner or Admin of ").name(&organization.name).text(" to change the plan."),
    }
}

/// Where there is no room for a link.
const WAY_OUT: &str = "Change the plan under Billing to get more.";

/// Whether somebody of this role sees and changes what is paid.
pub fn may_bill(role: Role) -> bool {
    role >= Role::Admin
}

/// Says above a form that there is no room, with the link that makes some for whoever may follow it.
pub(crate) fn notice(organization: &Organization, reason: Words) -> AnyView {
    let link = may_bill(organization.role).then(|| {
        let href = Place::Billing(organization.slug.clone()).path();
        view! { <a href=href>"Change the plan"</a> " to get more." }
    });
    let reason = reason.without_end(WAY_OUT).view();
    view! {
        <div class="banner" data-kind="note">
            <p>{reason} {link}</p>
        </div>
    }
    .into_any()
}

/// Leads from a form to where there is more room to be had, for whoever may change the plan.
pub(crate) fn way_out() -> Option<AnyView> {
    let organization = use_context::<Here>()?.organization.get_untracked()?;
    may_bill(organization.role).then(|| {
        let href = Place::Billing(organization.slug).path();
        view! { <ButtonLink kind=ButtonKind::Secondary href>"Change the plan"</ButtonLink> }.into_any()
    })
}
