//! The billing address says yes: an address of nobody who is a member is asked, with a link in one mail, before any invoice goes there.

use super::BillingDetails;
use crate::access::{Admin, InOrganization, Public};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::organizations::OrganizationParams;
use crate::params::params;
use serde::{Deserialize, Serialize};

/// Whether invoices may be mailed to the billing address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EmailState {
    /// They may: whoever reads its mail has said so, or is a member. Also where there is no address.
    #[default]
    Confirmed,
    /// It was asked by mail. Invoices go there once it has said yes, those included that wait to be paid.
    Waiting,
    /// It asked for no more mail, so it gets none.
    Stopped,
    /// Of a newer version of Portico.
    #[serde(other)]
    Unknown,
}

/// `POST /api/organizations/{organization}/billing/details/confirmation`: asks the billing address once more. The link of the mail before stops
/// working. Where nothing has to be confirmed, nothing is sent.
pub struct ResendConfirmation;

impl Endpoint for ResendConfirmation {
    const NAME: &'static str = "resend_confirmation";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/billing/details/confirmation";
    const SUMMARY: &'static str =
        "Ask the billing address once more whether invoices may go there, with a new link.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = Empty;
    type Reply = BillingDetails;
}

params!(
    /// The link in the mail to a billing address.
    BillingAddressParams {
        /// The token of the link.
        token: String,
    }
);

/// What a billing address is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct BillingAddress {
    /// The name of the organization whose invoices they are.
    pub organization: String,
    /// Masked: `b•••@example.com`.
    pub address: String,
    pub is_confirmed: bool,
}

/// `GET /api/billing-addresses/{token}`: what the page behind the link shows. Changes nothing, however often it is opened.
pub struct ShowBillingAddress;

impl Endpoint for ShowBillingAddress {
    const NAME: &'static str = "show_billing_address";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/billing-addresses/{token}";
    const SUMMARY: &'static str =
        "Show whose invoices an address is to get, to whoever has the link of its mail.";
    type Access = Public;
    type Params = BillingAddressParams;
    type Body = Empty;
    type Reply = BillingAddress;
}

/// `POST /api/billing-addresses/{token}/confirm`: invoices may go there. Doing it twice is harmless.
pub struct ConfirmBillingAddress;

impl Endpoint for ConfirmBillingAddress {
    const NAME: &'static str = "confirm_billing_address";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/billing-addresses/{token}/confirm";
    const SUMMARY: &'static str = "Let an organization's invoices be mailed to the address.";
    type Access = Public;
    type Params = BillingAddressParams;
    type Body = Empty;
    type Reply = BillingAddress;
}
