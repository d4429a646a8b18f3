//! Which account elsewhere opens which account here. It is found by issuer and subject, never by an address; an address only decides, once, what is
//! linked.

use super::exchange::{Mailbox, Named};
use crate::access::{self, Caller, Select};
use crate::args;
use crate::audit::insert_entry;
use crate::context::Context;
use crate::db::{Rows, Statement, guard};
use crate::http::{Cookie, read_cookie};
use crate::notices::{PROVIDER_LINKED, PROVIDER_UNLINKED, insert_notice};
use crate::secret::sha256;
use crate::sign_in::NewSession;
use portico_api::providers::ATTEMPT_LIFE_MS;

macro_rules! insert_link {
    () => {
        "INSERT INTO linked_providers (user_id, provider, issuer, subject, email, linked_at, last_used_at, request_id) "
    };
}

/// Only where nothing else is linked yet: whoever has an account at one provider would otherwise be let in by whatever another one says. Nor where
/// anything was unlinked: what somebody does not trust any more would come back by itself.
const LINK_BY_ADDRESS: &str = concat!(
    insert_link!(),
    "SELECT u.id, ?1, ?2, ?3, ?4, ?5, NULL, ?6 FROM users u WHERE u.email_key = ?7 AND u.unlinked_at IS NULL \
       AND NOT EXISTS (SELECT 1 FROM linked_providers l WHERE l.user_id = u.id) \
     ON CONFLICT DO NOTHING"
);
const LINK_TO_SESSION: &str = concat!(
    insert_link!(),
    "SELECT s.user_id, ?1, ?2, ?3, ?4, ?5, NULL, ?6 FROM sessions s WHERE s.id = ?7 AND s.expires_at > ?5 ON CONFLICT DO NOTHING"
);
/// The mailbox was proven with the code that this session began with, in the browser in which the provider named it, and nothing was unlinked since.
const LINK_PENDING: &str = concat!(
    insert_link!(),
    "SELECT s.user_id, a.provider, a.issuer, a.subject, a.email, ?3, NULL, ?4 \
     FROM sessions s JOIN users u ON u.id = s.user_id JOIN provider_attempts a ON a.browser_hash = ?2 AND a.subject IS NOT NULL AND a.expires_at > ?3 \
     WHERE s.id = ?1 AND a.email_key = u.email_key AND a.created_at >= coalesce(u.unlinked_at, 0) ORDER BY a.expires_at DESC LIMIT 1 ON CONFLICT DO NOTHING"
);
/// What one provider named is settled with the first sign-in.
const FORGET_PENDING: &str = "\
    UPDATE provider_attempts SET issuer = NULL, subject = NULL, email = NULL, email_key = NULL \
    WHERE browser_hash = ?2 AND subject IS NOT NULL AND expires_at > ?3 AND EXISTS (SELECT 1 FROM sessions s WHERE s.id = ?1)";
/// The entry about a link that this very request made, in the account with that session.
const AUDIT_LINK: &str = concat!(
    insert_entry!("country"),
    "SELECT ?3, NULL, l.user_id, 'link_provider', 'user', l.user_id, \
       json_object('provider', l.provider, 'issuer', l.issuer, 'email', l.email), ?2, ?4, ?5, ?6 \
     FROM sessions s JOIN linked_providers l ON l.user_id = s.user_id WHERE s.id = ?1 AND l.request_id = ?2"
);
/// Who is let in.
const WHOSE: &str = "SELECT l.user_id AS id FROM linked_providers l WHERE l.issuer = ?8 AND l.subject = ?9";
const NOTE_USE: &str = "\
    UPDATE linked_providers SET last_used_at = ?3 WHERE issuer = ?1 AND subject = ?2";
/// Nobody was let in: the mailbox has to be proven first.
const KEEP_PENDING: &str = "\
    UPDATE provider_attempts SET issuer = ?2, subject = ?3, email = ?4, email_key = ?5, expires_at = ?6 \
    WHERE state_hash = ?1 AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = ?7)";
