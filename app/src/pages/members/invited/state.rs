//! What became of an invite, in words, and what helps.

use crate::ui::{RelativeTime, is_past};
use leptos::prelude::*;
use portico_api::invites::{Delivery, Invite, InviteState};

/// What puts an invite right, the likeliest first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Remedy {
    Resend,
    CopyLink,
}

/// What can be done in sight. One that waits is nudged by its link; whatever did not arrive, or is over, by another mail.
pub(super) fn remedies(invite: &Invite, is_over: bool) -> &'static [Remedy] {
    use Remedy::{CopyLink, Resend};
    match (invite.state, invite.delivery) {
        (InviteState::Pending, _) if is_over => &[Resend],
        (InviteState::Pending, Delivery::Failed) => &[Resend, CopyLink],
        (InviteState::Pending, _) => &[CopyLink, Resend],
        (InviteState::Expired | InviteState::Declined, _) => &[Resend],
        _ => &[],
    }
}

/// How loud it is: the value of `data-tone`.
fn tone(invite: &Invite) -> Option<&'static str> {
    match (invite.state, invite.delivery) {
        (InviteState::Pending, Delivery::Failed) | (InviteState::Declined, _) => Some("bad"),
        (InviteState::Pending, Delivery::Stopped) | (InviteState::Expired, _) => Some("warning"),
        (InviteState::Pending, Delivery::Queued) if invite.delivery_error.is_some() => Some("warning"),
        _ => None,
    }
}

/// "Pending, expires in 6 days", "Could not be sent: no such mailbox", "Expired 1 hour ago".
pub(super) fn words(invite: &Invite) -> AnyView {
    // It may expire while it is looked at.
    let is_pending = invite.state == InviteState::Pending;
    let is_over = is_past(invite.expires_at);
    let at_ms = invite.expires_at;
    let why = |before: &str| {
        let parts: Vec<&str> = [before, invite.delivery_error.as_deref().unwrap_or_default()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        // The link works all the same.
        view! {
            <span>{parts.join(": ")}</span>
            <span class="invite-until">
                {move || view! { <span>{if is_over.get() { "The link expired " } else { "The link expires " }}</span> }}
                <RelativeTime at_ms ahead=true />
            </span>
        }
        .into_any()
    };
    let when = |before: &'static str, at_ms: i64| view! { {before} <RelativeTime at_ms /> }.into_any();
    let waits = |before: &'static str| {
        let before = move || view! { <span>{if is_over.get() { "Expired " } else { before }}</span> };
        view! { {before} <RelativeTime at_ms ahead=true /> }.into_any()
    };
    let tone = tone(invite);
    let tone = move || tone.or(is_over.get().then_some("warning").filter(|_| is_pending));
    let said = match (invite.state, invite.delivery) {
        (InviteState::Pending, Delivery::Failed) => why("Could not be sent"),
        (InviteState::Pending, Delivery::Stopped) => why(""),
        (InviteState::Pending, Delivery::Queued) if invite.delivery_error.is_some() => {
            why("Not sent yet, will be tried again")
        }
        (InviteState::Pending, Delivery::Queued) => waits("Sending, expires "),
        (InviteState::Pending, _) => waits("Pending, expires "),
        (InviteState::Expired, _) => when("Expired ", invite.expires_at),
        (InviteState::Declined, _) => match invite.decided_at {
            Some(at_ms) => when("Declined ", at_ms),
            None => "Declined".into_any(),
        },
        (InviteState::Accepted, _) => "Accepted".into_any(),
        (InviteState::Revoked, _) => "Revoked".into_any(),
        (InviteState::Unknown, _) => "Unknown".into_any(),
    };
    view! { <span class="invite-state" data-tone=tone>{said}</span> }.into_any()
}
