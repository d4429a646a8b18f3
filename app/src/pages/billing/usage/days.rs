//! The month day by day, and what it comes to.

use super::Page;
use super::months::begins;
use crate::locale::{day_of_month, month as named, number};
use crate::parts::limits::Room;
use crate::ui::{Bar, BarChart, Meter, Words};
use leptos::prelude::*;
use portico_api::usage::{DAYS_KEPT, DayUsage, Usage};

pub(super) fn shown(page: Page, usage: &Usage) -> AnyView {
    let month = named(begins(&usage.month));
    let of = match &usage.project {
        Some(project) => project.name.clone(),
        None if page.project.with(String::is_empty) => usage.organization.name.clone(),
        None => "the chosen project".to_owned(),
    };
    let chart = match usage.days.is_empty() {
        true => view! {
            <p class="usage-filter">
                {format!("Daily figures are kept for {DAYS_KEPT} days. For {month}, only the total is left.")}
            </p>
        }
        .into_any(),
        false => {
            let (series, bars) = parts(usage);
            let title = format!("Configuration reads of {of} by day, {month}");
            let name = of.clone();
            let shown =
                view! { "Configuration reads of " <span translate="no">{name}</span> " by day, " {month} }
                    .into_any();
            let heads = ["Day (UTC)", "Reads"];
            view! { <BarChart title shown summary=summary(&usage.days) heads series bars number /> }
                .into_any()
        }
    };
    view! {
        {total(usage)}
        {filter(page, usage)}
        {chart}
    }
    .into_any()
}

/// All of the organization against what the plan includes.
fn total(usage: &Usage) -> AnyView {
    let plan = usage.organization.plan.plan();
    let room = Room { used: usage.total, allowed: plan.limits.reads };
    let text = match room.allowed {
        Some(allowed) => {
            format!("{} of the {} that {} includes", reads(room.used), number(allowed), plan.title)
        }
        None => format!("{}, no limit", reads(room.used)),
    };
    let over = room.is_over().then(|| {
        view! { <p class="plan-note">"More than the plan includes. No read is refused or slowed down."</p> }
    });
    view! {
        <Meter label="Total" text used=room.used allowed=room.allowed />
        {over}
    }
    .into_any()
}

/// Which project the days are of, and the way back to all of them.
fn filter(page: Page, usage: &Usage) -> Option<AnyView> {
    let asked = page.project.get();
    if asked.is_empty() {
        return None;
    }
    let text = match &usage.project {
        Some(project) if usage.days.is_empty() => {
            Words::named(&project.name).text(format!(": {}.", reads(project.reads)))
        }
        Some(project) => {
            let reads = format!(": {}.", reads(project.reads));
            Words::from("The chart shows only ").name(&project.name).text(reads)
        }
        None => "The configuration of the chosen project was not read this month.".into(),
    };
    let all = page.at(&page.month.get(), "");
    Some(
        view! {
            <p class="usage-filter">
                {text.view()} " " <a href=all data-noscroll="">"Show all projects"</a>
            </p>
        }
        .into_any(),
    )
}

/// The days as bars, made of the projects that were read most and of all others together.
pub fn parts(usage: &Usage) -> (Vec<String>, Vec<Bar>) {
    // One project is the whole bar.
    let shown = if usage.series.len() > 1 { usage.series.as_slice() } else { &[] };
    let of_shown = |at: usize| shown.iter().map(move |one| one.reads.get(at).copied().unwrap_or_default());
    let rest = |(at, day): (usize, &DayUsage)| day.reads - of_shown(at).sum::<i64>();
    let has_rest = shown.is_empty() || usage.days.iter().enumerate().any(|day| rest(day) > 0);
    let bar = |(at, day): (usize, &DayUsage)| Bar {
        label: day_of_month(day.at),
        tick: (at + 1).to_string(),
        parts: of_shown(at).chain(has_rest.then(|| rest((at, day)))).collect(),
    };
    let mut names: Vec<_> = shown.iter().map(|one| one.name.clone()).collect();
    if has_rest && !names.is_empty() {
        names.push("Other projects".to_owned());
    }
    (names, usage.days.iter().enumerate().map(bar).collect())
}

/// What the chart says, for whoever does not see it.
fn summary(days: &[DayUsage]) -> String {
    let total = days.iter().map(|day| day.reads).sum();
    // The first of equals.
    let most = days.iter().rev().max_by_key(|day| day.reads).filter(|day| day.reads > 0);
    match most {
        Some(most) => format!("{}. Most on {}: {}.", reads(total), day_of_month(most.at), number(most.reads)),
        None => "No reads this month.".to_owned(),
    }
}

/// "1 read", "12,345 reads"
pub(super) fn reads(count: i64) -> String {
    if count == 1 { "1 read".to_owned() } else { format!("{} reads", number(count)) }
}
