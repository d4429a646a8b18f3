//! Billing: what an organization pays for, with what, and to whom the bill goes. Each organization has a bill of its own.

mod confirm;
mod details;
mod plan;

pub use confirm::{
    BillingAddress, BillingAddressParams, ConfirmBillingAddress, EmailState, ResendConfirmation,
    ShowBillingAddress,
};
pub use details::{BillingDetails, BillingDetailsChange, UpdateBillingDetails};
pub use plan::{
    ChangePlan, Effective, PlanChange, PlanChanged, PlanPreview, PreviewPlanChange, PreviewPlanChangeParams,
    Resume, ResumePlan,
};

use crate::access::{Admin, InOrganization};
use crate::body::Empty;
use crate::endpoint::{Endpoint, Method};
use crate::invoices::InvoiceRow;
use crate::organizations::{Organization, OrganizationParams};
use crate::plans::{Interval, PlanId};
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
    /// When it ends; absent: it goes on. By hand that is the end of the period; at Stripe it may be any date: where that is later, the plan
    /// is renewed before.
    pub ends_at: Option<i64>,
    /// What begins as soon as it is paid, at Stripe's page; absent: nothing waits for a payment, or the plan was cancelled since.
    pub pending: Option<PendingPlan>,
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
    /// Of a newer version of Portico.
    #[serde(other)]
    Unknown,
}

/// What a subscription turns into with its next period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NextPlan {
    pub plan: PlanId,
    pub interval: Interval,
}

/// A plan that waits for its payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PendingPlan {
    pub plan: PlanId,
    pub interval: Interval,
    /// Until when it can be paid, in milliseconds since 1970: then it is given up.
    pub until: i64,
    /// Where it is paid, at Stripe; absent for a moment, until Stripe has said so.
    pub payment_url: Option<String>,
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

/// `POST /api/organizations/{organization}/billing/portal`: where Stripe lets the customer change the card. 409 (`not_set_up`) where
/// invoices are paid by hand.
pub struct OpenPortal;

impl Endpoint for OpenPortal {
    const NAME: &'static str = "open_portal";
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/organizations/{organization}/billing/portal";
    const KEEPS_REPLY: bool = false;
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
