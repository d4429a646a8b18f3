//! One click, and a kind of notice comes no more: a mail program posts to the link in the mail's headers, from wherever it runs, with nothing else to show
//! (RFC 8058). The link names whom it is about and the kind, and is signed.

use super::{DEVICES, INVITES, LIMITS, PUBLISHING};
use crate::args;
use crate::config::Config;
use crate::context::Context;
use crate::db::{Db, Statement};
use crate::error::Error;
use crate::http::Answer;
use crate::mail::StopLink;
use crate::secret::{derive, hex, sha256};
use portico_api::Empty;

/// The route of mail programs, for the log.
pub(crate) const ONE_CLICK: &str = "/api/notices/{token}/one-click";

/// The token in the path that mail programs post to.
pub(crate) fn one_click_token(path: &str) -> Option<&str> {
    path.strip_prefix("/api/notices/")?.strip_suffix("/one-click").filter(|token| !token.contains('/'))
}

/// How somebody gets no more mail of a kind; `None` where there is no key to sign it with.
pub(super) fn link(config: &Config, user: &str, kind: &str) -> Option<StopLink> {
    let signature = hex(&derive(config, "notices", user, kind)?);
    Some(StopLink {
        page: format!("{}/account#notices", config.origin),
        one_click: format!("{}/api/notices/{kind}.{user}.{signature}/one-click", config.origin),
    })
}

/// Whom and what a token is about.
fn read<'a>(config: &Config, token: &'a str) -> Option<(&'a str, &'a str)> {
    let mut parts = token.splitn(3, '.');
    let (kind, user, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let expected = hex(&derive(config, "notices", user, kind)?);
    // Compared by their hashes: how long that takes tells nothing about the signature.
    let is_ours = sha256(&[signature.as_bytes()]) == sha256(&[expected.as_bytes()]);
    (is_ours && [PUBLISHING, INVITES, DEVICES, LIMITS].contains(&kind)).then_some((kind, user))
}

/// Turns the kind off. A person who is led here by a program that does not know of that goes on to the account page.
pub(crate) async fn one_click<D: Db>(db: &D, cx: &Context<'_>, token: &str) -> Result<Answer, Error> {
    let (kind, user) = read(cx.config, token).ok_or(Error::NotFound)?;
    match cx.request.method.as_str() {
        "POST" => {
            let sql = "UPDATE users SET notices = json_patch(coalesce(notices, '{}'), json_object(?2, json('false'))) WHERE id = ?1 AND deleted_at IS NULL";
            db.query(Statement::new(sql, args![user, kind])).await?;
            Ok(Answer::json(200, &Empty {}))
        }
        "GET" | "HEAD" => {
            let page = format!("{}/account#notices", cx.config.origin);
            Ok(Answer::json(303, &Empty {}).with_header("Location", page))
        }
        _ => Err(Error::MethodNotAllowed("GET, POST".to_owned())),
    }
}
