//! The log as a file: all of it, in slices, and harmless to open.

use super::read::fill;
use crate::support::memory::peak;
use crate::support::{TestApp, World};
use portico_api::audit::{AuditEntry, ExportAudit, ExportAuditParams, ExportFormat};
use portico_api::page::Cursor;
use portico_api::projects::UpdateProject;
use serde_json::json;

/// All of acme's log as a file.
pub(crate) fn exported(format: ExportFormat) -> ExportAuditParams {
    ExportAuditParams {
        organization: "acme".into(),
        format,
        person: None,
        action: None,
        project: None,
        denied: false,
        since: None,
        until: None,
        after: None,
    }
}

/// The slices of the file.
fn slices(world: &World, format: ExportFormat) -> Vec<(String, i64)> {
    let (mut after, mut slices) = (None, Vec::new());
    loop {
        let params = ExportAuditParams { after, ..exported(format) };
        let slice = world.owner.get::<ExportAudit>(&params).ok::<ExportAudit>();
        slices.push((slice.text, slice.entries));
        match slice.next {
            Some(next) => after = Some(Cursor::new(next)),
            None => return slices,
        }
    }
}

fn file(world: &World, format: ExportFormat) -> String {
    slices(world, format).into_iter().map(|(text, _)| text).collect()
}

fn entries(app: &TestApp) -> usize {
    let sql = "SELECT count(*) FROM audit_entries WHERE organization_id = (SELECT id FROM organizations WHERE slug = 'acme')";
    usize::try_from(app.db().number(sql)).unwrap_or_default()
}

#[test]
fn json_lines_have_every_entry_once_newest_first() {
    let app = TestApp::new();
    let world = World::new(&app);
    fill(&app, 600);
    let file = file(&world, ExportFormat::Jsonl);
    let read: Vec<AuditEntry> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read.len(), entries(&app));
    assert!(read.windows(2).all(|pair| pair[0].id > pair[1].id));
}

#[test]
fn csv_has_its_titles_once_and_nothing_that_a_spreadsheet_would_run() {
    let app = TestApp::new();
    let world = World::new(&app);
    let name = r#"=HYPERLINK("https://evil.example";"Look")"#;
    let rename = json!({ "name": name, "version": 1 });
    world.owner.send::<UpdateProject>(&world.project_params(), rename).ok::<UpdateProject>();
    fill(&app, 300);
    let file = file(&world, ExportFormat::Csv);
    assert!(file.starts_with("\u{feff}\"id\",\"number\",\"time\","));
    assert_eq!(file.matches("\"request_id\"").count(), 1);
    assert_eq!(file.lines().count(), entries(&app) + 1);
    assert!(file.contains(r#""'=HYPERLINK(""https://evil.example"";""Look"")""#), "{file}");
    for cell in file.split("\",\"") {
        assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
    }
}

#[test]
fn export_of_ten_times_the_entries_takes_no_more_memory_and_no_larger_statement() {
    let app = TestApp::new();
    let world = World::new(&app);
    let largest = |app: &TestApp| {
        let (slices, bytes) = peak(|| {
            let (mut after, mut all, mut most) = (None, 0, 0);
            loop {
                let params = ExportAuditParams { after, ..exported(ExportFormat::Jsonl) };
                let slice = world.owner.get::<ExportAudit>(&params).ok::<ExportAudit>();
                (all, most) = (all + slice.entries, most.max(slice.entries));
                match slice.next {
                    Some(next) => after = Some(Cursor::new(next)),
                    None => break (all, most),
                }
            }
        });
        assert_eq!(usize::try_from(slices.0).unwrap_or_default(), entries(app));
        assert!(slices.1 <= 250, "rows of one statement: {}", slices.1);
        bytes
    };
    fill(&app, 1_000);
    let of_a_thousand = largest(&app);
    app.wait(1);
    fill(&app, 9_000);
    let of_all = largest(&app);
    assert!(of_all < of_a_thousand * 2, "{of_all} bytes instead of {of_a_thousand}");
}
