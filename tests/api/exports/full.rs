//! An archive of more than the plan allows: of an organization that really holds as much.

use super::{listed, part, ready};
use crate::support::{TestApp, World};
use portico_api::exports::{DownloadExport, ShowExportPart};
use portico_api::plans::PlanId;
use serde_json::{Value, json};

/// Bytes of a text, nearly the longest that a version may have.
const TEXT: usize = 500_000;

/// So many texts of versions, as an organization keeps them that was on a larger plan.
fn fill(app: &TestApp, texts: usize) {
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {texts}) \
         INSERT INTO documents (project_id, hash, bytes, text) \
         SELECT p.id, printf('%03d', n.i), {TEXT}, json_quote(printf('%.*c', {TEXT} - 2, 'a')) FROM n, projects p WHERE p.slug = 'checkout'"
    ));
}

#[test]
fn archive_of_an_organization_that_holds_more_than_the_plan_allows_ends_at_the_plans_bytes() {
    let app = TestApp::new();
    let world = World::new(&app);
    let most = usize::try_from(PlanId::Free.plan().limits.archive_bytes()).unwrap();
    let texts = most / TEXT + 20;
    fill(&app, texts);
    let place = ready(&world.owner, "acme");
    let export = listed(&world).remove(0);
    assert!(export.is_cut);
    // At most one part more than the bound, and the end. Each step makes one, of less than a megabyte.
    let over = usize::try_from(export.bytes).unwrap() - most;
    assert!(over < 1_000_000, "{over}");
    let really =
        "SELECT sum(length(CAST(text AS BLOB))) || ' ' || sum(records) || ' ' || count(*) FROM export_parts";
    assert_eq!(app.db().text(really), format!("{} {} {}", export.bytes, export.records, export.parts));
    // What comes first is whole, what comes last is missing, and the end says so.
    world.owner.send::<DownloadExport>(&place, Value::Null).ok::<DownloadExport>();
    let text = |number| world.owner.get::<ShowExportPart>(&part(&place, number)).ok::<ShowExportPart>().text;
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for line in
        (0..export.parts).flat_map(|number| text(number).lines().map(str::to_owned).collect::<Vec<_>>())
    {
        let record: Value = serde_json::from_str(&line).unwrap();
        let kind = record["kind"].as_str().unwrap_or_default().to_owned();
        match kinds.last_mut() {
            Some((last, count)) if *last == kind => *count += 1,
            _ => kinds.push((kind, 1)),
        }
        if record["kind"] == "end" {
            assert_eq!((&record["is_cut"], &record["records"]), (&json!(true), &json!(export.records - 1)));
        }
    }
    let names: Vec<_> = kinds.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(names, ["organization", "member", "project", "document", "end"]);
    assert!((most / TEXT..texts).contains(&kinds[3].1), "{kinds:?}");
}

#[test]
fn archive_of_an_organization_that_holds_as_much_as_its_plan_allows_is_whole() {
    let app = TestApp::new();
    let world = World::new(&app);
    let stored = usize::try_from(PlanId::Free.plan().limits.stored_bytes.unwrap()).unwrap();
    fill(&app, stored / TEXT);
    ready(&world.owner, "acme");
    let export = listed(&world).remove(0);
    assert!(!export.is_cut && usize::try_from(export.bytes).unwrap() > stored, "{export:?}");
}
