//! "No more mail": what an address is told with every mail, and what it has said. (RFC 8058 and, for the headers, RFC 2369.)

use super::{Mail, address_hash, mask};
use crate::args;
use crate::config::Config;
use crate::context::Context;
use crate::db::{Db, DbError, Statement};
use crate::error::Error;
use crate::http::Answer;
use crate::secret::{derive, from_hex, hex, sha256};
use portico_api::Empty;
use portico_api::mail_choice::{MailChoice, MailChoiceParams};
use std::collections::BTreeSet;

/// What those are told who wanted to mail an address that said so.
pub(crate) const STOPPED: &str = "E-mail to this address is stopped. Share the link another way.";

/// Where an address says that it wants no more mail.
#[derive(Clone, Debug, PartialEq)]
pub struct StopLink {
    /// The page of the console, for people.
    pub page: String,
    /// The same for mail programs, which post to it without any session.
    pub one_click: String,
}

impl StopLink {
    /// `None` where there is no key to sign it with.
    pub(crate) fn to(config: &Config, recipient: &str) -> Option<Self> {
        let token = token(config, recipient)?;
        Some(Self {
            page: format!("{}/no-more-mail/{token}", config.origin),
            one_click: format!("{}/api/mail/{token}/one-click", config.origin),
        })
    }
}

impl Mail {
    /// With the way to get no more.
    pub(crate) fn with_stop(self, config: &Config) -> Self {
        let Some(link) = StopLink::to(config, &self.recipient) else { return self };
        super::compose::with_footer(self, link)
    }

    /// The headers beyond those that every mail has.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let headers = |link: &StopLink| {
            vec![
                ("List-Unsubscribe", format!("<{}>", link.one_click)),
                ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
            ]
        };
        self.stop.as_ref().map(headers).unwrap_or_default()
    }
}

/// What a link names: the address as a hash, and as much of it as is shown. Signed, so that nobody can speak for an address who has none of its
/// mail; and no address stands in it that could be read in a log.
struct Named {
    address_hash: String,
    masked: String,
}

/// Hexadecimal digits: 64 of the hash, 64 of the signature, and what the mask is made of.
fn token(config: &Config, recipient: &str) -> Option<String> {
    let hash = address_hash(&recipient.to_ascii_lowercase());
    let shown = shown(recipient);
    let signature = derive(config, "stop", &hash, &shown)?;
    Some(format!("{hash}{}{}", hex(&signature), hex(shown.as_bytes())))
}

/// The first character and the domain.
fn shown(recipient: &str) -> String {
    mask(recipient).replace('•', "")
}

fn read(config: &Config, token: &str) -> Option<Named> {
    let (hash, rest) = token.split_at_checked(64)?;
    let (signature, shown) = rest.split_at_checked(64)?;
    let shown = String::from_utf8(from_hex(shown)?).ok()?;
    let expected = hex(&derive(config, "stop", hash, &shown)?);
    // Compared by their hashes: how long that takes tells nothing about the signature.
    let is_ours = sha256(&[signature.as_bytes()]) == sha256(&[expected.as_bytes()]);
    is_ours.then(|| Named { address_hash: hash.to_owned(), masked: mask(&shown) })
}

/// Which of these addresses (in lower case) want no mail, as hashes.
pub(crate) async fn stopped<D: Db>(
    db: &D,
    keys: impl Iterator<Item = &str>,
) -> Result<BTreeSet<String>, DbError> {
    let hashes: Vec<_> = keys.map(address_hash).collect();
    if hashes.is_empty() {
        return Ok(BTreeSet::new());
    }
    let sql =
        "SELECT n.address_hash FROM json_each(?1) j JOIN stopped_addresses n ON n.address_hash = j.value";
    let rows = db.query(Statement::new(sql, args![serde_json::json!(hashes).to_string()])).await?;
    Ok(rows.into_iter().filter_map(|mut row| row.take_text(0)).collect())
}

/// Shows what an address has said. Changes nothing, so that programs that open every link do no harm.
pub(crate) async fn show<D: Db>(
    db: &D,
    cx: &Context<'_>,
    params: MailChoiceParams,
    _: Empty,
) -> Result<Answer, Error> {
    let named = read(cx.config, &params.token).ok_or(Error::NotFound)?;
    let sql = "SELECT 1 FROM stopped_addresses WHERE address_hash = ?1";
    let rows = db.query(Statement::new(sql, args![&named.address_hash])).await?;
    Ok(answer(named, !rows.is_empty()))
}

/// No more mail to the address. Twice is harmless.
pub(crate) async fn stop<D: Db>(
    db: &D,
    cx: &Context<'_>,
    params: MailChoiceParams,
    _: Empty,
) -> Result<Answer, Error> {
    let named = read(cx.config, &params.token).ok_or(Error::NotFound)?;
    let sql =
        "INSERT INTO stopped_addresses (address_hash, stopped_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    db.query(Statement::new(sql, args![&named.address_hash, cx.now])).await?;
    Ok(answer(named, true))
}

/// Takes that back.
pub(crate) async fn allow<D: Db>(
    db: &D,
    cx: &Context<'_>,
    params: MailChoiceParams,
    _: Empty,
) -> Result<Answer, Error> {
    let named = read(cx.config, &params.token).ok_or(Error::NotFound)?;
    let sql = "DELETE FROM stopped_addresses WHERE address_hash = ?1";
    db.query(Statement::new(sql, args![&named.address_hash])).await?;
    Ok(answer(named, false))
}

fn answer(named: Named, is_stopped: bool) -> Answer {
    Answer::json(200, &MailChoice { address: named.masked, is_stopped })
}

/// The route of mail programs, for the log.
pub(crate) const ONE_CLICK: &str = "/api/mail/{token}/one-click";

/// The token in the path that mail programs post to.
pub(crate) fn one_click_token(path: &str) -> Option<&str> {
    path.strip_prefix("/api/mail/")?.strip_suffix("/one-click").filter(|token| !token.contains('/'))
}

/// One click: a mail program posts what RFC 8058 says, from wherever it runs, with nothing but the link to show. A person who is led here by a
/// program that does not know of that goes on to the page.
pub(crate) async fn one_click<D: Db>(db: &D, cx: &Context<'_>, token: &str) -> Result<Answer, Error> {
    match cx.request.method.as_str() {
        "POST" => {
            stop(db, cx, MailChoiceParams { token: token.to_owned() }, Empty {}).await?;
            Ok(Answer::json(200, &Empty {}))
        }
        "GET" | "HEAD" => {
            read(cx.config, token).ok_or(Error::NotFound)?;
            let page = format!("{}/no-more-mail/{token}", cx.config.origin);
            Ok(Answer::json(303, &Empty {}).with_header("Location", page))
        }
        _ => Err(Error::MethodNotAllowed("GET, POST".to_owned())),
    }
}
