//! The texts of notices.

mod countries;
mod ways_in;

use super::{
    ACCOUNT_DELETED, ADDRESS_CHANGED, DELETED, DEVICES, ENDING, GONE, INVITES, LIMITS, PASSKEY_ADDED,
    PASSKEY_REMOVED, PROVIDER_LINKED, PROVIDER_UNLINKED, PUBLISHING, SECURITY_LIFTED,
};
use crate::config::Config;
use crate::mail::{Mail, compose};
use portico_api::said::grouped;
use serde::Deserialize;

/// What a notice is about; each kind has its own part of it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Details {
    organization: String,
    slug: String,
    project: Option<String>,
    /// `None`: it is not there any more.
    project_slug: Option<String>,
    /// Who did it, by address.
    by: String,
    /// What that person is called; `None` while they have no name.
    by_name: Option<String>,
    /// What the browser called itself.
    device: String,
    /// How somebody signed in there, as `sessions.signed_in_by` has it.
    way: String,
    /// From where, as the platform has it: ISO 3166-1, or a word of its own; `None`: nobody knows.
    country: Option<String>,
    /// What the passkey is called.
    name: String,
    /// The provider's ID.
    provider: String,
    /// When, in milliseconds since 1970.
    at: i64,
    /// Until when it can be restored, as `at`.
    until: i64,
    plan: String,
    /// Of what, how much is used, and how much there may be.
    limits: Vec<Option<(String, i64, i64)>>,
}

/// Subject and paragraphs.
type Text = (String, Vec<String>);

/// The mail of a kind; `None`: it is of a newer version, or makes no sense.
pub(super) fn of(kind: &str, recipient: &str, details: &str, config: &Config) -> Option<Mail> {
    let mut details: Details = serde_json::from_str(details).ok()?;
    let is_own = recipient == details.by;
    // Never by the name alone: everybody chooses their own, and may choose somebody else's.
    if let Some(name) = details.by_name.take() {
        details.by = format!("{name} ({})", details.by);
    }
    let (subject, paragraphs) = match kind {
        ACCOUNT_DELETED => ways_in::account_deleted(),
        ADDRESS_CHANGED => ways_in::address_changed(),
        PASSKEY_ADDED => ways_in::passkey_added(&details.name, config),
        PASSKEY_REMOVED => ways_in::passkey_removed(&details.name, config),
        PROVIDER_LINKED => ways_in::provider_linked(&details.provider, config),
        PROVIDER_UNLINKED => ways_in::provider_unlinked(&details.provider, config),
        SECURITY_LIFTED => security_lifted(&details, config),
        DELETED => deleted(&details, config, is_own),
        ENDING => ending(&details, config, is_own),
        GONE => gone(&details),
        PUBLISHING => published(&details, config),
        INVITES => accepted(&details, config),
        DEVICES => ways_in::new_device(&details, config),
        LIMITS => limits(&details, config)?,
        _ => return None,
    };
    Some(compose::notice(recipient, &subject, &paragraphs))
}

fn security_lifted(details: &Details, config: &Config) -> Text {
    let Details { organization, slug, by, .. } = details;
    let what = format!(
        "{by}, an Owner of {organization}, removed its sign-in requirements. Members can now sign in any way."
    );
    let else_ = format!(
        "If you did not agree to this, set them again in the organization's settings: {}/o/{slug}/settings",
        config.origin
    );
    (format!("{organization} no longer has sign-in requirements"), vec![what, else_])
}

/// `is_own`: to whoever deleted it, for whom it may be the first they hear of it.
fn deleted(details: &Details, config: &Config, is_own: bool) -> Text {
    let Details { organization, by, .. } = details;
    if is_own {
        let what = format!(
            "You deleted {organization}. No one can open it any more, its environments no longer answer, and its server keys are revoked for good."
        );
        let way = format!(
            "Until {} you can restore it, with all its projects and members: {}/organizations",
            moment(details.until),
            config.origin
        );
        let else_ = format!(
            "If it was not you, restore it, and sign out every other session on your account page: {}/account",
            config.origin
        );
        return (format!("{organization} was deleted"), vec![what, way, else_]);
    }
    let what = format!(
        "{by}, an Owner of {organization}, has deleted it. No one can open it any more, its environments no longer answer, and its server keys are revoked for good."
    );
    let way = format!(
        "Until {} {by} can restore it, with all its projects and members: {}/organizations",
        moment(details.until),
        config.origin
    );
    let else_ = format!("If you did not agree to this, ask {by} to restore it in time.");
    (format!("{organization} was deleted"), vec![what, way, else_])
}

