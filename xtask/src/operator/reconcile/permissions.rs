//! What was allowed less, since the copy, than the database says now: who may publish to live, and how members have to sign in.

use std::collections::{BTreeMap, BTreeSet};

use super::later::field;
use super::sql::{harmless, list};

/// Asks for what falls back with the database: projects whose Developers may publish to live, and what each organization asks of sign-ins.
pub(super) const PERMISSIONS: &str = "\
    SELECT hex('release' || char(31) || p.id || char(31) || o.slug || char(31) || p.slug) AS line \
    FROM projects p JOIN organizations o ON o.id = p.organization_id AND o.deleted_at IS NULL \
    WHERE p.deleted_at IS NULL AND p.developers_publish_live = 1 ORDER BY o.slug, p.slug; \
    SELECT hex('security' || char(31) || o.id || char(31) || o.slug || char(31) || coalesce(o.sign_in_ways, '') || char(31) || coalesce(o.session_ms, '')) AS line \
    FROM organizations o WHERE o.deleted_at IS NULL ORDER BY o.slug;";

const HOUR_MS: u64 = 60 * 60 * 1000;

/// What an export says of both.
#[derive(Debug, Default)]
pub(super) struct Permissions {
    /// The projects whose Developers might not publish to live.
    kept: BTreeSet<String>,
    asked: BTreeMap<String, Asked>,
}

/// What an organization asks of how its members sign in.
#[derive(Clone, Debug, Default, PartialEq)]
struct Asked {
    /// Empty: any way.
    ways: Vec<String>,
    /// How long ago it may be, in milliseconds; `None`: as long as the session lasts.
    session_ms: Option<u64>,
}

/// One that was withdrawn or tightened since.
pub(super) enum Withdrawn {
    Release { project: String, said: String },
    Security { organization: String, said: String, asked: String },
}

impl Withdrawn {
    pub(super) fn say(&self) -> String {
        match self {
            Self::Release { said, .. } | Self::Security { said, .. } => said.clone(),
        }
    }
}

impl Permissions {
    /// From the rows of both tables in an export.
    pub(super) fn read(
        projects: &[BTreeMap<String, String>],
        organizations: &[BTreeMap<String, String>],
    ) -> Self {
        let kept = projects.iter().filter(|row| field(row, "developers_publish_live") == "0");
        let asked = organizations.iter().map(|row| {
            (field(row, "id"), Asked::read(&field(row, "sign_in_ways"), &field(row, "session_ms")))
        });
        Self { kept: kept.map(|row| field(row, "id")).collect(), asked: asked.collect() }
    }

    /// What the database allows now and did not by then.
    pub(super) fn withdrawn(&self, release: &[Vec<String>], security: &[Vec<String>]) -> Vec<Withdrawn> {
        let releases = release.iter().filter_map(|row| {
            let [project, place @ ..] = row.as_slice() else { return None };
            let said = format!("{}  Developers may not publish to live", place.join(" / "));
            self.kept.contains(project).then(|| Withdrawn::Release { project: project.clone(), said })
        });
        let securities = security.iter().filter_map(|row| {
            let [organization, slug, ways, session_ms] = row.as_slice() else { return None };
            let now = Asked::read(ways, session_ms);
            let asked = self.asked.get(organization)?.tightens(&now)?;
            let said = format!("{slug}  {}", asked.say());
            Some(Withdrawn::Security { organization: organization.clone(), said, asked: asked.set() })
        });
        releases.chain(securities).collect()
    }
}

impl Asked {
    fn read(ways: &str, session_ms: &str) -> Self {
        // The ID of a provider has no other letters.
        let plain = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == ':';
        let ways = ways.split_whitespace().filter(|way| *way != "NULL" && way.chars().all(plain));
        Self { ways: ways.map(str::to_owned).collect(), session_ms: session_ms.parse().ok() }
    }

    /// What of it has to hold again where `now` is what the database asks: nothing that it asks more than that is taken away.
    fn tightens(&self, now: &Self) -> Option<Self> {
        let opens = now.ways.is_empty() || now.ways.iter().any(|way| !self.ways.contains(way));
        let ways = if !self.ways.is_empty() && opens { &self.ways } else { &now.ways };
        let session_ms = self.session_ms.into_iter().chain(now.session_ms).min();
        let asked = Self { ways: ways.clone(), session_ms };
        (asked != *now).then_some(asked)
    }

    fn say(&self) -> String {
        let ways = match self.ways.is_empty() {
            true => "sign in in any way".to_owned(),
            false => format!("sign in with {}", self.ways.join(" or ")),
        };
        match self.session_ms.map(|ms| ms / HOUR_MS) {
            Some(1) => format!("{ways}, in the last hour"),
            Some(hours) => format!("{ways}, in the last {hours} hours"),
            None => ways,
        }
    }

