//! Billing: what an organization pays for. Prices and limits are those of [`portico_api::plans`]; who collects the money is either
//! Stripe ([`crate::stripe`]) or whoever runs the installation, by invoices that are issued here.

mod change;
mod close;
mod confirm;
pub(crate) mod confirm_mail;
mod details;
mod due;
mod limits;
mod period;
mod plan;
mod recount;
mod renew;
mod settle;
mod show;
mod storage;
mod subscription;

pub(crate) use change::Change;
pub(crate) use close::close;
pub(crate) use confirm::{confirm_address, resend_confirmation, show_address};
pub(crate) use details::{current as current_details, update as update_details};
pub(crate) use limits::{
    Standing, as_json as limits_as_json, keep_room_for_invite, keep_room_for_project, month_reads, seats,
    standing, standing_json,
};
pub(crate) use plan::{change, preview, resume};
pub(crate) use recount::recount;
pub(crate) use renew::renew;
pub(crate) use show::{show, with_payments};
pub(crate) use storage::{
    Storage, counts_with, creators_bytes, is_held, is_still_counted, keep_room_for_bytes,
    keep_room_for_moved, length, storage_json,
};
pub(crate) use subscription::{
    Facts, address_fields, bill_to_fields, details_fields, ends_at, facts, facts_and_wanted, facts_json,
    interval_word, next_json, plan_word, subscription_json,
};