/// Whoever has the account is told that another way leads into it, in a mail that is kept until it has left.
const TELL_OF_LINK: &str = concat!(
    insert_notice!(),
    "SELECT 'linked/' || ?2, u.email, NULL, ?3, json_object('provider', l.provider), ?4, ?4 FROM sessions s JOIN users u ON u.id = s.user_id \
     JOIN linked_providers l ON l.user_id = s.user_id AND l.request_id = ?2 WHERE s.id = ?1"
);
const SIGNED_IN: &str = "\
    SELECT EXISTS (SELECT 1 FROM devices d WHERE d.token_hash = ?3) AS is_new_device, \
      EXISTS (SELECT 1 FROM linked_providers l WHERE l.user_id = s.user_id AND l.request_id = ?2) AS is_linked FROM sessions s WHERE s.id = ?1";

/// The statements that write down a link that this very request made, and tell of it.
fn note_link(cx: &Context, session: &str) -> [Statement; 2] {
    [
        entry_of_link(cx, session),
        Statement::new(TELL_OF_LINK, args![session, &cx.request_id, PROVIDER_LINKED, cx.now]),
    ]
}

fn entry_of_link(cx: &Context, session: &str) -> Statement {
    let country = cx.request.country();
    let values = args![session, &cx.request_id, cx.new_id(), cx.request.user_agent(), cx.now, country];
    Statement::new(AUDIT_LINK, values)
}

/// A sign-in with what a provider said.
pub(super) struct SignIn<'a> {
    pub(super) provider: &'a str,
    pub(super) named: &'a Named,
    pub(super) state: &'a str,
    /// What it becomes.
    pub(super) session: &'a NewSession,
}

/// The batch of a sign-in: links what may be linked, and lets in whom the link leads to. Otherwise it keeps what was named, if a code can prove it.
/// The last statement is for [`SignedIn::read`].
pub(super) fn sign_in(cx: &Context, asked: &SignIn<'_>) -> Vec<Statement> {
    let SignIn { provider, named, state, session } = asked;
    let Named { issuer, subject, shown_email, mailbox } = named;
    let mut batch = Vec::new();
    if let Mailbox::Verified(email) = mailbox {
        let values = args![*provider, issuer, subject, shown_email, cx.now, &cx.request_id, email.key()];
        batch.push(Statement::new(LINK_BY_ADDRESS, values));
    }
    let way = format!("provider:{provider}");
    batch.extend(session.statements(cx, (&way, "sign_in"), WHOSE, args![issuer, subject]));
    batch.push(Statement::new(NOTE_USE, args![issuer, subject, cx.now]));
    batch.extend(note_link(cx, session.id()));
    if let Mailbox::Verified(email) | Mailbox::VerifiedOnce(email) = mailbox {
        let (state_hash, until) = (sha256(&[state.as_bytes()]), cx.now + ATTEMPT_LIFE_MS);
        let pending = args![state_hash, issuer, subject, email.as_str(), email.key(), until, session.id()];
        batch.push(Statement::new(KEEP_PENDING, pending));
    }
    batch.push(Statement::new(SIGNED_IN, args![session.id(), &cx.request_id, session.new_device_hash()]));
    batch
}

/// Somebody was let in.
pub(super) struct SignedIn {
    /// In a browser that was not known before.
    pub(super) is_new_device: bool,
    /// By an account there that leads here since this request.
    pub(super) is_linked: bool,
}

impl SignedIn {
    /// By what the last statement has found; `None`: nobody was let in.
    pub(super) fn read(rows: Option<Rows>) -> Option<Self> {
        let row = rows?.into_iter().next()?;
        Some(Self { is_new_device: row.integer(0) == Some(1), is_linked: row.integer(1) == Some(1) })
    }
}

/// The batch that links what a provider said to the account of a session. The last statement is for [`Outcome::read`].
pub(super) fn link(cx: &Context, provider: &str, named: &Named, session: &str) -> Vec<Statement> {
    let Named { issuer, subject, shown_email, .. } = named;
    let outcome = "\
        SELECT \
          (SELECT l.user_id = s.user_id FROM linked_providers l WHERE l.issuer = ?3 AND l.subject = ?4) AS is_own, \
          EXISTS (SELECT 1 FROM linked_providers l WHERE l.user_id = s.user_id AND l.request_id = ?2) AS is_new \
        FROM sessions s WHERE s.id = ?1";
    let [entry, notice] = note_link(cx, session);
    vec![
        Statement::new(
            LINK_TO_SESSION,
            args![provider, issuer, subject, shown_email, cx.now, &cx.request_id, session],
        ),
        entry,
        notice,
        Statement::new(outcome, args![session, &cx.request_id, issuer, subject]),
    ]
}

