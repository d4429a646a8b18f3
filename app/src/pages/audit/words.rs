//! What the names in the log are called.

use crate::locale::number;
use portico_api::audit::{AuditEntry, Way};

/// What can be done, by its name in the log: whatever may be written there, and nothing else (`tests/api/audit/words.rs`).
pub(super) const KNOWN: &[(&str, &str)] = &[
    ("create_organization", "Created the organization"),
    ("update_organization", "Changed the organization"),
    ("delete_organization", "Deleted the organization"),
    ("restore_organization", "Restored the organization"),
    ("update_security", "Changed what is asked of sign-ins"),
    ("lift_security", "Lifted what was asked of sign-ins"),
    ("change_role", "Changed a role"),
    ("remove_member", "Removed a member"),
    ("leave_organization", "Left the organization"),
    ("delete_account", "Deleted their account"),
    ("transfer_ownership", "Transferred the ownership"),
    ("create_invites", "Invited people"),
    ("resend_invite", "Sent an invite again"),
    ("revoke_invite", "Revoked an invite"),
    ("show_invite_link", "Copied the link of an invite"),
    ("accept_invite", "Accepted an invite"),
    ("decline_invite", "Declined an invite"),
    ("create_project", "Created a project"),
    ("update_project", "Changed a project"),
    ("delete_project", "Deleted a project"),
    ("restore_project", "Restored a project"),
    ("delete_project_for_good", "Deleted a project for good"),
    ("purge_project", "Removed a deleted project"),
    ("offer_project", "Offered a project"),
    ("withdraw_offer", "Withdrew the offer of a project"),
    ("accept_offer", "Accepted a project"),
    ("decline_offer", "Declined a project"),
    ("take_back_project", "Took back a project"),
    ("update_schema", "Changed a schema"),
    ("save_draft", "Changed a draft"),
    ("discard_draft", "Discarded a draft"),
    ("publish_draft", "Published a version"),
    ("roll_back", "Rolled back"),
    ("promote", "Copied values between environments"),
    ("create_key", "Created a key"),
    ("revoke_key", "Revoked a key"),
    ("request_export", "Asked for an export"),
    ("download_export", "Downloaded an export"),
    ("import_project", "Imported a project"),
    ("change_plan", "Changed the plan"),
    ("resume_plan", "Kept the plan"),
    ("end_plan", "Ended a plan"),
    ("update_billing_details", "Changed the billing details"),
    ("resend_confirmation", "Asked the billing address again"),
    ("confirm_billing_address", "Confirmed the billing address"),
    ("open_portal", "Opened the payment portal"),
    ("sync_billing", "Compared the plan with Stripe"),
    ("forget_customer", "Forgot a customer of Stripe"),
    ("issue_invoice", "Issued an invoice"),
    ("mark_invoice_paid", "Marked an invoice as paid"),
    ("void_invoice", "Voided an invoice"),
    ("restore_database", "Restored the database"),
    // Only looked at; what was refused is in the log.
    ("list_members", "Listed the members"),
    ("list_invites", "Listed the invites"),
    ("list_keys", "Listed the keys"),
    ("list_trash", "Opened the trash"),
    ("list_versions", "Listed the versions"),
    ("show_version", "Opened a version"),
    ("show_environment", "Opened an environment"),
    ("show_configuration", "Opened a configuration"),
    ("show_setting_history", "Opened the history of a setting"),
    ("show_promotion", "Compared both environments"),
    ("preview_import", "Looked at what an import does"),
    ("show_billing", "Opened billing"),
    ("list_invoices", "Listed invoices"),
    ("show_invoice", "Opened an invoice"),
    ("show_usage", "Opened usage"),
    ("show_security", "Opened security"),
    ("list_audit", "Opened the audit log"),
    ("list_former_members", "Listed former members"),
    ("export_audit", "Exported the audit log"),
    ("show_audit_chain", "Verified the audit log"),
    ("list_exports", "Opened exports"),
    ("show_export_part", "Fetched a part of an export"),
    ("list_member_keys", "Listed the keys of a member"),
    ("preview_plan_change", "Looked at another plan"),
    ("preview_offer", "Looked at what an offer does"),
    ("more", "Further attempts"),
];

/// What was done; of what is not known here, its name without underscores.
pub(super) fn title(action: &str) -> String {
    if let Some((_, title)) = KNOWN.iter().find(|(name, _)| *name == action) {
        return (*title).to_owned();
    }
    let words = action.replace('_', " ");
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
        Way::Mail => "Through a link in an e-mail",
        Way::Clock => "By Portico itself",
        Way::Stripe => "By Stripe",
        Way::Operator => "By the operator of this installation",
        Way::Unknown => "In another way",
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
