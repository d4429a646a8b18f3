//! What the names in the log are called.

use crate::locale::number;
use portico_api::audit::{AuditEntry, Way};

/// What can be done, by its name in the log: that it was done, and that it was attempted. Whatever may be written there, and nothing else
/// (`tests/api/audit/words.rs`).
pub(super) const KNOWN: &[(&str, &str, &str)] = &[
    ("create_organization", "Created the organization", "create the organization"),
    ("update_organization", "Changed the organization", "change the organization"),
    ("delete_organization", "Deleted the organization", "delete the organization"),
    ("restore_organization", "Restored the organization", "restore the organization"),
    ("update_security", "Changed the sign-in requirements", "change the sign-in requirements"),
    ("lift_security", "Removed the sign-in requirements", "remove the sign-in requirements"),
    ("change_role", "Changed a role", "change a role"),
    ("remove_member", "Removed a member", "remove a member"),
    ("leave_organization", "Left the organization", "leave the organization"),
    ("delete_account", "Deleted their account", "delete their account"),
    ("transfer_ownership", "Transferred ownership", "transfer ownership"),
    ("create_invites", "Invited people", "invite people"),
    ("resend_invite", "Resent an invite", "resend an invite"),
    ("revoke_invite", "Revoked an invite", "revoke an invite"),
    ("show_invite_link", "Copied the link of an invite", "copy the link of an invite"),
    ("accept_invite", "Accepted an invite", "accept an invite"),
    ("decline_invite", "Declined an invite", "decline an invite"),
    ("create_project", "Created a project", "create a project"),
    ("update_project", "Changed a project", "change a project"),
    ("delete_project", "Deleted a project", "delete a project"),
    ("restore_project", "Restored a project", "restore a project"),
    ("delete_project_for_good", "Deleted a project for good", "delete a project for good"),
    ("purge_project", "Removed a deleted project", "remove a deleted project"),
    ("offer_project", "Offered a project", "offer a project"),
    ("withdraw_offer", "Withdrew the offer of a project", "withdraw the offer of a project"),
    ("accept_offer", "Accepted a project", "accept a project"),
    ("decline_offer", "Declined a project", "decline a project"),
    ("take_back_project", "Took back a project", "take back a project"),
    ("update_schema", "Changed a schema", "change a schema"),
    ("save_draft", "Changed a draft", "change a draft"),
    ("discard_draft", "Discarded a draft", "discard a draft"),
    ("publish_draft", "Published a version", "publish a version"),
    ("roll_back", "Rolled back", "roll back"),
    ("promote", "Copied values between environments", "copy values between environments"),
    ("create_key", "Created a key", "create a key"),
    ("revoke_key", "Revoked a key", "revoke a key"),
    ("request_export", "Requested an export", "request an export"),
    ("download_export", "Downloaded an export", "download an export"),
    ("import_project", "Imported a project", "import a project"),
    ("change_plan", "Changed the plan", "change the plan"),
    ("resume_plan", "Kept the current plan", "keep the current plan"),
    ("end_plan", "Plan ended", "end the plan"),
    ("update_billing_details", "Changed the billing details", "change the billing details"),
    (
        "resend_confirmation",
        "Resent the billing address confirmation",
        "resend the billing address confirmation",
    ),
    ("confirm_billing_address", "Confirmed the billing address", "confirm the billing address"),
    ("open_portal", "Opened the payment portal", "open the payment portal"),
    ("sync_billing", "Compared the plan with Stripe", "compare the plan with Stripe"),
    ("forget_customer", "Removed the Stripe customer", "remove the Stripe customer"),
    ("issue_invoice", "Issued an invoice", "issue an invoice"),
    ("mark_invoice_paid", "Marked an invoice as paid", "mark an invoice as paid"),
    ("void_invoice", "Voided an invoice", "void an invoice"),
    ("restore_database", "Restored the database", "restore the database"),
    // Only looked at; what was refused is in the log.
    ("list_members", "Listed the members", "list the members"),
    ("list_former_members", "Listed former members", "list former members"),
    ("list_invites", "Listed the invites", "list the invites"),
    ("list_keys", "Listed the keys", "list the keys"),
    ("list_trash", "Opened the trash", "open the trash"),
    ("list_versions", "Listed the versions", "list the versions"),
    ("show_version", "Opened a version", "open a version"),
    ("show_environment", "Opened an environment", "open an environment"),
    ("show_configuration", "Opened a configuration", "open a configuration"),
    ("show_setting_history", "Opened the history of a setting", "open the history of a setting"),
    ("show_promotion", "Compared both environments", "compare both environments"),
    ("preview_import", "Previewed an import", "preview an import"),
    ("show_billing", "Opened billing", "open billing"),
    ("list_invoices", "Listed invoices", "list invoices"),
    ("show_invoice", "Opened an invoice", "open an invoice"),
    ("show_usage", "Opened usage", "open usage"),
    ("show_security", "Opened security", "open security"),
    ("list_audit", "Opened the audit log", "open the audit log"),
    ("export_audit", "Exported the audit log", "export the audit log"),
    ("show_audit_chain", "Verified the audit log", "verify the audit log"),
    ("list_exports", "Opened exports", "open exports"),
    ("show_export_part", "Fetched a part of an export", "fetch a part of an export"),
    ("list_member_keys", "Listed the keys of a member", "list the keys of a member"),
    ("preview_plan_change", "Previewed a plan change", "preview a plan change"),
    ("preview_offer", "Previewed an offer", "preview an offer"),
    ("more", "More denied attempts", "more attempts"),
];

