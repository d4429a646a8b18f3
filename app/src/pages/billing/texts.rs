//! What the billing pages say, as sentences of what the edge answered.

use crate::locale::{bytes, day, money, number};
use crate::parts::counted;
use crate::parts::limits::{Room, projects, seats, stored as stored_of};
use crate::ui::Tone;
use portico_api::billing::{Billing, Effective, PlanPreview, Subscription};
use portico_api::invoices::{InvoiceLine, InvoiceRow, InvoiceStatus};
use portico_api::organizations::Organization;
use portico_api::plans::{FREE_STORED_BYTES, Interval, Plan, PlanId};

/// "€29.00 per month"
pub fn price(plan: &Plan, interval: Interval) -> String {
    if plan.id == PlanId::Unknown || interval == Interval::Unknown {
        return "Price not known here".to_owned();
    }
    if plan.price(interval) == 0 {
        return "Costs nothing".to_owned();
    }
    format!("{} per {}", money(plan.price(interval), plan.currency), interval.as_str())
}

/// What a plan allows, a line each.
pub fn allowed(plan: &Plan) -> Vec<String> {
    let up_to = |limit: Option<i64>, noun: &str| match limit {
        Some(limit) => counted(limit as u32, noun),
        None => format!("Unlimited {noun}s"),
    };
    let reads = plan.limits.reads.map_or_else(|| "Unlimited".to_owned(), number);
    let storage = match plan.limits.stored_bytes {
        Some(limit) => format!("{} of storage", bytes(limit)),
        None => "Unlimited storage".to_owned(),
    };
    let of_creator = (plan.id == PlanId::Free).then(|| {
        format!("{} across all Free organizations that one person created", bytes(FREE_STORED_BYTES))
    });
    let limits = [
        up_to(plan.limits.projects, "project"),
        up_to(plan.limits.members, "seat"),
        format!("{reads} configuration reads a month"),
        storage,
    ];
    limits.into_iter().chain(of_creator).collect()
}

/// "12,345 of 100,000 configuration reads this month"
pub fn reads(room: Room) -> String {
    let used = number(room.used);
    match room.allowed {
        Some(allowed) => format!("{used} of {} configuration reads this month", number(allowed)),
        None if room.used == 1 => "1 configuration read this month, no limit".to_owned(),
        None => format!("{used} configuration reads this month, no limit"),
    }
}

/// "3.1 MB of 25 MB stored"
pub fn stored(room: Room) -> String {
    match room.allowed {
        // Of a plan that nobody here knows.
        Some(0) => format!("{} stored", bytes(room.used)),
        Some(allowed) => format!("{} of {} stored", bytes(room.used), bytes(allowed)),
        None => format!("{} stored, no limit", bytes(room.used)),
    }
}

/// How long the period runs, and what comes after; nothing of a plan that costs nothing.
pub fn runs_until(subscription: &Subscription) -> Option<String> {
    let until = subscription.period_end.filter(|_| subscription.plan != PlanId::Free)?;
    Some(match subscription.next {
        // What begins then is said elsewhere.
        Some(_) => format!("Runs until {}.", day(subscription.ends_at.unwrap_or(until).min(until))),
        None if subscription.plan == PlanId::Unknown || subscription.interval == Interval::Unknown => {
            format!("Runs until {}.", day(until))
        }
        None => {
            let plan = subscription.plan.plan();
            let price = money(plan.price(subscription.interval), plan.currency);
            format!("Renews on {} for {price}.", day(until))
        }
    })
}

/// What begins with the next period, or when it ends, where it is something else.
pub fn next(subscription: &Subscription) -> Option<String> {
    let plan = subscription.plan.title();
    let other_end = subscription.ends_at.filter(|at| Some(*at) != subscription.period_end);
    if let Some(at) = other_end {
        return Some(format!("Cancelled: {plan} until {}, then Free.", day(at)));
    }
    let next = subscription.next.as_ref()?;
    let until = subscription.period_end.map_or_else(|| "the end of the period".to_owned(), day);
    Some(match next.plan {
        PlanId::Free => format!("Cancelled: {plan} until {until}, then Free."),
        same if same == subscription.plan => {
            format!("Stays on {plan}; from {until} it is billed {}.", next.interval.title())
        }
        other => format!("Stays on {plan} until {until}, then {}, {}.", other.title(), next.interval.title()),
    })
}

/// What begins as soon as it is paid.
pub fn pending(subscription: &Subscription) -> Option<String> {
    let pending = subscription.pending.as_ref()?;
    let (plan, interval) = (pending.plan.title(), pending.interval.title());
    let until = day(pending.until);
    Some(format!("{plan}, {interval}: waiting for payment until {until}. Nothing changes until it is paid."))
}

