//! Billing: what an organization pays for, with what, and to whom the bill goes. Each organization has a bill of its own.

use crate::access::{Admin, InOrganization};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::invoices::{InvoiceLine, InvoiceRow};
use crate::organizations::{Organization, OrganizationParams};
use crate::params::params;
use crate::plans::{Interval, PlanId};
use crate::text::{Country, EmailAddress, address_line};
use serde::{Deserialize, Serialize};

/// How an installation is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Payments {
    /// Invoices are issued here and paid by bank transfer or whatever the installation's owner arranged.
    ByHand,
    /// Stripe charges the organization's card.
    Stripe,
}

/// Everything on an organization's billing page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Billing {
    pub organization: Organization,
    pub payments: Payments,
    pub subscription: Subscription,
    /// Configuration reads of this calendar month (UTC), up to a minute behind.
    pub reads: i64,
    pub details: BillingDetails,
    /// The card that is charged; absent: none, or paid by hand.
    pub payment_method: Option<PaymentMethod>,
    /// The newest invoices first, up to 24.
    pub invoices: Vec<InvoiceRow>,
    /// The `after` of [`crate::invoices::ListInvoices`]; absent when these are all.
    pub next_invoice: Option<String>,
}

/// What an organization is subscribed to. There is exactly one of an organization, from its first moment on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Subscription {
    pub plan: PlanId,
    pub interval: Interval,
    pub status: SubscriptionStatus,
    /// The period that is paid for, in milliseconds since 1970; absent with the Free plan, which has none.
    pub period_start: Option<i64>,
    pub period_end: Option<i64>,
    /// What begins with the next period; absent: the same again. Free: it was cancelled.
    pub next: Option<NextPlan>,
    /// Counts the changes; a change names the version it was based on.
    pub version: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionStatus {
    Active,
    /// An invoice is overdue, or a payment failed. Nothing is cut off.
    PastDue,
}

/// What a subscription turns into with its next period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NextPlan {
    pub plan: PlanId,
    pub interval: Interval,
}

/// A card at Stripe, as far as it may be shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PaymentMethod {
    /// `visa`, `mastercard`, `sepa_debit`, …
    pub brand: String,
    pub last4: String,
    /// Month (1 to 12) and year in which it expires, where it does.
    pub expires_month: Option<i64>,
    pub expires_year: Option<i64>,
}

/// Whom the bill is made out to. Every text may be empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct BillingDetails {
    /// Where invoices are sent: often the address of nobody who is a member.
    pub email: String,
    /// The legal name; empty: that of the organization.
    pub name: String,
    pub line1: String,
    pub line2: String,
    pub postal_code: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The tax or VAT number, as it is to stand on the invoice.
    pub tax_id: String,
    /// Counts the changes; an edit names the version it was based on.
    pub version: i64,
}

/// `GET /api/organizations/{organization}/billing`
pub struct ShowBilling;

impl Endpoint for ShowBilling {
    const NAME: &'static str = "show_billing";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/billing";
    const SUMMARY: &'static str = "Show an organization's plan, usage, billing details and newest invoices.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = Empty;
    type Reply = Billing;
}

params!(
    /// A change of plan that one thinks about.
    PreviewPlanChangeParams {
        /// The organization's slug or ID.
        organization: String,
        plan: PlanId,
        interval: Interval,
    }
);

/// `GET /api/organizations/{organization}/billing/preview`: what a change of plan would cost, and when it would take effect.
/// Changes nothing.
pub struct PreviewPlanChange;

impl Endpoint for PreviewPlanChange {
    const NAME: &'static str = "preview_plan_change";
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/organizations/{organization}/billing/preview";
    const SUMMARY: &'static str = "Show what a change of plan would cost now, and what from then on.";
    type Access = InOrganization<Admin>;
    type Params = PreviewPlanChangeParams;
    type Body = Empty;
    type Reply = PlanPreview;
}

