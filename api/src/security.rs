//! What an organization asks of how its members sign in: in which ways, and how long ago at most.
//!
//! Whoever's session does not fulfil it is refused with 403 and the kind `sign_in_asked` by every endpoint of the organization but the one to leave it,
//! and lists tell nothing of it but its name; other organizations stay as they are, and so do reads of configurations.

use crate::access::{Admin, InOrganization, Owner, ProvenInOrganization};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::organizations::OrganizationParams;
use crate::providers::Provider;
use crate::session::SESSION_LIFE_MS;
use crate::text::RequiredWay;
use crate::versions::typed_organization_name;
use serde::{Deserialize, Serialize};

/// The longest time ago that can be asked for, in hours: no session lasts longer.
pub const SIGN_IN_HOURS_MAX: i64 = SESSION_LIFE_MS / HOUR_MS;
/// How many ways can be asked for: passkeys and each of the providers.
pub const WAYS_MAX: usize = 11;
/// How often one organization lifts what it asks in 24 hours: each time all of its Owners are mailed. Asking for it again is not limited.
pub const LIFTS_A_DAY: i64 = 5;

const HOUR_MS: i64 = 60 * 60 * 1000;

/// `GET /api/organizations/{organization}/security`
pub struct ShowSecurity;

impl Endpoint for ShowSecurity {
    const NAME: &'static str = "show_security";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/security";
    const SUMMARY: &'static str = "Show what the organization asks of how its members sign in.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = Empty;
    type Reply = Security;
}

/// What an organization asks of how its members sign in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Security {
    /// A member has signed in in one of these; empty: in any way. Each is `passkey`, or `provider:` and a provider's ID.
    pub ways: Vec<String>,
    /// So many hours ago at most; absent: as long as the session lasts.
    pub sign_in_hours: Option<i64>,
    /// Counts the changes; an edit names the version it was based on.
    pub version: i64,
}

/// `PATCH /api/organizations/{organization}/security`: sets both, for every member at once. Refused where the caller's own session would not fulfil it, so
/// that nobody locks everybody out. A stale version is refused with 409.
pub struct UpdateSecurity;

impl Endpoint for UpdateSecurity {
    const NAME: &'static str = "update_security";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/api/organizations/{organization}/security";
    const SUMMARY: &'static str = "Ask something of how members sign in.";
    type Access = InOrganization<Owner>;
    type Params = OrganizationParams;
    type Body = SecurityChange;
    type Reply = Security;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SecurityChange {
    /// Empty or left out: in any way.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Vec<RequiredWay>>", length(max = WAYS_MAX)))]
    pub ways: Vec<RequiredWay>,
    /// 1 to 720; null or left out: as long as the session lasts.
    #[cfg_attr(feature = "openapi", schemars(range(min = 1, max = SIGN_IN_HOURS_MAX)))]
    pub sign_in_hours: Option<i64>,
    /// The version that was read before editing.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub version: i64,
}

impl SecurityChange {
    /// How long ago a sign-in may be, in milliseconds.
    pub fn session_ms(&self) -> Option<i64> {
        self.sign_in_hours.map(|hours| hours * HOUR_MS)
    }
}

impl Body for SecurityChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let texts = fields.optional_texts("ways", WAYS_MAX);
        let ways = texts.and_then(|texts| {
            let read: Result<Vec<_>, _> = texts.iter().map(|text| RequiredWay::parse(text)).collect();
            match read {
                Ok(mut ways) => {
                    ways.sort_by(|one, other| one.as_str().cmp(other.as_str()));
                    ways.dedup();
                    Some(ways)
                }
                Err(detail) => {
                    fields.fault("ways", detail);
                    None
                }
            }
        });
        let sign_in_hours = fields.optional_integer("sign_in_hours", 1, SIGN_IN_HOURS_MAX);
        let version = fields.whole("version");
        Some(Self { ways: ways?, sign_in_hours: sign_in_hours?, version: version? })
    }
}

/// `DELETE /api/organizations/{organization}/security`: asks for nothing any more. The way out of an Owner whose session does not fulfil what is asked, such
/// as one who lost the passkey: it takes the organization's name and a sign-in of the last 10 minutes, whichever way, and all Owners are mailed.
pub struct LiftSecurity;

impl Endpoint for LiftSecurity {
    const NAME: &'static str = "lift_security";
    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/api/organizations/{organization}/security";
    const SUMMARY: &'static str = "Ask nothing of how members sign in any more.";
    type Access = ProvenInOrganization<Owner>;
    type Params = OrganizationParams;
    type Body = SecurityLift;
    type Reply = Security;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SecurityLift {
    /// The organization's name, exactly as it is.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Confirmation"))]
    pub confirm: String,
}

impl Body for SecurityLift {
    fn read(fields: &mut Fields) -> Option<Self> {
        let confirm = fields.text("confirm", typed_organization_name);
        Some(Self { confirm: confirm? })
    }
}

/// What an organization asks of a sign-in that this session does not fulfil.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AskedSignIn {
    /// The organization's name.
    pub organization: String,
    /// Whether the caller is an Owner, who can lift it ([`LiftSecurity`]).
    pub is_owner: bool,
    /// As [`Security::ways`].
    pub ways: Vec<String>,
    /// What people know those of the ways by that are providers; one that the installation has no more is left out.
    #[serde(default)]
    pub providers: Vec<Provider>,
    /// As [`Security::sign_in_hours`].
    pub sign_in_hours: Option<i64>,
    /// Whether the session began in one of the ways: then it is too old.
    pub is_way_met: bool,
}

impl AskedSignIn {
    /// Whether the session is only too old: the same sign-in once more will do.
    pub fn is_only_old(&self) -> bool {
        self.ways.is_empty() || self.is_way_met
    }

    /// What is asked, in a sentence, and what to do.
    pub fn said(&self) -> String {
        self.parts().into_iter().map(|(_, text)| text).collect()
    }

    /// The same in parts, each with whether it is a name.
    pub fn parts(&self) -> Vec<(bool, String)> {
        let mut parts = vec![(true, self.organization.clone())];
        let hours = self.sign_in_hours.unwrap_or_default();
        if self.ways.is_empty() {
            let hours = crate::said::count(hours, "hour", "hours");
            parts.push((
                false,
                format!(" asks its members to sign in again after {hours}. Sign in again to continue."),
            ));
            return parts;
        }
        // The ways are said even where one of them was used: another one would open nothing.
        for (at, way) in self.ways.iter().enumerate() {
            let before = if at == 0 { " asks its members to sign in with " } else { " or " };
            parts.push((false, before.to_owned()));
            parts.push((way != "passkey", self.word(way).to_owned()));
        }
        let every = match hours {
            0 => String::new(),
            1 => " every hour".to_owned(),
            hours => format!(" every {hours} hours"),
        };
        let again = if self.is_way_met { " again" } else { "" };
        parts.push((false, format!("{every}. Sign in that way{again} to continue.")));
        parts
    }

    /// What a way is called; a provider that the installation has no more by its ID.
    fn word<'a>(&'a self, way: &'a str) -> &'a str {
        let Some(id) = way.strip_prefix("provider:") else { return "a passkey" };
        let known = self.providers.iter().find(|provider| provider.id == id);
        known.map_or(id, |provider| &provider.name)
    }
}