    fn set(&self) -> String {
        let ways = match self.ways.is_empty() {
            true => "NULL".to_owned(),
            false => format!("' {} '", self.ways.join(" ")),
        };
        let session_ms = self.session_ms.map_or_else(|| "NULL".to_owned(), |ms| ms.to_string());
        format!("sign_in_ways = {ways}, session_ms = {session_ms}")
    }
}

/// The statements that withdraw them again.
pub(super) fn withdraw(all: &[Withdrawn]) -> Vec<String> {
    let releases: Vec<&str> = all
        .iter()
        .filter_map(|one| match one {
            Withdrawn::Release { project, .. } => Some(project.as_str()),
            Withdrawn::Security { .. } => None,
        })
        .collect();
    let releases = releases.chunks(300).map(|some| {
        format!(
            "UPDATE projects SET developers_publish_live = 0, version = version + 1 WHERE developers_publish_live = 1 AND id IN ({});",
            list(some.iter().copied())
        )
    });
    let securities = all.iter().filter_map(|one| match one {
        Withdrawn::Security { organization, asked, .. } => Some(format!(
            "UPDATE organizations SET {asked}, security_version = security_version + 1 WHERE id = '{}';",
            harmless(organization)
        )),
        Withdrawn::Release { .. } => None,
    });
    releases.chain(securities).collect()
}

#[cfg(test)]
mod tests {
    use super::super::later::rows;
    use super::*;

    const EXPORT: &str = r#"INSERT INTO "projects" ("id","name","developers_publish_live") VALUES('p1','A, b',0);
INSERT INTO "projects" ("id","name","developers_publish_live") VALUES('p2','C',1);
INSERT INTO "organizations" ("id","sign_in_ways","session_ms") VALUES('o1',' passkey provider:okta ',28800000);
INSERT INTO "organizations" ("id","sign_in_ways","session_ms") VALUES('o2',NULL,NULL);
INSERT INTO "organizations" ("id","sign_in_ways","session_ms") VALUES('o3',' passkey '' ',NULL);
"#;

    fn row(fields: &[&str]) -> Vec<String> {
        fields.iter().map(|field| (*field).to_owned()).collect()
    }

    fn later() -> Permissions {
        Permissions::read(&rows(EXPORT, "projects"), &rows(EXPORT, "organizations"))
    }

    #[test]
    fn what_was_withdrawn_since_is_said_and_withdrawn_again() {
        let release = ["p1", "p2", "p3"].map(|id| row(&[id, "acme", id]));
        let security = [row(&["o1", "acme", "", ""]), row(&["o2", "other", " passkey ", "3600000"])];
        let all = later().withdrawn(&release, &security);
        let said: Vec<_> = all.iter().map(Withdrawn::say).collect();
        let expected = [
            "acme / p1  Developers may not publish to live",
            "acme  sign in with passkey or provider:okta, in the last 8 hours",
        ];
        assert_eq!(said, expected);
        let told = withdraw(&all);
        assert_eq!(
            told,
            [
                "UPDATE projects SET developers_publish_live = 0, version = version + 1 WHERE developers_publish_live = 1 AND id IN ('p1');",
                "UPDATE organizations SET sign_in_ways = ' passkey provider:okta ', session_ms = 28800000, \
                 security_version = security_version + 1 WHERE id = 'o1';",
            ]
        );
    }

    #[test]
    fn nothing_that_is_asked_now_is_asked_less_afterwards() {
        let asked = |ways: &str, ms: &str| later().withdrawn(&[], &[row(&["o1", "acme", ways, ms])]);
        let said = |ways: &str, ms: &str| asked(ways, ms).iter().map(Withdrawn::say).collect::<String>();
        assert_eq!(said(" passkey ", "3600000"), "");
        assert_eq!(said(" passkey ", ""), "acme  sign in with passkey, in the last 8 hours");
        assert_eq!(
            said(" passkey provider:google ", "3600000"),
            "acme  sign in with passkey or provider:okta, in the last hour"
        );
        let none = Asked { ways: Vec::new(), session_ms: Some(HOUR_MS) };
        assert_eq!(none.say(), "sign in in any way, in the last hour");
    }

    #[test]
    fn nothing_but_ways_gets_into_sql() {
        let all = later().withdrawn(&[], &[row(&["o3", "acme", "", ""])]);
        assert_eq!(
            withdraw(&all),
            [
                "UPDATE organizations SET sign_in_ways = ' passkey ', session_ms = NULL, security_version = security_version + 1 WHERE id = 'o3';"
            ]
        );
    }
}
