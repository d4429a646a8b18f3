//! How many organizations on the Free plan one person may have created and still own: each is a place for projects that nobody pays for. And of how many, of any plan, one
//! person can be a member.

use crate::access::Select;
use crate::args;
use crate::budgets::{
    Charge, FIRST_ORGANIZATION_OF_CLIENT, FIRST_ORGANIZATION_OF_NETWORK, ORGANIZATION_OF_CLIENT,
    ORGANIZATION_OF_NETWORK,
};
use crate::context::Context;
use crate::db::{Statement, guard};
use crate::error::Error;
use portico_api::UserId;
use portico_api::members::{MANY_MEMBERSHIPS, MEMBERSHIPS_MAX};
use portico_api::organizations::OrganizationRoom;
use portico_api::plans::{FREE_ORGANIZATIONS, FREE_ORGANIZATIONS_OF_PAYING, PlanId};
use portico_api::problem::ReachedLimit;

/// The SQL expression for those that there are, those in the trash included, from a person's id.
macro_rules! free_organizations {
    ($user:literal) => {
        concat!(
            "(SELECT count(*) FROM organizations x JOIN memberships y ON y.organization_id = x.id AND y.user_id = x.created_by AND y.role = 4 \
               JOIN subscriptions z ON z.organization_id = x.id AND z.plan = 'free' WHERE x.created_by = ",
            $user,
            ")"
        )
    };
}

/// The SQL expression for how many there may be, from a person's id and both numbers: more for whoever owns an organization that pays.
macro_rules! allowed_organizations {
    ($user:literal, $free:literal, $paying:literal) => {
        concat!(
            "CAST(iif(EXISTS (SELECT 1 FROM memberships y JOIN subscriptions z ON z.organization_id = y.organization_id AND z.plan <> 'free' \
               WHERE y.user_id = ",
            $user,
            " AND y.role = 4), ",
            $paying,
            ", ",
            $free,
            ") AS INTEGER)"
        )
    };
}

/// The SQL expression for an [`OrganizationRoom`] in the scope `caller`, from its table `c` and the parameters of [`room_args`].
macro_rules! room_json {
    () => {
        concat!(
            "json_object('used', ",
            $crate::organizations::free_organizations!("c.user_id"),
            ", 'allowed', ",
            $crate::organizations::allowed_organizations!("c.user_id", "?3", "?4"),
            ", 'memberships', (SELECT count(*) FROM memberships y WHERE y.user_id = c.user_id))"
        )
    };
}
pub(crate) use {allowed_organizations, free_organizations, room_json};

/// `?3` and `?4` of [`room_json`].
pub(crate) fn room_args() -> Vec<crate::db::Value> {
    args![FREE_ORGANIZATIONS, FREE_ORGANIZATIONS_OF_PAYING]
}

/// In the scope `caller`: what a creation has to know first.
pub(crate) fn room(_: &()) -> Select {
    Select { with: "", body: concat!("SELECT ", room_json!(), " FROM caller c"), args: room_args() }
}

/// Refuses where there is no room for one more.
pub(super) fn for_one_more(room: &OrganizationRoom) -> Result<(), Error> {
    let OrganizationRoom { used, allowed, .. } = *room;
    if room.has_every_membership() {
        return Err(Error::NotPermitted(MANY_MEMBERSHIPS));
    }
    match room.refusal() {
        None => Ok(()),
        Some(detail) => {
            let reached = ReachedLimit { of: "organizations".to_owned(), plan: PlanId::Free, allowed, used };
            Err(Error::LimitReached(Box::new((detail, reached))))
        }
    }
}

/// What a creation uses of what its client has.
pub(super) fn charges(cx: &Context, is_first: bool) -> Vec<Charge> {
    let Some(client) = cx.request.client() else { return Vec::new() };
    let (host, around) = match is_first {
        true => (FIRST_ORGANIZATION_OF_CLIENT, FIRST_ORGANIZATION_OF_NETWORK),
        false => (ORGANIZATION_OF_CLIENT, ORGANIZATION_OF_NETWORK),
    };
    let of_network = client.network.map(|network| around.charge(cx, &network));
    [host.charge(cx, &client.host)].into_iter().chain(of_network).collect()
}

/// Undoes the batch unless there is room for one more in this very transaction.
pub(super) fn keep(user: &UserId) -> Statement {
    const ROOM: &str = concat!(free_organizations!("?1"), " < ", allowed_organizations!("?1", "?2", "?3"));
    guard::holds("plan_limit", ROOM, args![user, FREE_ORGANIZATIONS, FREE_ORGANIZATIONS_OF_PAYING])
}

/// Undoes the batch unless the person can be a member of one more in this very transaction: of whatever plan, those in the trash included, so that what is restored makes it no
/// more than there may be.
pub(crate) fn keep_membership(user: &UserId) -> Statement {
    const FEW: &str = "(SELECT count(*) FROM (SELECT 1 FROM memberships WHERE user_id = ?1 LIMIT ?2)) < ?2";
    guard::holds("membership_limit", FEW, args![user, MEMBERSHIPS_MAX])
}
