//! Archives of an organization: asked for, made slice by slice in the background, fetched part by part. What only Admins and Owners see stands in one
//! (addresses of members, invoices, the audit log), and nothing beyond that: so both may.

mod mail;
mod make;
mod sections;
mod store;
mod tidy;

pub(crate) use mail::drain as tell;
pub(crate) use make::make;
pub(crate) use tidy::tidy;

use crate::access::{Actor, OrganizationProof, Select, select_only};
use crate::action::{Action, Taken};
use crate::audit::{self, Details};
use crate::context::Context;
use crate::db::Statement;
use crate::error::Error;
use portico_api::access::{Admin, InOrganization};
use portico_api::exports::{ExportParams, ExportPart, ExportPartParams};
use portico_api::organizations::OrganizationParams;
use portico_api::{Empty, ExportId, OrganizationId};

const CONFLICTS: &[(&str, Taken)] = &[(
    "exports.organization_id",
    ("export", "An export of this organization is under way already. Wait until it is ready."),
)];

pub(crate) fn list(_: &OrganizationParams) -> Select {
    Select::of(store::LIST)
}

/// The list as it is. Whoever waits for an archive has it made meanwhile: cron alone would take minutes.
pub(crate) fn listed(cx: &Context, found: &str) -> Result<String, Error> {
    if found.contains(r#""state":"making""#) {
        cx.make_exports();
    }
    Ok(found.to_owned())
}

/// Has an archive made.
pub(crate) fn request(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    _: OrganizationParams,
    _: Empty,
) -> Result<Action, Error> {
    let id = ExportId::new(cx.new_id());
    cx.make_exports();
    Ok(Action {
        statements: store::request(cx, proof.id(), proof.actor(), &id),
        audit: entry(proof.id(), &id),
        reply: reply(cx, proof.id(), &id)?,
        conflicts: CONFLICTS,
    })
}

/// Begins a download: without this entry of the log nobody gets a part.
pub(crate) fn download(
    cx: &Context,
    proof: OrganizationProof<Admin>,
    params: ExportParams,
    _: Empty,
) -> Result<Action, Error> {
    let id = ExportId::new(params.export);
    Ok(Action {
        statements: store::download(cx, proof.id(), proof.actor(), &id),
        audit: entry(proof.id(), &id),
        reply: reply(cx, proof.id(), &id)?,
        conflicts: &[],
    })
}

pub(crate) fn part(params: &ExportPartParams) -> Select {
    store::part(params)
}

/// The part as JSON. The database answers its text alone: in JSON, all in quotes, it could be longer than a string of D1 may be.
pub(crate) fn shown_part(_: &Context, found: &str) -> Result<String, Error> {
    let part = ExportPart { text: found.to_owned() };
    serde_json::to_string(&part).map_err(|error| Error::Internal(error.to_string()))
}

fn entry(organization: &OrganizationId, id: &ExportId) -> audit::Entry {
    audit::Entry {
        organization_id: Some(organization.clone()),
        target_kind: "organization",
        target_id: organization.to_string(),
        details: Details::of(&serde_json::json!({ "export": id })),
    }
}

fn reply(cx: &Context, organization: &OrganizationId, id: &ExportId) -> Result<Statement, Error> {
    let params = ExportParams { organization: organization.to_string(), export: id.to_string() };
    select_only::<InOrganization<Admin>, _>(cx, &params, store::show(&params))
}
