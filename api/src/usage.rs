//! Usage: how often an organization's configurations were read, by day and project.

use crate::access::{Admin, InOrganization};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::organizations::Organization;
use crate::page::Cursor;
use crate::params::{Param, params};
use serde::{Deserialize, Serialize};

/// A calendar month (UTC), as `2026-11`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(String);

impl Month {
    /// Reads `YYYY-MM`, from 2000 to 2199.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let parts = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2);
        let is_within = |part: &str, min, max| {
            part.bytes().all(|byte| byte.is_ascii_digit())
                && part.parse::<u32>().is_ok_and(|n| (min..=max).contains(&n))
        };
        match parts {
            Some((year, month)) if is_within(year, 2000, 2199) && is_within(month, 1, 12) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err("Write the month as `2026-11`."),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Param for Month {
    fn write(&self) -> Option<String> {
        Some(self.0.clone())
    }
    fn read(value: Option<&str>) -> Result<Self, &'static str> {
        Self::parse(value.unwrap_or_default())
    }
    #[cfg(feature = "openapi")]
    fn schema() -> serde_json::Value {
        serde_json::json!({ "type": "string", "pattern": "^2[01][0-9]{2}-(?:0[1-9]|1[0-2])$" })
    }
}

/// How long usage is known by day, in days. After that there is one number for each project and month, for two years; then one for each month.
pub const DAYS_KEPT: i64 = 90;

params!(
    /// Which usage of an organization.
    ShowUsageParams {
        /// The organization's slug or ID.
        organization: String,
        month: Month,
        /// A project's ID: the days are those of this project alone.
        project: Option<String>,
        /// Where the list of projects goes on.
        after: Option<Cursor>,
    }
);

/// `GET /api/organizations/{organization}/usage`
pub struct ShowUsage;

impl Endpoint for ShowUsage {
    const NAME: &'static str = "show_usage";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/usage";
    const SUMMARY: &'static str =
        "Show how often configurations were read in a month, by day and by project.";
    type Access = InOrganization<Admin>;
    type Params = ShowUsageParams;
    type Body = Empty;
    type Reply = Usage;
}

/// The configuration reads of a month, up to a minute behind. Days and projects each add up to the total.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Usage {
    pub organization: Organization,
    /// `2026-11`
    pub month: String,
    /// Of the organization, whatever project was asked for.
    pub total: i64,
    /// One entry for each day of the month, 0 where nothing was read: of the project that was asked for, or of all. Empty where the month is so
    /// long ago that its days are not known any more.
    pub days: Vec<DayUsage>,
    /// The same days by project, of those that were read most; what is missing to the days is of all others. Empty where one project was
    /// asked for.
    pub series: Vec<ProjectDays>,
    /// Which project the days are of, if it was read in this month.
    pub project: Option<ProjectUsage>,
    /// The projects that were read, most first; 50 at a time. Empty where the month is so long ago that its projects are not known any more.
    pub projects: Vec<ProjectUsage>,
    /// The `after` of the next page; absent on the last one.
    pub next: Option<String>,
}

/// The reads of one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DayUsage {
    /// The day's beginning (UTC), in milliseconds since 1970.
    pub at: i64,
    pub reads: i64,
}

/// How many projects have a series of their own.
pub const SERIES_MAX: usize = 5;

/// The reads of one project, day by day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProjectDays {
    pub project_id: crate::ids::ProjectId,
    /// As in [`ProjectUsage`].
    pub name: String,
    /// One number for each of the days.
    pub reads: Vec<i64>,
}

/// The reads of one project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProjectUsage {
    pub project_id: crate::ids::ProjectId,
    /// Its name; that of the day it left, when it is not in this organization any more.
    pub name: String,
    /// Absent when it is not in this organization any more, or was deleted.
    pub slug: Option<String>,
    pub is_deleted: bool,
    pub reads: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_months_are_months() {
        assert!(Month::parse("2026-11").is_ok() && Month::parse("2024-02").is_ok());
        for bad in ["", "2026", "2026-13", "2026-00", "2026-1", "26-11", "2026-11-01", "+026-11", "1999-12"] {
            assert!(Month::parse(bad).is_err(), "{bad}");
        }
    }
}
