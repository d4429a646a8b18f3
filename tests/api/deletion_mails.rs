//! What mails about an end say, word for word: nobody can ask back then. `UPDATE_SNAPSHOTS=1 cargo test -p portico-tests deletion_mails` writes them anew.

use crate::account_deletion;
use crate::deletions::delete;
use crate::support::{DAY, TestApp, World};
use portico_api::Role;
use portico_api::account::{DeleteAccount, UpdateAccount};
use portico_api::deletions::DeleteOrganization;
use serde_json::json;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/api/deletion_mails.txt");

/// All mails with one of these subjects, whole, in the order in which they left. What a link is signed with is left out.
fn written(app: &TestApp, subjects: &[&str]) -> String {
    let link = format!("{}/no-more-mail/", crate::support::ORIGIN);
    let plain = |line: &str| match line.split_once(&link) {
        Some((before, _)) => format!("{before}{link}…\n"),
        None => format!("{line}\n"),
    };
    let sent = app.mailer.sent.borrow();
    let found = sent.iter().filter(|mail| subjects.iter().any(|subject| mail.subject.contains(subject)));
    let mails = found.map(|mail| {
        let text: String = mail.text.lines().map(plain).collect();
        format!("To: {}\nSubject: {}\n\n{}", mail.recipient, mail.subject, text.trim_end())
    });
    mails.collect::<Vec<_>>().join("\n\n----\n\n") + "\n"
}

#[test]
fn mails_about_deleted_organizations_and_accounts_say_what_is_lost_and_what_can_be_done() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.owner.send::<UpdateAccount>(&(), json!({ "name": "Olga Berg" })).ok::<UpdateAccount>();
    world.join("second@example.com", Role::Owner);
    let anna = world.join("anna@example.com", Role::Developer);
    account_deletion::delete(&anna, "anna@example.com").ok::<DeleteAccount>();
    app.flush();
    delete(&world).ok::<DeleteOrganization>();
    app.flush();
    app.run_cron();
    for _ in 0..2 {
        // A week before the end, and after it.
        app.wait(23 * DAY);
        app.run_cron();
        app.run_cron();
    }
    let said = written(&app, &["account was deleted", "was deleted", "gone for good"]);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(FILE, &said).unwrap();
    }
    assert_eq!(said, std::fs::read_to_string(FILE).unwrap_or_default());
}
