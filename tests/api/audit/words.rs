//! The words of the log's pages: for everything that is written there, and for nothing that never is.

use super::largest::largest;
use crate::authorization::changes_of_an_owner;
use crate::providers::installation;
use crate::support::World;
use portico_api::registry;
use portico_edge::refusals::is_watched;
use serde_json::Value;
use std::collections::BTreeSet;

/// What the console calls things, by their names in the log.
const WORDS: &str = include_str!("../../../app/src/pages/audit/words.rs");
/// What it calls the fields of an entry.
const FIELDS: &str = include_str!("../../../app/src/pages/audit/fields.rs");
/// Fields that the calls below don't write: of what was refused, of cron, of Stripe, of keys that were revoked as well, and of an entry that would
/// be too long.
const FIELDS_ELSEWHERE: [&str; 12] = [
    "attempted",
    "bytes",
    "customer",
    "invite",
    "invoice",
    "member",
    "mode",
    "number",
    "project",
    "revoke_keys",
    "status",
    "total",
];
/// What is written by no endpoint of an organization: by the page of an invite or of a mail, by cron, by Stripe and by whoever runs the installation.
const ELSEWHERE: [&str; 13] = [
    "accept_invite",
    "confirm_billing_address",
    "create_organization",
    "decline_invite",
    "delete_account",
    "end_plan",
    "forget_customer",
    "issue_invoice",
    "mark_invoice_paid",
    "more",
    "purge_project",
    "restore_database",
    "void_invoice",
];

#[test]
fn console_has_words_for_whatever_the_log_may_say_and_for_nothing_else() {
    let known = names(WORDS, "KNOWN: &[(&str, &str, &str)] = &[");
    let written = registry::all().into_iter().filter(|entry| {
        let mode = entry.params.contains(&"mode").then_some("live");
        entry.path.contains("{organization}") && is_watched(entry, mode)
    });
    let mut written: BTreeSet<String> = written.map(|entry| entry.name.to_owned()).collect();
    written.extend(ELSEWHERE.map(str::to_owned));
    let differ: Vec<_> = written.symmetric_difference(&known).collect();
    assert!(differ.is_empty(), "without words, or words without use: {differ:?}");
}

#[test]
fn console_has_words_for_every_field_of_an_entry_and_for_nothing_else() {
    let known = names(FIELDS, "FIELDS: &[(&str, &str)] = &[");
    let largest = largest();
    let mut written = BTreeSet::from(FIELDS_ELSEWHERE.map(str::to_owned));
    for (endpoint, call) in changes_of_an_owner() {
        let (app, _provider) = installation();
        let world = World::new(&app);
        call(&world, &world.owner);
        collect(&app.db().text(ENTRIES), &mut written);
        if let Some((_, call)) = largest.iter().find(|(name, _)| *name == endpoint) {
            let (app, _provider) = installation();
            call(&World::new(&app));
            collect(&app.db().text(ENTRIES), &mut written);
        }
    }
    let differ: Vec<_> = written.symmetric_difference(&known).collect();
    assert!(differ.is_empty(), "without words, or words without use: {differ:?}");
}

const ENTRIES: &str =
    "SELECT json_group_array(json(details)) FROM audit_entries WHERE organization_id IS NOT NULL";

fn collect(entries: &str, written: &mut BTreeSet<String>) {
    let entries: Vec<Value> = serde_json::from_str(entries).unwrap();
    entries.iter().for_each(|details| fields_of(details, written));
}

/// The fields, whether they stand by themselves, in what was before or in another; the keys of settings are no fields.
fn fields_of(details: &Value, written: &mut BTreeSet<String>) {
    for (name, value) in details.as_object().into_iter().flatten() {
        if name != "before" {
            written.insert(name.clone());
        }
        if name != "values" {
            fields_of(value, written);
        }
    }
}

/// The names that the pairs of a list of words in the console begin with.
fn names(source: &str, begin: &str) -> BTreeSet<String> {
    let (_, known) = source.split_once(begin).unwrap();
    let (known, _) = known.split_once("\n];").unwrap();
    let names = known.split('(').filter_map(|pair| pair.trim_start().strip_prefix('"')?.split('"').next());
    names.map(str::to_owned).collect()
}
