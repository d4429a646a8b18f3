//! What the chain does not show of what somebody does who has the database to themselves, and not the key: as ARCHITECTURE.md says it. Whoever makes one of
//! these show takes its sentence out there.

use super::chain::{by_hand, check, last, seal};
use crate::support::{TestApp, World, create_project};
use portico_api::audit::chain::{Break, Found};

/// What is found once `sql` was done to acme's log, sealed or not, and all of it is sealed.
fn after(is_sealed: bool, sql: &str) -> (i64, Result<Found, Break>) {
    let app = TestApp::new();
    let world = World::new(&app);
    create_project(&world.owner, "acme", "Web");
    if is_sealed {
        seal(&app);
    }
    by_hand(
        &app,
        &sql.replace("ACME", "organization_id = (SELECT id FROM organizations WHERE slug = 'acme')"),
    );
    seal(&app);
    (last(&app), check(&world))
}

#[test]
fn entry_that_was_edited_before_it_was_sealed_is_sealed_as_it_is() {
    let (last, found) =
        after(false, "UPDATE audit_entries SET actor_id = NULL, details = '{}' WHERE number = 3 AND ACME");
    assert_eq!(found.map(|found| found.held), Ok(last));
}

#[test]
fn newest_entry_that_is_taken_away_with_its_number_is_not_missed() {
    let (last, found) = after(
        false,
        "DELETE FROM audit_entries WHERE number = 3 AND ACME; UPDATE audit_chains SET last = 2 WHERE ACME",
    );
    assert_eq!((last, found.map(|found| found.held)), (2, Ok(2)));
}

#[test]
fn seal_that_claims_to_be_old_is_removed_as_if_it_had_had_its_time() {
    let (last, found) = after(true, "UPDATE audit_seals SET newest_at = 0 WHERE ACME");
    assert_eq!(found.map(|found| (found.held, found.since)), Ok((0, None)));
    assert_eq!(last, 3);
}
