//! Whom the bills are made out to.

use super::EmailState;
use crate::access::{Admin, InOrganization};
use crate::body::{Body, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::organizations::OrganizationParams;
use crate::text::{Country, EmailAddress, address_line};
use serde::{Deserialize, Serialize};

/// Whom the bill is made out to. Every text may be empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct BillingDetails {
    /// Where invoices are sent: often the address of nobody who is a member.
    pub email: String,
    /// Whether they are sent there yet.
    pub email_state: EmailState,
    /// The legal name; empty: that of the organization.
    pub name: String,
    pub line1: String,
    pub line2: String,
    pub postal_code: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Tax or VAT number, as it should appear on the invoice.
    pub tax_id: String,
    /// Counts the changes; an edit names the version it was based on.
    pub version: i64,
}

/// `PATCH /api/organizations/{organization}/billing/details`: all of them at once. A stale version is 409.
pub struct UpdateBillingDetails;

impl Endpoint for UpdateBillingDetails {
    const NAME: &'static str = "update_billing_details";
    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/api/organizations/{organization}/billing/details";
    const SUMMARY: &'static str = "Change whom the invoices are made out and sent to.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = BillingDetailsChange;
    type Reply = BillingDetails;
}

/// What is left out or empty is emptied.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct BillingDetailsChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Email>"))]
    pub email: Option<EmailAddress>,
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Line>"))]
    pub name: String,
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Line>"))]
    pub line1: String,
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Line>"))]
    pub line2: String,
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Line>"))]
    pub postal_code: String,
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Line>"))]
    pub city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<CountryCode>"))]
    pub country: Option<Country>,
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Line>"))]
    pub tax_id: String,
    /// The version that was read before editing.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub version: i64,
}

impl Body for BillingDetailsChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let email = fields.optional_text("email", |text| given(text, EmailAddress::parse));
        let mut line = |name| fields.optional_text(name, address_line).map(Option::unwrap_or_default);
        let (name, line1, line2) = (line("name"), line("line1"), line("line2"));
        let (postal_code, city, tax_id) = (line("postal_code"), line("city"), line("tax_id"));
        let country = fields.optional_text("country", |text| given(text, Country::parse));
        let version = fields.whole("version");
        Some(Self {
            email: email?.flatten(),
            name: name?,
            line1: line1?,
            line2: line2?,
            postal_code: postal_code?,
            city: city?,
            country: country?.flatten(),
            tax_id: tax_id?,
            version: version?,
        })
    }
}

#[cfg(feature = "openapi")]
crate::described::described!(
    /// One line of at most 100 characters, or nothing.
    Line: crate::text::line_schema(),
    /// Where invoices are sent, or nothing.
    Email: crate::described::or_blank(crate::text::email_schema()),
    /// ISO 3166-1 alpha-2, or nothing.
    CountryCode: crate::described::or_blank(crate::text::country_schema()),
);

/// `None` for an empty text.
fn given<T>(text: &str, parse: impl Fn(&str) -> Result<T, &'static str>) -> Result<Option<T>, &'static str> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}