/// What is above the limits of a plan, and that nothing of it goes away: a sentence each.
pub fn beyond(plan: &Plan, organization: &Organization) -> Vec<String> {
    let title = plan.title;
    let over = |used: i64, allowed: Option<i64>| allowed.filter(|allowed| used > *allowed);
    let (projects, seats) = (projects(organization).used, seats(organization).used);
    let mut sentences = Vec::new();
    if let Some(allowed) = over(projects, plan.limits.projects) {
        sentences.push(format!(
            "You have {}; {title} allows {allowed}. They all stay; you just can't create more.",
            counted(projects as u32, "project")
        ));
    }
    if let Some(allowed) = over(seats, plan.limits.members) {
        sentences.push(format!(
            "You use {}; {title} allows {allowed}. Everyone stays; you just can't invite more.",
            counted(seats as u32, "seat")
        ));
    }
    if let Some(allowed) = over(organization.reads, plan.limits.reads) {
        sentences.push(format!(
            "{} configuration reads so far this month; {title} includes {}. None are refused.",
            number(organization.reads),
            number(allowed)
        ));
    }
    let stored = stored_of(organization).used;
    if let Some(allowed) = over(stored, plan.limits.stored_bytes) {
        sentences.push(format!(
            "You have stored {}; {title} allows {}. All of it stays; you just can't store more.",
            bytes(stored),
            bytes(allowed)
        ));
    }
    sentences
}

/// Why a choice of plan can't be confirmed; `None` where it can.
pub fn same(subscription: &Subscription, plan: PlanId, interval: Interval) -> Option<String> {
    let is = |known: PlanId, paid: Interval| known == plan && (plan == PlanId::Free || paid == interval);
    if is(subscription.plan, subscription.interval) {
        let is_to_change = subscription.next.is_some() || subscription.ends_at.is_some();
        return Some(match is_to_change {
            true => format!("This is your current plan. “Keep {}” stays on it.", plan.title()),
            false => "This is your current plan.".to_owned(),
        });
    }
    let begins = subscription.next.as_ref().is_some_and(|next| is(next.plan, next.interval));
    begins.then(|| "This already starts with the next period.".to_owned())
}

/// Verb and noun of the choice.
pub fn action(subscription: &Subscription, plan: PlanId, interval: Interval) -> String {
    match plan {
        PlanId::Free if subscription.plan != PlanId::Free => {
            format!("Cancel {}", subscription.plan.title())
        }
        plan if plan == subscription.plan && interval != subscription.interval => match interval {
            Interval::Month => "Pay monthly".to_owned(),
            Interval::Year => "Pay yearly".to_owned(),
            Interval::Unknown => "Change the interval".to_owned(),
        },
        plan => format!("Change to {}", plan.title()),
    }
}

/// When a change takes effect.
pub fn when(preview: &PlanPreview) -> String {
    match preview.effective {
        Effective::Now => "It takes effect at once.".to_owned(),
        Effective::PeriodEnd => {
            format!(
                "It takes effect on {}: you keep what you have paid for until then.",
                day(preview.effective_at)
            )
        }
        Effective::Checkout => {
            "It takes effect once the first payment is made, on the Stripe page that follows.".to_owned()
        }
        Effective::Unchanged => "Nothing would change.".to_owned(),
    }
}

/// What is charged next.
pub fn charged_next(preview: &PlanPreview) -> String {
    match (preview.next_amount, preview.next_at) {
        (Some(amount), Some(at)) => format!("Then {} on {}.", money(amount, &preview.currency), day(at)),
        (Some(amount), None) => format!("Then {} with the next period.", money(amount, &preview.currency)),
        _ => "Nothing is charged after that.".to_owned(),
    }
}

/// What has become of a change, for the toast.
pub fn changed(subscription: &Subscription) -> String {
    next(subscription).unwrap_or_else(|| format!("The plan is now {}", subscription.plan.title()))
}

/// What Stripe says of somebody who comes back from one of its pages, where payments are made and cards are changed.
pub fn returned(before: PlanId, now: &Subscription) -> String {
    match now.plan {
        PlanId::Free => "A payment shows here as soon as Stripe has confirmed it".to_owned(),
        plan if plan != before => format!("Paid: the plan is now {}", plan.title()),
        _ => "Billing is up to date with Stripe".to_owned(),
    }
}

/// What a billing page says about an invoice's status at a time.
pub fn status(invoice: &InvoiceRow, now_ms: i64) -> (&'static str, Tone) {
    match invoice.status {
        InvoiceStatus::Open if invoice.due_at.is_some_and(|due| due < now_ms) => ("Overdue", Tone::Bad),
        InvoiceStatus::Open => (InvoiceStatus::Open.title(), Tone::Accent),
        InvoiceStatus::Paid => (InvoiceStatus::Paid.title(), Tone::Good),
        other => (other.title(), Tone::Neutral),
    }
}

/// What the lines come to, in minor units.
pub fn total(lines: &[InvoiceLine]) -> i64 {
    lines.iter().map(|line| line.amount).sum()
}

/// When the first invoice comes, where there is none yet.
pub fn first_invoice(billing: &Billing) -> String {
    let subscription = &billing.subscription;
    match subscription.period_end.filter(|_| subscription.plan != PlanId::Free) {
        Some(at) => format!("The first one is due with the next period, on {}.", day(at)),
        None => "The Free plan costs nothing. The first one comes when another plan begins.".to_owned(),
    }
}
