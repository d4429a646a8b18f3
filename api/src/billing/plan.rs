//! Changing the plan, and what it would cost.

use super::Subscription;
use crate::access::{Admin, InOrganization};
use crate::body::{Body, Empty, Fields};
use crate::endpoint::{Endpoint, Method};
use crate::invoices::InvoiceLine;
use crate::organizations::OrganizationParams;
use crate::params::params;
use crate::plans::{Interval, PlanId};
use serde::{Deserialize, Serialize};

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
    /// At once, when it has been paid on Stripe's own page: the first payment, or one that the card's holder has to confirm.
    Checkout,
    /// It is what the organization has already.
    Unchanged,
}

impl Effective {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Effective::Now => "now",
            Effective::PeriodEnd => "period_end",
            Effective::Checkout => "checkout",
            Effective::Unchanged => "unchanged",
        }
    }
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
    /// The sum of the lines, in minor units. By hand it is never negative and never above the new plan's price; through Stripe it is what
    /// Stripe reckons, tax and balance included.
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
    #[cfg_attr(feature = "openapi", schemars(with = "crate::plans::Choosable"))]
    pub plan: PlanId,
    #[cfg_attr(feature = "openapi", schemars(with = "crate::plans::ChosenInterval"))]
    pub interval: Interval,
    /// The version of the subscription that was read before.
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
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
    /// Where the payment is made, at Stripe: the change takes effect when it has been. Only with [`Effective::Checkout`].
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
    #[cfg_attr(feature = "openapi", schemars(with = "crate::described::Counter"))]
    pub version: i64,
}

impl Body for Resume {
    fn read(fields: &mut Fields) -> Option<Self> {
        Some(Self { version: fields.whole("version")? })
    }
}
