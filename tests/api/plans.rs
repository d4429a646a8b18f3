//! No statement reads a whole table: shown by the program that SQLite makes of it.

use crate::plans_used::use_everything;
use crate::support::{TestApp, World};
use portico_api::deletions::PreviewDeletion;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the newest 50 rows from the end of its only index and stops there; exists only locally.
const BOUNDED: &[&str] = &["mailbox"];

/// The tables that the statement goes through from end to end.
fn scanned(app: &TestApp, sql: &str, names: &BTreeMap<String, String>) -> BTreeSet<String> {
    // Columns of EXPLAIN: addr, opcode, p1, p2, p3, p4, p5, comment. https://www.sqlite.org/opcode.html
    let program = app.db().explain(sql);
    // A range without a lower end starts at the first entry of its index and stops at its upper end.
    let stops_at = |cursor: &String| {
        program.iter().any(|step| {
            matches!(step[1].as_str(), "IdxGE" | "IdxGT" | "IdxLE" | "IdxLT") && &step[2] == cursor
        })
    };
    let mut open = BTreeMap::new();
    let mut found = BTreeSet::new();
    for step in &program {
        let (opcode, cursor, page) = (step[1].as_str(), &step[2], &step[3]);
        match opcode {
            "OpenRead" | "OpenWrite" => drop(open.insert(cursor.clone(), page.clone())),
            "OpenEphemeral" | "OpenAutoindex" | "OpenPseudo" => drop(open.remove(cursor)),
            "Rewind" | "Last" if stops_at(cursor) => {}
            "Rewind" | "Last" | "Count" => {
                found.extend(open.get(cursor).and_then(|page| names.get(page)).cloned())
            }
            _ => {}
        }
    }
    found
}

fn pages_to_tables(app: &TestApp) -> BTreeMap<String, String> {
    let list = app
        .db()
        .text("SELECT group_concat(rootpage || ' ' || tbl_name, ';') FROM sqlite_schema WHERE rootpage > 0");
    let pairs = list.split(';').filter_map(|pair| pair.split_once(' '));
    pairs.map(|(page, name)| (page.to_owned(), name.to_owned())).collect()
}

#[test]
fn no_statement_scans_a_table() {
    let (app, provider) = crate::providers::installation();
    use_everything(&app);
    crate::providers::use_everything(&app, &provider);
    let names = pages_to_tables(&app);
    let mut seen = app.db().seen.borrow().clone();
    seen.extend(crate::delivery_metered::statements_of_metering());
    assert!(seen.len() > 25, "only {} statements ran", seen.len());
    let mut scans = Vec::new();
    for sql in &seen {
        let tables = scanned(&app, sql, &names);
        scans.extend(
            tables
                .iter()
                .filter(|table| !BOUNDED.contains(&table.as_str()))
                .map(|table| format!("{table}: {sql}")),
        );
    }
    assert!(scans.is_empty(), "{scans:#?}");
}

#[test]
fn what_goes_with_an_organization_is_counted_without_looking_at_its_keys() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.owner.get::<PreviewDeletion>(&world.organization_params()).ok::<PreviewDeletion>();
    let seen = app.db().seen.borrow().clone();
    let preview = seen.iter().find(|sql| sql.contains("'pays_by_stripe'")).expect("the preview");
    let plan: Vec<_> =
        app.db().explain(&format!("QUERY PLAN {preview}")).iter().map(|step| step[3].clone()).collect();
    let of_keys: Vec<_> = plan.iter().filter(|step| step.starts_with("SEARCH k ")).collect();
    assert_eq!(of_keys, ["SEARCH k USING COVERING INDEX keys_not_revoked (organization_id=?)"], "{plan:#?}");
}

#[test]
fn a_scan_would_be_noticed() {
    let app = TestApp::new();
    let names = pages_to_tables(&app);
    for sql in [
        "SELECT * FROM users",
        "SELECT count(*) FROM projects",
        "DELETE FROM sessions WHERE user_agent = ?1",
        "SELECT name FROM organizations ORDER BY id DESC",
    ] {
        assert_eq!(scanned(&app, sql, &names).len(), 1, "{sql}");
    }
    assert_eq!(scanned(&app, "SELECT * FROM users WHERE id = ?1", &names).len(), 0);
}