fn ending(details: &Details, config: &Config, is_own: bool) -> Text {
    let Details { organization, by, .. } = details;
    let (who, whom) = if is_own { ("You", "you") } else { (by.as_str(), by.as_str()) };
    let what = format!(
        "{who} deleted {organization} at {}. At {} it will be deleted for good, with all its projects.",
        moment(details.at),
        moment(details.until)
    );
    let way = format!("Until then {whom} can restore it: {}/organizations", config.origin);
    (format!("{organization} will be gone for good in 7 days"), vec![what, way])
}

fn gone(details: &Details) -> Text {
    let Details { organization, slug, .. } = details;
    let what = format!(
        "{organization} was in the trash for 30 days and can't be restored any more. Its projects, members, usage and audit log are being removed, and others may use its address, /o/{slug}."
    );
    let invoices =
        "Invoices are kept for ten years, as the law requires. Whoever runs this Portico has them."
            .to_owned();
    (format!("{organization} is gone for good"), vec![what, invoices])
}

fn published(details: &Details, config: &Config) -> Text {
    let Details { organization, slug, by, .. } = details;
    let project = details.project.as_deref().unwrap_or("a project");
    let what = format!("{by} published {project} ({organization}) to live at {}.", moment(details.at));
    let where_ = details
        .project_slug
        .as_deref()
        .map(|project| format!("See what changed: {}/o/{slug}/p/{project}/live/versions", config.origin));
    (format!("{project} was published to live"), [Some(what), where_].into_iter().flatten().collect())
}

fn accepted(details: &Details, config: &Config) -> Text {
    let Details { organization, slug, by, .. } = details;
    let what = format!("{by} accepted your invite and is now a member of {organization}.");
    (
        format!("{by} has joined {organization}"),
        vec![what, format!("All members: {}/o/{slug}/members", config.origin)],
    )
}

fn limits(details: &Details, config: &Config) -> Option<Text> {
    let Details { organization, slug, .. } = details;
    let all: Vec<_> = details.limits.iter().flatten().collect();
    let is_reached = all.iter().any(|(_, used, allowed)| used >= allowed);
    let mut paragraphs: Vec<String> =
        all.iter().filter_map(|(of, used, allowed)| limit(of, *used, *allowed)).collect();
    if paragraphs.is_empty() {
        return None;
    }
    paragraphs.insert(0, format!("Where {organization} stands on its plan:"));
    paragraphs.push("Nothing you have is removed, and your software keeps reading. Once a limit is reached you just can't add more; reads are never refused.".to_owned());
    paragraphs.push(format!("See it, or change the plan: {}/o/{slug}/billing", config.origin));
    let subject = match is_reached {
        true => format!("{organization} has reached a plan limit"),
        false => format!("{organization} is nearing a plan limit"),
    };
    Some((subject, paragraphs))
}

fn limit(of: &str, used: i64, allowed: i64) -> Option<String> {
    let percent = used.saturating_mul(100) / allowed.max(1);
    let (used, allowed) = match of {
        "stored_bytes" => (megabytes(used), megabytes(allowed)),
        _ => (grouped(used), grouped(allowed)),
    };
    let what = match of {
        "projects" => "projects",
        "members" => "seats (members and open invites)",
        "reads" => "configuration reads of this month",
        "stored_bytes" => "stored",
        _ => return None,
    };
    Some(format!("- {used} of {allowed} {what}: {percent}%"))
}

fn megabytes(bytes: i64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB", grouped(tenths / 10), tenths % 10)
}

/// As `2026-12-09 14:05 UTC`.
fn moment(at: i64) -> String {
    time::OffsetDateTime::from_unix_timestamp(at.div_euclid(1000))
        .map(|at| {
            let (year, month, day, hour, minute) =
                (at.year(), u8::from(at.month()), at.day(), at.hour(), at.minute());
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
        })
        .unwrap_or_default()
}
