//! The words of the log's pages: for everything that is written there, and for nothing that never is.

use portico_api::registry;
use portico_edge::refusals::is_watched;
use std::collections::BTreeSet;

/// What the console calls things, by their names in the log.
const WORDS: &str = include_str!("../../../app/src/pages/audit/words.rs");
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
    let (_, known) = WORDS.split_once("KNOWN: &[(&str, &str)] = &[").unwrap();
    let (known, _) = known.split_once("];").unwrap();
    let names = known.lines().filter_map(|line| line.trim().strip_prefix("(\"")?.split('"').next());
    let known: BTreeSet<String> = names.map(str::to_owned).collect();
    let written = registry::all().into_iter().filter(|entry| {
        let mode = entry.params.contains(&"mode").then_some("live");
        entry.path.contains("{organization}") && is_watched(entry, mode)
    });
    let mut written: BTreeSet<String> = written.map(|entry| entry.name.to_owned()).collect();
    written.extend(ELSEWHERE.map(str::to_owned));
    let differ: Vec<_> = written.symmetric_difference(&known).collect();
    assert!(differ.is_empty(), "without words, or words without use: {differ:?}");
}
