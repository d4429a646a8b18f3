//! Which account elsewhere opens which account here. It is found by issuer and subject, never by an address; an address only decides, once, what is
//! linked.

use super::exchange::{Mailbox, Named};
use crate::access::{self, Caller, Select};
use crate::args;
use crate::audit::insert_entry;
use crate::context::Context;
use crate::db::{Row, Rows, Statement, guard};
use crate::http::{Cookie, read_cookie};
use crate::secret::sha256;
use crate::sessions;
use portico_api::providers::ATTEMPT_LIFE_MS;
use portico_api::session::SESSION_LIFE_MS;

/// A link that a request has made.
#[derive(Debug, PartialEq)]
pub(crate) struct Linked {
    pub(crate) provider: String,
    /// The address of the account here.
    pub(crate) recipient: String,
}

macro_rules! insert_link {
    () => {
        "INSERT INTO linked_providers (user_id, provider, issuer, subject, email, linked_at, last_used_at, request_id) "
    };
}

/// Only where nothing else is linked yet: whoever has an account at one provider would otherwise be let in by whatever another one says.
const LINK_BY_ADDRESS: &str = concat!(
    insert_link!(),
    "SELECT u.id, ?1, ?2, ?3, ?4, ?5, NULL, ?6 FROM users u WHERE u.email_key = ?7 \
       AND NOT EXISTS (SELECT 1 FROM linked_providers l WHERE l.user_id = u.id) \
     ON CONFLICT DO NOTHING"
);
const LINK_TO_SESSION: &str = concat!(
    insert_link!(),
    "SELECT s.user_id, ?1, ?2, ?3, ?4, ?5, NULL, ?6 FROM sessions s WHERE s.id = ?7 AND s.expires_at > ?5 ON CONFLICT DO NOTHING"
);
/// The mailbox was proven with the code that this session began with, in the browser in which the provider named it.
const LINK_PENDING: &str = concat!(
    insert_link!(),
    "SELECT s.user_id, a.provider, a.issuer, a.subject, a.email, ?3, NULL, ?4 \
     FROM sessions s JOIN users u ON u.id = s.user_id JOIN provider_attempts a ON a.browser_hash = ?2 AND a.subject IS NOT NULL AND a.expires_at > ?3 \
     WHERE s.id = ?1 AND a.email_key = u.email_key ORDER BY a.expires_at DESC LIMIT 1 ON CONFLICT DO NOTHING"
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
const CREATE_SESSION: &str = "\
    INSERT INTO sessions (id, token_hash, user_id, user_agent, created_at, last_seen_at, expires_at, country, signed_in_by) \
    SELECT ?3, ?4, l.user_id, ?5, ?6, ?6, ?7, ?8, ?9 FROM linked_providers l WHERE l.issuer = ?1 AND l.subject = ?2";
const NOTE_USE: &str = "\
    UPDATE linked_providers SET last_used_at = ?3 WHERE issuer = ?1 AND subject = ?2";
const AUDIT_SIGN_IN: &str = concat!(
    insert_entry!("country"),
    "SELECT ?2, NULL, s.user_id, 'sign_in', 'session', s.id, json_object('provider', ?3), ?4, s.user_agent, ?5, s.country \
     FROM sessions s WHERE s.id = ?1"
);
/// Nobody was let in: the mailbox has to be proven first.
const KEEP_PENDING: &str = "\
    UPDATE provider_attempts SET issuer = ?2, subject = ?3, email = ?4, email_key = ?5, expires_at = ?6 \
    WHERE state_hash = ?1 AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = ?7)";
const NEW_LINK: &str = "\
    SELECT s.id AS session, l.provider AS provider, u.email AS recipient FROM sessions s JOIN users u ON u.id = s.user_id \
    LEFT JOIN linked_providers l ON l.user_id = s.user_id AND l.request_id = ?2 WHERE s.id = ?1";

fn entry_of_link(cx: &Context, session: &str) -> Statement {
    let country = cx.request.country();
    let values = args![session, &cx.request_id, cx.new_id(), cx.request.user_agent(), cx.now, country];
    Statement::new(AUDIT_LINK, values)
}

fn new_link(cx: &Context, session: &str) -> Statement {
    Statement::new(NEW_LINK, args![session, &cx.request_id])
}

/// A sign-in with what a provider said.
pub(super) struct SignIn<'a> {
    pub(super) provider: &'a str,
    pub(super) named: &'a Named,
    pub(super) state: &'a str,
    /// The ID of the session that it becomes, and its token.
    pub(super) session: &'a str,
    pub(super) token: &'a str,
}

