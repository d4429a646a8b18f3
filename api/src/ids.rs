//! Ids, each of its own type, so that one can't stand where another is due. All are UUID v7 in text form.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn new(text: String) -> Self {
                Self(text)
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids!(
    /// A person.
    UserId,
    /// A tenant. Stays when its name and slug change.
    OrganizationId,
    /// A project. Stays when its name and slug change.
    ProjectId,
    /// A project's sandbox or live mode: what the customer's software reads its configuration by.
    EnvironmentId,
    /// One sign-in of one browser.
    SessionId,
    /// A passkey of somebody's. It opens nothing.
    PasskeyId,
    /// An offer of membership.
    InviteId,
    /// A bill.
    InvoiceId,
    /// A server key.
    KeyId,
    /// An offer of a project to another organization.
    OfferId,
    /// An archive of an organization.
    ExportId,
);