/// What was done, or what somebody was not let do; of what is not known here, its name without underscores.
pub(super) fn title(entry: &AuditEntry) -> String {
    let known = KNOWN.iter().find(|(name, ..)| *name == entry.action);
    let unnamed = || entry.action.replace('_', " ");
    match entry.refused {
        Some(_) => {
            format!("Denied: {}", known.map_or_else(unnamed, |(.., attempted)| (*attempted).to_owned()))
        }
        None => known.map_or_else(|| capitalized(&unnamed()), |(_, done, _)| (*done).to_owned()),
    }
}

/// The same beside the badge that says that it was denied.
pub(super) fn short_title(entry: &AuditEntry) -> String {
    let title = title(entry);
    title.strip_prefix("Denied: ").map_or_else(|| title.clone(), capitalized)
}

fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A person by name, or by address where they gave none.
pub(super) fn person(name: &str, email: &str) -> String {
    if name.is_empty() { email.to_owned() } else { name.to_owned() }
}

/// Name and address; nothing where nobody was signed in.
pub(super) fn who_exactly(entry: &AuditEntry) -> String {
    match &entry.person {
        Some(by) if by.name.is_empty() => by.email.clone(),
        Some(by) => format!("{} ({})", by.name, by.email),
        None => String::new(),
    }
}

pub(super) fn way(way: Way) -> &'static str {
    match way {
        Way::Console => "In the console",
        Way::Mail => "Via an e-mail link",
        Way::Clock => "Automatically by Portico",
        Way::Stripe => "By Stripe",
        Way::Operator => "By the operator of this installation",
        Way::Unknown => "Other",
    }
}

pub(super) fn kind(kind: &str) -> &str {
    match kind {
        "organization" => "Organization",
        "project" => "Project",
        "environment" => "Environment",
        "member" => "Member",
        "invite" => "Invite",
        "invoice" => "Invoice",
        "user" => "Person",
        other => other,
    }
}

/// What it was done to, by its name of then. An invite to several has none.
pub(super) fn target(entry: &AuditEntry) -> String {
    let name = entry.target.name.as_deref().filter(|name| !name.is_empty());
    name.unwrap_or_else(|| kind(&entry.target.kind)).to_owned()
}

/// That it was refused, and how often.
pub(super) fn denied(entry: &AuditEntry) -> String {
    match entry.times {
        2.. => format!("Denied {} times", number(entry.times)),
        _ => "Denied".to_owned(),
    }
}