/// What became of linking.
pub(super) enum Outcome {
    /// It leads to the account.
    Own {
        /// Since this request.
        is_new: bool,
    },
    /// It leads to somebody else's.
    Taken,
    /// Another one of this provider leads to the account.
    Another,
    SignedOut,
}

impl Outcome {
    pub(super) fn read(rows: Option<Rows>) -> Self {
        let Some(row) = rows.and_then(|rows| rows.into_iter().next()) else { return Self::SignedOut };
        match row.integer(0) {
            Some(1) => Self::Own { is_new: row.integer(1) == Some(1) },
            Some(_) => Self::Taken,
            None => Self::Another,
        }
    }
}

/// What this browser may wait for; `None`: it has never been at a provider.
fn browser_hash(cx: &Context) -> Option<String> {
    let browser = read_cookie(cx.request.cookie.as_deref(), Cookie::Provider)?;
    Some(sha256(&[browser.as_bytes()]))
}

/// The statement that finds whom a provider named in this browser last.
pub(super) fn pending(cx: &Context) -> Option<Statement> {
    let sql = "\
        SELECT provider, email, expires_at FROM provider_attempts WHERE browser_hash = ?1 AND subject IS NOT NULL AND expires_at > ?2 \
        ORDER BY expires_at DESC LIMIT 1";
    Some(Statement::new(sql, args![browser_hash(cx)?, cx.now]))
}

/// The statements that link what was named in this browser, if the code of the new session has proven that very mailbox. None in a browser that has not been
/// at a provider.
pub(crate) fn prove(cx: &Context, session: &str) -> Vec<Statement> {
    let Some(browser) = browser_hash(cx) else { return Vec::new() };
    let mut statements = vec![
        Statement::new(LINK_PENDING, args![session, &browser, cx.now, &cx.request_id]),
        Statement::new(FORGET_PENDING, args![session, &browser, cx.now]),
    ];
    statements.extend(note_link(cx, session));
    statements
}

/// In the scope `caller`: what is linked.
pub(super) fn list() -> Select {
    Select::of(
        "SELECT json_group_array(json_object('provider', l.provider, 'email', l.email, 'linked_at', l.linked_at, 'last_used_at', l.last_used_at)) \
         FROM caller c JOIN linked_providers l ON l.user_id = c.user_id",
    )
}

/// No address links anything to this account by itself any more.
const NOTE_UNLINKED: &str = "UPDATE users SET unlinked_at = ?2 WHERE id = ?1";

/// The batch that takes a link away.
pub(super) fn remove(cx: &Context, caller: &Caller, provider: &str) -> Vec<Statement> {
    let own = args![caller.user_id(), provider];
    let entry = concat!(
        insert_entry!("country"),
        "SELECT ?3, NULL, l.user_id, 'unlink_provider', 'user', l.user_id, \
           json_object('provider', l.provider, 'issuer', l.issuer, 'email', l.email), ?4, ?5, ?6, ?7 \
         FROM linked_providers l WHERE l.user_id = ?1 AND l.provider = ?2"
    );
    let told = concat!(
        insert_notice!(),
        "SELECT 'unlinked/' || ?3, u.email, NULL, ?4, json_object('provider', l.provider), ?5, ?5 \
         FROM linked_providers l JOIN users u ON u.id = l.user_id WHERE l.user_id = ?1 AND l.provider = ?2"
    );
    let mut mail = own.clone();
    mail.extend(args![&cx.request_id, PROVIDER_UNLINKED, cx.now]);
    let mut values = own.clone();
    let country = cx.request.country();
    values.extend(args![cx.new_id(), &cx.request_id, cx.request.user_agent(), cx.now, country]);
    vec![
        guard::holds("proof", access::PROVEN, args![caller.session_id(), cx.now]),
        guard::holds(
            "target",
            "EXISTS (SELECT 1 FROM linked_providers WHERE user_id = ?1 AND provider = ?2)",
            own.clone(),
        ),
        Statement::new(entry, values),
        Statement::new(told, mail),
        Statement::new("DELETE FROM linked_providers WHERE user_id = ?1 AND provider = ?2", own),
        Statement::new(NOTE_UNLINKED, args![caller.user_id(), cx.now]),
    ]
}
