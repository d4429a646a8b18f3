//! The log as a file, slice by slice.

use super::store::{self, EXPORT_ROWS};
use crate::access::Select;
use crate::context::Context;
use crate::error::Error;
use crate::schema::read_json;
use portico_api::audit::{AuditEntry, AuditSlice, ExportAuditParams, ExportFormat, Way};
use serde::{Deserialize, Serialize};

/// What SQL found.
#[derive(Debug, Deserialize)]
struct Found {
    format: ExportFormat,
    /// Whether it is where the file begins.
    first: bool,
    entries: Vec<AuditEntry>,
    next: Option<String>,
}

/// In the scope `organization`: [`Found`].
pub(crate) fn export(params: &ExportAuditParams) -> Select {
    store::export(params)
}

/// The slice as text.
pub(crate) fn exported(_: &Context, found: &str) -> Result<String, Error> {
    let Found { format, first, entries, next } = read_json(found)?;
    let mut text = String::with_capacity(entries.len().min(EXPORT_ROWS) * 512);
    if first && format == ExportFormat::Csv {
        // Without it Excel takes the text for one of the last century.
        text.push('\u{feff}');
        line(&mut text, COLUMNS.iter().copied());
    }
    for entry in &entries {
        match format {
            ExportFormat::Csv => line(&mut text, cells(entry).iter().map(String::as_str)),
            ExportFormat::Jsonl => {
                text.push_str(&json(entry));
                text.push('\n');
            }
        }
    }
    let entries = i64::try_from(entries.len()).unwrap_or_default();
    Ok(json(&AuditSlice { text, entries, next }))
}

const COLUMNS: [&str; 18] = [
    "id",
    "number",
    "time",
    "person",
    "email",
    "action",
    "outcome",
    "times",
    "target_kind",
    "target_id",
    "target_name",
    "project",
    "mode",
    "details",
    "way",
    "country",
    "browser",
    "request_id",
];

fn cells(entry: &AuditEntry) -> [String; 18] {
    let word = |value: &Option<String>| value.clone().unwrap_or_default();
    let (name, email) =
        entry.person.as_ref().map(|by| (by.name.clone(), by.email.clone())).unwrap_or_default();
    [
        entry.id.clone(),
        entry.number.map(|number| number.to_string()).unwrap_or_default(),
        written(entry.at),
        name,
        email,
        entry.action.clone(),
        entry.refused.map_or_else(|| "done".to_owned(), |status| format!("denied ({status})")),
        entry.times.to_string(),
        entry.target.kind.clone(),
        entry.target.id.clone(),
        word(&entry.target.name),
        word(&entry.project),
        entry.mode.map(|mode| mode.as_str().to_owned()).unwrap_or_default(),
        json(&entry.details),
        way(entry.way),
        word(&entry.country),
        entry.browser.clone(),
        entry.request_id.clone(),
    ]
}

fn way(way: Way) -> String {
    serde_json::to_value(way).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// One line of RFC 4180. Every cell is in quotes, so that nothing in it ends the cell or the line.
fn line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (nth, cell) in cells.enumerate() {
        text.push_str(if nth == 0 { "\"" } else { ",\"" });
        if is_formula(cell) {
            text.push('\'');
        }
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// Whether a spreadsheet would reckon with the cell, or worse: whoever names a project must not run anything on the machine of who reads its log.
fn is_formula(cell: &str) -> bool {
    let mut letters = cell.chars().skip_while(|letter| *letter == ' ');
    letters.next().is_some_and(|first| "=+-@\t\r\n|%\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(first))
}

/// `2026-11-03T13:37:05.123Z`
fn written(at: i64) -> String {
    let moment = time::OffsetDateTime::from_unix_timestamp(at.div_euclid(1000));
    moment
        .map(|moment| {
            format!(
                "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                moment.year(),
                u8::from(moment.month()),
                moment.day(),
                moment.hour(),
                moment.minute(),
                moment.second(),
                at.rem_euclid(1000)
            )
        })
        .unwrap_or_default()
}

fn json(value: &impl Serialize) -> String {
    // Text keys and no floats of our own: turning them into JSON does not fail.
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cell: &str) -> String {
        let mut text = String::new();
        line(&mut text, [cell].into_iter());
        text
    }

    #[test]
    fn nothing_in_a_cell_is_a_formula_or_ends_it() {
        assert_eq!(of("=1+1"), "\"'=1+1\"\r\n");
        assert_eq!(of("  =1"), "\"'  =1\"\r\n");
        assert_eq!(of("@SUM(A1)"), "\"'@SUM(A1)\"\r\n");
        assert_eq!(of("-2"), "\"'-2\"\r\n");
        assert_eq!(of("\tx"), "\"'\tx\"\r\n");
        assert_eq!(of("a,\"b\"\r\nc"), "\"a,\"\"b\"\"\r\nc\"\r\n");
        assert_eq!(of("a=b"), "\"a=b\"\r\n");
    }

    #[test]
    fn time_is_written_as_iso_8601() {
        assert_eq!(written(1_790_000_000_123), "2026-09-21T14:13:20.123Z");
    }
}
