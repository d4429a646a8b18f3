//! Invoices: what an organization is to pay for which period. Once issued, an invoice says the same forever; only its status changes.

use crate::access::{Admin, InOrganization};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::ids::InvoiceId;
use crate::page::Cursor;
use crate::params::params;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    Open,
    Paid,
    /// Cancelled: nothing is to be paid.
    Void,
    /// Given up.
    Uncollectible,
    /// Of a newer version of Portico.
    #[serde(other)]
    Unknown,
}

impl InvoiceStatus {
    /// The word in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            InvoiceStatus::Open => "open",
            InvoiceStatus::Paid => "paid",
            InvoiceStatus::Void => "void",
            InvoiceStatus::Uncollectible => "uncollectible",
            InvoiceStatus::Unknown => "unknown",
        }
    }

    /// The status as the console shows it.
    pub fn title(self) -> &'static str {
        match self {
            InvoiceStatus::Open => "Open",
            InvoiceStatus::Paid => "Paid",
            InvoiceStatus::Void => "Void",
            InvoiceStatus::Uncollectible => "Uncollectible",
            InvoiceStatus::Unknown => "Unknown",
        }
    }
}

/// An invoice in a list. Times are milliseconds since 1970, amounts minor units of the currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct InvoiceRow {
    pub id: InvoiceId,
    /// As it stands on the paper; numbers of this installation's own invoices have no gaps.
    pub number: String,
    pub status: InvoiceStatus,
    /// ISO 4217, lower case.
    pub currency: String,
    pub total: i64,
    pub issued_at: i64,
    /// Absent where Stripe charges by itself, and where nothing is to be paid.
    pub due_at: Option<i64>,
    pub paid_at: Option<i64>,
    pub period_start: i64,
    pub period_end: i64,
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// A plan, for the period of the line.
    Plan,
    /// What was paid for and is not used any more; its amount is negative.
    Credit,
    /// What a project's environments were read, for as long as the project was in this organization. The plan includes it.
    Usage,
    /// Whatever Stripe, or a newer version of Portico, wrote besides.
    #[serde(other)]
    Other,
}

/// One line. Times are milliseconds since 1970, amounts minor units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct InvoiceLine {
    pub kind: LineKind,
    pub description: String,
    pub quantity: i64,
    pub amount: i64,
    pub period_start: i64,
    pub period_end: i64,
}

/// Whom an invoice is made out to, as it was known when the invoice was issued.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct BillTo {
    pub name: String,
    pub email: String,
    pub line1: String,
    pub line2: String,
    pub postal_code: String,
    pub city: String,
    pub country: String,
    pub tax_id: String,
}

/// A whole invoice: what the print page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Invoice {
    #[serde(flatten)]
    pub row: InvoiceRow,
    pub bill_to: BillTo,
    /// Their amounts add up to the total.
    pub lines: Vec<InvoiceLine>,
    /// Who issued it, in lines: name, address, tax number.
    pub seller: String,
    /// How to pay it, in lines. Empty where Stripe charges by itself, and where nothing is to be paid.
    pub instructions: String,
    /// Stripe's page of it, where it can be paid and downloaded.
    pub hosted_url: Option<String>,
}

params!(
    /// Where a list of invoices goes on.
    ListInvoicesParams {
        /// The organization's slug or ID.
        organization: String,
        after: Option<Cursor>,
    }
);

/// `GET /api/organizations/{organization}/billing/invoices`
pub struct ListInvoices;

impl Endpoint for ListInvoices {
    const NAME: &'static str = "list_invoices";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/billing/invoices";
    const SUMMARY: &'static str = "List an organization's invoices, newest first, a page at a time.";
    type Access = InOrganization<Admin>;
    type Params = ListInvoicesParams;
    type Body = Empty;
    type Reply = InvoicePage;
}

/// One page of invoices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct InvoicePage {
    pub invoices: Vec<InvoiceRow>,
    /// The `after` of the next page; absent on the last one.
    pub next: Option<String>,
}

params!(
    /// One invoice of an organization.
    InvoiceParams {
        /// The organization's slug or ID.
        organization: String,
        /// The invoice's ID.
        invoice: String,
    }
);

/// `GET /api/organizations/{organization}/billing/invoices/{invoice}`
pub struct ShowInvoice;

impl Endpoint for ShowInvoice {
    const NAME: &'static str = "show_invoice";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/billing/invoices/{invoice}";
    const SUMMARY: &'static str = "Show an invoice with its lines.";
    type Access = InOrganization<Admin>;
    type Params = InvoiceParams;
    type Body = Empty;
    type Reply = Invoice;
}
