//! Uses what is about money and the audit log once.

use crate::audit::{chain, exported, whole};
use crate::billing_address;
use crate::offers;
use crate::support::{DAY, TestApp, World};
use crate::usage::usage_params;
use portico_api::audit::{
    Action, ExportAudit, ExportAuditParams, ExportFormat, ListAudit, ListAuditParams, ListFormerMembers,
    ShowAuditChain, ShowAuditChainParams,
};
use portico_api::billing::{
    ChangePlan, PreviewPlanChange, PreviewPlanChangeParams, ResendConfirmation, ResumePlan, ShowBilling,
    ShowBillingAddress, SyncBilling, UpdateBillingDetails,
};
use portico_api::invoices::{InvoiceParams, ListInvoices, ListInvoicesParams, ShowInvoice};
use portico_api::offers::{
    AcceptOffer, DeclineOffer, OfferPreviewParams, OfferProject, PreviewOffer, TakeBackProject, WithdrawOffer,
};
use portico_api::page::Cursor;
use portico_api::plans::{Interval, PlanId};
use portico_api::projects::ProjectParams;
use portico_api::session::ShowSession;
use portico_api::usage::ShowUsage;
use serde_json::{Value, json};

pub(crate) fn bill(app: &TestApp, world: &World) {
    let (owner, place) = (&world.owner, world.organization_params());
    app.payments.is_used.set(true);
    owner.send::<UpdateBillingDetails>(&place, json!({ "email": "bills@example.com", "version": 1 }));
    owner.send::<ResendConfirmation>(&place, json!({})).ok::<ResendConfirmation>();
    let asked = billing_address::newest(app);
    app.browser().get::<ShowBillingAddress>(&asked).ok::<ShowBillingAddress>();
    billing_address::confirm(app);
    owner.send::<ChangePlan>(&place, json!({ "plan": "pro", "interval": "month", "version": 1 }));
    app.wait(40 * DAY);
    app.run_cron();
    let owner = app.sign_in("owner@example.com");
    let (plan, interval) = (PlanId::Enterprise, Interval::Month);
    owner.get::<PreviewPlanChange>(&PreviewPlanChangeParams { organization: "acme".into(), plan, interval });
    owner
        .send::<ChangePlan>(&place, json!({ "plan": "free", "interval": "month", "version": 3 }))
        .ok::<ChangePlan>();
    owner.send::<ResumePlan>(&place, json!({ "version": 4 })).ok::<ResumePlan>();
    owner.get::<ShowBilling>(&place).ok::<ShowBilling>();
    let after = Some(Cursor::new("1 a".to_owned()));
    owner.get::<ListInvoices>(&ListInvoicesParams { organization: "acme".into(), after });
    let invoice = app.db().text("SELECT max(id) FROM invoices");
    owner.get::<ShowInvoice>(&InvoiceParams { organization: "acme".into(), invoice }).ok::<ShowInvoice>();
    owner.get::<ShowUsage>(&usage_params("2026-10")).ok::<ShowUsage>();
    owner.send::<SyncBilling>(&place, Value::Null).ok::<SyncBilling>();
    let second = crate::support::create_organization(&owner, "Second");
    let project = crate::support::create_project(&owner, "acme", "Moving");
    let place = ProjectParams { organization: "acme".into(), project: project.slug };
    let preview = OfferPreviewParams {
        organization: "acme".into(),
        project: place.project.clone(),
        target: Some(second.slug.clone()),
    };
    owner.get::<PreviewOffer>(&preview).ok::<PreviewOffer>();
    let offer = || {
        let version = app.db().number("SELECT version FROM projects WHERE name = 'Moving'");
        let body = json!({ "target": second.slug, "confirm": "Moving", "version": version });
        owner.send::<OfferProject>(&place, body).ok::<OfferProject>().id
    };
    owner.send::<WithdrawOffer>(&offers::at("acme", &offer()), Value::Null).ok::<WithdrawOffer>();
    owner.send::<DeclineOffer>(&offers::at(&second.slug, &offer()), Value::Null).ok::<DeclineOffer>();
    let offered = offer();
    owner.get::<ShowSession>(&()).ok::<ShowSession>();
    owner.send::<AcceptOffer>(&offers::at(&second.slug, &offered), json!({})).ok::<AcceptOffer>();
    owner.send::<TakeBackProject>(&offers::at("acme", &offered), json!({})).ok::<TakeBackProject>();
}

/// By each thing that the log is searched by, and by all of them.
pub(crate) fn audit(world: &World) {
    world.owner.get::<ListFormerMembers>(&world.organization_params()).ok::<ListFormerMembers>();
    let person = Some(world.member_params("owner@example.com").member);
    let project = Some(world.project.id.to_string());
    let action = Action::parse("create_project").ok();
    let all = ListAuditParams {
        person: person.clone(),
        project: project.clone(),
        action: action.clone(),
        denied: true,
        ..whole()
    };
    for params in [
        whole(),
        ListAuditParams { since: Some(1), until: Some(1 << 50), ..whole() },
        ListAuditParams { person, ..whole() },
        ListAuditParams { project, ..whole() },
        ListAuditParams { action, ..whole() },
        ListAuditParams { denied: true, ..whole() },
        all,
    ] {
        world.owner.get::<ListAudit>(&params).ok::<ListAudit>();
        let ListAuditParams { person, action, project, denied, since, until, .. } = params;
        let params = ExportAuditParams {
            person,
            action,
            project,
            denied,
            since,
            until,
            ..exported(ExportFormat::Csv)
        };
        world.owner.get::<ExportAudit>(&params).ok::<ExportAudit>();
    }
    // One that is not found where new ones are.
    world.app.db().execute(
        "INSERT INTO audit_entries (id, organization_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
         SELECT '00000000-0000-7000-8000-000000000001', id, 'x', 'x', 'x', '{}', 'operator', 'operator', 1 FROM organizations WHERE slug = 'acme'",
    );
    let after = Some(Cursor::new("0".to_owned()));
    for params in [chain(), ShowAuditChainParams { after, sealed: Some(1), ..chain() }] {
        world.owner.get::<ShowAuditChain>(&params).ok::<ShowAuditChain>();
    }
}
