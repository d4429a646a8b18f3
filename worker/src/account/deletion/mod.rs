//! Deleting one's own account: everything that is the person's goes, and what they did in organizations stays, by a pseudonym.

pub(crate) mod keys;
mod store;

use crate::access::{ProvenCaller, Select};
use crate::context::Context;
use crate::db::{Db, DbError};
use crate::error::Error;
use crate::http::{Answer, Cookie};
use portico_api::Empty;
use portico_api::account::AccountDeletion;
use store::Found;

/// The keys that the caller made and that still work.
pub(crate) fn list_keys(_: &()) -> Select {
    keys::list()
}

/// Deletes the caller's account, unless they are the only Owner of an organization.
pub(crate) async fn delete<D: Db>(
    db: &D,
    cx: &Context<'_>,
    proof: ProvenCaller,
    _: (),
    deletion: AccountDeletion,
) -> Result<Answer, Error> {
    let caller = proof.caller();
    let Found { email_key, owned_alone } = store::find(db, caller).await?;
    if deletion.confirm.key() != email_key {
        return Err(Error::field("confirm", "Type the address that you sign in with."));
    }
    if !owned_alone.is_empty() {
        return Err(Error::OwnsAlone(owned_alone));
    }
    match db.batch(store::delete(cx, caller, deletion.revoke_keys)).await {
        Ok(_) => {}
        // At this very moment another Owner has left.
        Err(DbError::Guard(name)) if name == "last_owner" => {
            return Err(Error::OwnsAlone(store::find(db, caller).await?.owned_alone));
        }
        Err(other) => return Err(other.into()),
    }
    cx.tell_afterwards();
    Ok(Answer::json(200, &Empty {})
        .with_header("Set-Cookie", Cookie::Session.clear())
        .with_header("Set-Cookie", Cookie::Device.clear())
        .with_header("Clear-Site-Data", "\"cache\"".to_owned()))
}