/// The batch of a sign-in: links what may be linked, and lets in whom the link leads to. Otherwise it keeps what was named, if a code can prove it.
/// The last statement is for [`signed_in`].
pub(super) fn sign_in(cx: &Context, asked: &SignIn<'_>) -> Vec<Statement> {
    let SignIn { provider, named, state, session, token } = asked;
    let Named { issuer, subject, shown_email, mailbox } = named;
    let mut batch = Vec::new();
    if let Mailbox::Verified(email) = mailbox {
        let values = args![*provider, issuer, subject, shown_email, cx.now, &cx.request_id, email.key()];
        batch.push(Statement::new(LINK_BY_ADDRESS, values));
    }
    let way = format!("provider:{provider}");
    let new_session = args![
        issuer,
        subject,
        *session,
        sha256(&[token.as_bytes()]),
        cx.request.user_agent(),
        cx.now,
        cx.now + SESSION_LIFE_MS,
        cx.request.country(),
        way
    ];
    let entry = args![*session, cx.new_id(), *provider, &cx.request_id, cx.now];
    batch.extend([
        Statement::new(CREATE_SESSION, new_session),
        Statement::new(NOTE_USE, args![issuer, subject, cx.now]),
        entry_of_link(cx, session),
        Statement::new(AUDIT_SIGN_IN, entry),
        sessions::end_oldest(session),
    ]);
    if let Mailbox::Verified(email) | Mailbox::VerifiedOnce(email) = mailbox {
        let (state_hash, until) = (sha256(&[state.as_bytes()]), cx.now + ATTEMPT_LIFE_MS);
        let pending = args![state_hash, issuer, subject, email.as_str(), email.key(), until, *session];
        batch.push(Statement::new(KEEP_PENDING, pending));
    }
    batch.push(new_link(cx, session));
    batch
}

/// Whether somebody was let in, and what was linked, by what the last statement has found.
pub(super) fn signed_in(rows: Option<Rows>) -> Option<Option<Linked>> {
    rows.and_then(|rows| rows.into_iter().next()).map(read_link)
}

fn read_link(mut row: Row) -> Option<Linked> {
    Some(Linked { provider: row.take_text(1)?, recipient: row.take_text(2)? })
}

/// The batch that links what a provider said to the account of a session. The last statement is for [`Outcome::read`].
pub(super) fn link(cx: &Context, provider: &str, named: &Named, session: &str) -> Vec<Statement> {
    let Named { issuer, subject, shown_email, .. } = named;
    let outcome = "\
        SELECT u.email AS recipient, \
          (SELECT l.user_id = s.user_id FROM linked_providers l WHERE l.issuer = ?3 AND l.subject = ?4) AS is_own, \
          EXISTS (SELECT 1 FROM linked_providers l WHERE l.user_id = s.user_id AND l.request_id = ?2) AS is_new \
        FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ?1";
    vec![
        Statement::new(
            LINK_TO_SESSION,
            args![provider, issuer, subject, shown_email, cx.now, &cx.request_id, session],
        ),
        entry_of_link(cx, session),
        Statement::new(outcome, args![session, &cx.request_id, issuer, subject]),
    ]
}

/// What became of linking.
pub(super) enum Outcome {
    /// It leads to the account; `Some`: since this request.
    Own(Option<Linked>),
    /// It leads to somebody else's.
    Taken,
    /// Another one of this provider leads to the account.
    Another,
    SignedOut,
}

impl Outcome {
    pub(super) fn read(rows: Option<Rows>, provider: &str) -> Self {
        let Some(mut row) = rows.and_then(|rows| rows.into_iter().next()) else { return Self::SignedOut };
        let recipient = row.take_text(0).unwrap_or_default();
        let is_new = row.integer(2) == Some(1);
        match row.integer(1) {
            Some(1) => Self::Own(is_new.then(|| Linked { provider: provider.to_owned(), recipient })),
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

/// The statements that link what was named in this browser, if the code of the new session has proven that very mailbox. The last one is for
/// [`linked`]. None in a browser that has not been at a provider.
pub(crate) fn prove(cx: &Context, session: &str) -> Vec<Statement> {
    let Some(browser) = browser_hash(cx) else { return Vec::new() };
    vec![
        Statement::new(LINK_PENDING, args![session, &browser, cx.now, &cx.request_id]),
        Statement::new(FORGET_PENDING, args![session, &browser, cx.now]),
        entry_of_link(cx, session),
        new_link(cx, session),
    ]
}

/// What was linked, by what the last statement of [`prove`] has found.
pub(crate) fn linked(rows: Option<Rows>) -> Option<Linked> {
    signed_in(rows).flatten()
}

/// In the scope `caller`: what is linked.
pub(super) fn list() -> Select {
    Select::of(
        "SELECT json_group_array(json_object('provider', l.provider, 'email', l.email, 'linked_at', l.linked_at, 'last_used_at', l.last_used_at)) \
         FROM caller c JOIN linked_providers l ON l.user_id = c.user_id",
    )
}

/// The batch that takes a link away.
pub(super) fn remove(cx: &Context, caller: &Caller, provider: &str) -> Vec<Statement> {
    let own = args![caller.user_id(), provider];
    let entry = concat!(
        insert_entry!("country"),
        "SELECT ?3, NULL, l.user_id, 'unlink_provider', 'user', l.user_id, \
           json_object('provider', l.provider, 'issuer', l.issuer, 'email', l.email), ?4, ?5, ?6, ?7 \
         FROM linked_providers l WHERE l.user_id = ?1 AND l.provider = ?2"
    );
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
        Statement::new("DELETE FROM linked_providers WHERE user_id = ?1 AND provider = ?2", own),
    ]
}
