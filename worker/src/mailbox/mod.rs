//! The local mail transport: mail stays in the database, and a page of the console shows it.

use crate::config::MailTransport;
use crate::context::Context;
use crate::db::{Db, Statement};
use crate::error::Error;
use crate::http::Answer;
use portico_api::Empty;

const NEWEST: &str = "\
    SELECT json_object('mails', json_group_array(json_object(\
      'id', id, 'recipient', recipient, 'subject', subject, 'body', body, 'created_at', created_at))) \
    FROM (SELECT * FROM mailbox ORDER BY id DESC LIMIT 50)";

/// The newest mails; nothing to be found where mail really leaves.
pub(crate) async fn list<D: Db>(db: &D, cx: &Context<'_>, _: (), _: Empty) -> Result<Answer, Error> {
    if cx.config.mail != MailTransport::Local {
        return Err(Error::NotFound);
    }
    let rows = db.query(Statement::new(NEWEST, Vec::new())).await?;
    let body = rows.into_iter().next().and_then(|mut row| row.take_text(0));
    body.map(|body| Answer::new(200, body))
        .ok_or_else(|| Error::Internal("list_mail answered nothing".to_owned()))
}
