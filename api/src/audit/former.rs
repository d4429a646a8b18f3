//! Whose entries are in the log although they are no members any more.

use crate::access::{Admin, InOrganization};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::ids::UserId;
use crate::organizations::OrganizationParams;
use serde::{Deserialize, Serialize};

/// `GET /api/organizations/{organization}/audit/former-members`: who has left, was removed or deleted their account, as long as the log says so, newest first.
/// Whoever has come back is not among them.
pub struct ListFormerMembers;

impl Endpoint for ListFormerMembers {
    const NAME: &'static str = "list_former_members";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/audit/former-members";
    const SUMMARY: &'static str =
        "List the people whose entries are in the log although they are no members any more.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = Empty;
    type Reply = FormerMembers;
}

/// People who were members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FormerMembers {
    /// The hundred who went last.
    pub people: Vec<FormerMember>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FormerMember {
    pub user_id: UserId,
    /// The address; of a deleted account the pseudonym that stands for it.
    pub email: String,
    /// What the person is called; absent while they have no name.
    pub name: Option<String>,
}
