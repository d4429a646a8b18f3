//! What the database said before the copy was put back, from an export of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::permissions::Permissions;
use super::sql::{rank, role};

/// What was revoked, who had which role, and what was allowed.
#[derive(Debug)]
pub(super) struct Later {
    pub(super) permissions: Permissions,
    revoked: BTreeSet<String>,
    roles: BTreeMap<(String, String), u8>,
}

/// A membership that was taken away since, or whose role was lowered.
pub(super) struct Lowered {
    pub(super) organization: String,
    pub(super) user: String,
    said: String,
    /// 0: it was taken away.
    pub(super) role: u8,
}

impl Lowered {
    pub(super) fn say(&self) -> String {
        let end = if self.role == 0 { "taken away".to_owned() } else { format!("now {}", role(self.role)) };
        format!("{}  {end}", self.said)
    }
}

impl Later {
    pub(super) fn read(export: &Path) -> Result<Self> {
        let text = fs::read_to_string(export).with_context(|| {
            format!("the export {} cannot be read: `wrangler d1 export` makes one", export.display())
        })?;
        Self::parse(&text)
    }

    fn parse(export: &str) -> Result<Self> {
        let (keys, members) = (rows(export, "keys"), rows(export, "memberships"));
        ensure!(
            export.contains("\"memberships\"") && !members.is_empty(),
            "the export holds no memberships: it has to be a whole one, with data, from before the copy was put back"
        );
        let permissions = Permissions::read(&rows(export, "projects"), &rows(export, "organizations"));
        let is_revoked = |row: &&BTreeMap<String, String>| field(row, "revoked_at") != "NULL";
        let revoked = keys.iter().filter(is_revoked).map(|row| field(row, "id")).collect();
        let of = |row: &BTreeMap<String, String>| (field(row, "organization_id"), field(row, "user_id"));
        let roles =
            members.iter().map(|row| (of(row), field(row, "role").parse().unwrap_or_default())).collect();
        Ok(Self { permissions, revoked, roles })
    }

    /// Those of the keys that were revoked by then.
    pub(super) fn revoked(&self, keys: &[Vec<String>]) -> Vec<Vec<String>> {
        let was = |row: &&Vec<String>| row.first().is_some_and(|id| self.revoked.contains(id));
        keys.iter().filter(was).cloned().collect()
    }

    /// Those of the members who had less by then, or nothing.
    pub(super) fn lowered(&self, members: &[Vec<String>]) -> Vec<Lowered> {
        let mut all = Vec::new();
        for row in members {
            let [organization, user, slug, email, now] = row.as_slice() else { continue };
            let later = self.roles.get(&(organization.clone(), user.clone())).copied().unwrap_or_default();
            if later < rank(now) {
                let said = format!("{slug}  {email}  {now}");
                all.push(Lowered {
                    organization: organization.clone(),
                    user: user.clone(),
                    said,
                    role: later,
                });
            }
        }
        all
    }
}

/// A field of a row; empty where there is none.
pub(super) fn field(row: &BTreeMap<String, String>, name: &str) -> String {
    row.get(name).cloned().unwrap_or_default()
}

/// The rows of a table in an export: each stands on a line of its own.
pub(super) fn rows(export: &str, table: &str) -> Vec<BTreeMap<String, String>> {
    let begin = format!("INSERT INTO \"{table}\" (");
    let lines = export.lines().filter_map(|line| line.strip_prefix(&begin));
    lines
        .filter_map(|line| {
            let (columns, values) = line.split_once(") VALUES(")?;
            let columns = columns.split(',').map(|name| name.trim_matches('"').to_owned());
            Some(columns.zip(fields(values)).collect())
        })
        .collect()
}

/// The values of a row: texts without their quotes, anything else as it is.
fn fields(values: &str) -> Vec<String> {
    let (mut all, mut field, mut is_text) = (Vec::new(), String::new(), false);
    let mut chars = values.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\'' if is_text && chars.peek() == Some(&'\'') => {
                chars.next();
                field.push('\'');
            }
            '\'' => is_text = !is_text,
            ',' if !is_text => all.push(std::mem::take(&mut field)),
            ')' if !is_text => break,
            other => field.push(other),
        }
    }
    all.push(field);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPORT: &str = r#"PRAGMA defer_foreign_keys=TRUE;
CREATE TABLE keys (id TEXT);
INSERT INTO "keys" ("id","name","revoked_at") VALUES('k1','It''s (a), key',NULL);
INSERT INTO "keys" ("id","name","revoked_at") VALUES('k2','Old',1790000000000);
INSERT INTO "memberships" ("organization_id","user_id","role") VALUES('o','a',4);
INSERT INTO "memberships" ("organization_id","user_id","role") VALUES('o','b',1);
INSERT INTO "memberships" ("organization_id","user_id","role") VALUES('o','c',3);
"#;

    fn row(fields: &[&str]) -> Vec<String> {
        fields.iter().map(|field| (*field).to_owned()).collect()
    }

    #[test]
    fn only_what_was_revoked_lowered_or_taken_away_since_is_named() {
        let later = Later::parse(EXPORT).unwrap();
        let members = [
            row(&["o", "a", "acme", "a@example.com", "Owner"]),
            row(&["o", "b", "acme", "b@example.com", "Admin"]),
            row(&["o", "c", "acme", "c@example.com", "Viewer"]),
            row(&["o", "d", "acme", "d@example.com", "Developer"]),
        ];
        let said: Vec<_> = later.lowered(&members).iter().map(Lowered::say).collect();
        let expected =
            ["acme  b@example.com  Admin  now Viewer", "acme  d@example.com  Developer  taken away"];
        assert_eq!(said, expected);
        let keys = [row(&["k1", "acme"]), row(&["k2", "acme"])];
        assert_eq!(later.revoked(&keys), [row(&["k2", "acme"])]);
    }

    #[test]
    fn export_without_data_takes_nothing_away() {
        assert!(Later::parse("").is_err());
        assert!(Later::parse("CREATE TABLE \"memberships\" (id TEXT);").is_err());
    }

    #[test]
    fn values_are_read_whatever_is_in_them() {
        assert_eq!(fields("'a,b','It''s',NULL,17);"), ["a,b", "It's", "NULL", "17"]);
    }
}
