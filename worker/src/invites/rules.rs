//! What can be done with an invite, for whoever looks at it.

use portico_api::Role;
use portico_api::invites::Standing;

/// What the database knows about an invite and about whoever looks.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// As stored: `open`, `accepted`, `declined`, `revoked` or `expired`.
    pub(super) state: String,
    pub(super) expires_at: i64,
    pub(super) role: Role,
    pub(super) email_key: String,
    /// What role the inviter has by now.
    pub(super) inviter_role: Option<Role>,
    pub(super) organization_deleted: bool,
    pub(super) seat_free: bool,
    /// The signed-in person's address, in lower case.
    pub(super) caller_key: Option<String>,
}

/// The first reason that stands in the way, the invite's own before the looker's: an expired one is expired for everybody.
pub(super) fn standing(facts: &Facts, now: i64) -> Standing {
    if facts.organization_deleted {
        return Standing::OrganizationDeleted;
    }
    match facts.state.as_str() {
        "accepted" => return Standing::Accepted,
        "declined" => return Standing::Declined,
        "revoked" => return Standing::Revoked,
        "open" if facts.expires_at > now => {}
        _ => return Standing::Expired,
    }
    if !facts.inviter_role.is_some_and(|role| role.may_grant(facts.role)) {
        return Standing::InviterLostRight;
    }
    match &facts.caller_key {
        None => Standing::SignedOut,
        Some(key) if *key != facts.email_key => Standing::OtherAccount,
        Some(_) if !facts.seat_free => Standing::NoSeat,
        Some(_) => Standing::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> Facts {
        Facts {
            state: "open".to_owned(),
            expires_at: 100,
            role: Role::Admin,
            email_key: "a@b.de".to_owned(),
            inviter_role: Some(Role::Admin),
            organization_deleted: false,
            seat_free: true,
            caller_key: Some("a@b.de".to_owned()),
        }
    }

    #[test]
    fn every_standing_has_its_reason() {
        let with = |change: fn(&mut Facts)| {
            let mut facts = open();
            change(&mut facts);
            standing(&facts, 99)
        };
        assert_eq!(with(|_| {}), Standing::Open);
        assert_eq!(with(|facts| facts.expires_at = 99), Standing::Expired);
        assert_eq!(with(|facts| facts.state = "expired".into()), Standing::Expired);
        assert_eq!(with(|facts| facts.state = "revoked".into()), Standing::Revoked);
        assert_eq!(with(|facts| facts.state = "accepted".into()), Standing::Accepted);
        assert_eq!(with(|facts| facts.state = "declined".into()), Standing::Declined);
        assert_eq!(with(|facts| facts.inviter_role = None), Standing::InviterLostRight);
        assert_eq!(with(|facts| facts.inviter_role = Some(Role::Developer)), Standing::InviterLostRight);
        assert_eq!(with(|facts| facts.role = Role::Owner), Standing::InviterLostRight);
        assert_eq!(with(|facts| facts.caller_key = None), Standing::SignedOut);
        assert_eq!(with(|facts| facts.caller_key = Some("x@b.de".into())), Standing::OtherAccount);
        assert_eq!(with(|facts| facts.seat_free = false), Standing::NoSeat);
        assert_eq!(with(|facts| facts.organization_deleted = true), Standing::OrganizationDeleted);
    }
}