/// When a change of plan takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Effective {
    /// At once: it allows more. The rest of the period is credited.
    Now,
    /// With the next period: what is paid for is kept until then.
    PeriodEnd,
    /// At once, through Stripe's own page, where the first payment is made.
    Checkout,
    /// It is what the organization has already.
    Unchanged,
}

/// What a change of plan comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PlanPreview {
    pub effective: Effective,
    /// When, in milliseconds since 1970.
    pub effective_at: i64,
    /// What is charged at once: empty when nothing is.
    pub lines: Vec<InvoiceLine>,
    /// The sum of the lines, in minor units: never negative, never above the new plan's price.
    pub total: i64,
    pub currency: String,
    /// What is charged with the next period and when; absent: nothing.
    pub next_amount: Option<i64>,
    pub next_at: Option<i64>,
}

/// `POST /api/organizations/{organization}/billing/plan`: changes the plan. A larger one begins at once, a smaller one with the next
/// period; Free is cancelling. What is there stays, even above the new limits. A stale version is 409.
pub struct ChangePlan;

impl Endpoint for ChangePlan {
    const NAME: &'static str = "change_plan";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/billing/plan";
    const SUMMARY: &'static str =
        "Change the plan: a larger one at once, a smaller one with the next period; Free cancels.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = PlanChange;
    type Reply = PlanChanged;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PlanChange {
    pub plan: PlanId,
    pub interval: Interval,
    /// The version of the subscription that was read before.
    pub version: i64,
}

impl Body for PlanChange {
    fn read(fields: &mut Fields) -> Option<Self> {
        let plan = fields.text("plan", PlanId::parse);
        let interval = fields.text("interval", Interval::parse);
        let version = fields.whole("version");
        Some(Self { plan: plan?, interval: interval?, version: version? })
    }
}

/// What became of a change of plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PlanChanged {
    pub effective: Effective,
    /// Where the first payment is made, at Stripe: the change takes effect when it has been. Only with [`Effective::Checkout`].
    pub checkout: Option<String>,
    pub subscription: Subscription,
}

/// `POST /api/organizations/{organization}/billing/resume`: takes back what was to begin with the next period.
pub struct ResumePlan;

impl Endpoint for ResumePlan {
    const NAME: &'static str = "resume_plan";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/billing/resume";
    const SUMMARY: &'static str =
        "Keep the plan: take back a cancellation or a smaller plan that has not begun.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = Resume;
    type Reply = PlanChanged;
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Resume {
    /// The version of the subscription that was read before.
    pub version: i64,
}

impl Body for Resume {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { version: fields.whole("version")? })
    }
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
    pub email: Option<EmailAddress>,
    pub name: String,
    pub line1: String,
    pub line2: String,
    pub postal_code: String,
    pub city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    pub tax_id: String,
    /// The version that was read before editing.
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

/// `None` for an empty text.
fn given<T>(text: &str, parse: impl Fn(&str) -> Result<T, &'static str>) -> Result<Option<T>, &'static str> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}

/// `POST /api/organizations/{organization}/billing/portal`: where Stripe lets the customer change the card. 503 where invoices are paid
/// by hand.
pub struct OpenPortal;

impl Endpoint for OpenPortal {
    const NAME: &'static str = "open_portal";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/billing/portal";
    const SUMMARY: &'static str = "Open Stripe's page for payment methods; it works for a few minutes.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = Empty;
    type Reply = Portal;
}

/// A page at Stripe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Portal {
    pub url: String,
}

/// `POST /api/organizations/{organization}/billing/sync`: asks Stripe how things stand, for whoever comes back from its pages before its
/// message does. Does nothing where invoices are paid by hand.
pub struct SyncBilling;

impl Endpoint for SyncBilling {
    const NAME: &'static str = "sync_billing";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/billing/sync";
    const SUMMARY: &'static str = "Bring the subscription and its invoices up to date with Stripe.";
    type Access = InOrganization<Admin>;
    type Params = OrganizationParams;
    type Body = Empty;
    type Reply = Subscription;
}
