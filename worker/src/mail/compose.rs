//! The texts of mails. Names are escaped in HTML and kept to one line in subjects; links begin with the configured origin.

use super::{Mail, StopLink};
use portico_api::Role;
use portico_api::text::code_subject;

/// The mail that carries a sign-in code. The code is in the subject too: most people read it from the notification.
pub(crate) fn code(recipient: &str, code: &str, origin: &str) -> Mail {
    let text = format!(
        "Your code to sign in to Portico is\n\n    {code}\n\n\
         Enter it in the browser that requested it, at {origin}/sign-in. It works once, for 10 minutes.\n\n\
         If you didn't request it, you can ignore this e-mail: no one can sign in without the code.\n"
    );
    let html = page(&format!(
        "<p>Your code to sign in to Portico is</p>\
         {}\
         <p>Enter it in the browser that requested it. It works once, for 10 minutes.</p>\
         <p>If you didn't request it, you can ignore this e-mail: no one can sign in without the code.</p>",
        large(code)
    ));
    Mail {
        recipient: recipient.to_owned(),
        subject: code_subject(code),
        text,
        html,
        key: String::new(),
        stop: None,
    }
}

/// A code as it stands in a mail, to be read at a glance.
pub(crate) fn large(code: &str) -> String {
    format!("<p style=\"font-size:28px;font-weight:600;letter-spacing:4px\">{code}</p>")
}

/// The mail that carries an invite. The inviter is named with the address: a name alone could be anybody's.
pub(crate) fn invite(
    recipient: &str,
    inviter: &str,
    organization: &str,
    role: Role,
    note: Option<&str>,
    link: &str,
) -> Mail {
    let (inviter, organization) = (&one_line(inviter), one_line(organization));
    let role = role.title();
    let quoted = note.map(|note| format!("{inviter} writes:\n\n    {}\n\n", note.replace('\n', "\n    ")));
    let text = format!(
        "{inviter} invites you to join {organization} on Portico as {role}.\n\n{}\
         See the invite, and accept or decline it, here:\n\n    {link}\n\n\
         The link works for 7 days, for {recipient} only. If you don't know {inviter}, ignore this e-mail.\n",
        quoted.unwrap_or_default()
    );
    let quoted = note.map(|note| format!("<blockquote>{}</blockquote>", escape(note).replace('\n', "<br>")));
    let html = page(&format!(
        "<p>{} invites you to join <strong>{}</strong> on Portico as {role}.</p>{}\
         <p><a href=\"{link}\">See the invite</a></p><p>Or open this address: {link}</p>\
         <p>The link works for 7 days, for {} only. If you don't know {}, ignore this e-mail.</p>",
        escape(inviter),
        escape(&organization),
        quoted.unwrap_or_default(),
        escape(recipient),
        escape(inviter),
    ));
    Mail {
        recipient: recipient.to_owned(),
        subject: format!("{inviter} invites you to {organization} on Portico"),
        text,
        html,
        key: String::new(),
        stop: None,
    }
}

/// The mail that tells of an invoice. `total` is written out; `due` is in milliseconds since 1970.
pub(crate) fn invoice(
    recipient: &str,
    organization: &str,
    number: &str,
    total: &str,
    due: i64,
    link: &str,
) -> Mail {
    let organization = one_line(organization);
    let due = date(due);
    let text = format!(
        "Invoice {number} for {organization} is ready: {total}, due on {due}.\n\n\
         Open it to see how to pay, print it or save it as PDF (Admins and Owners can):\n\n    {link}\n"
    );
    let html = page(&format!(
        "<p>Invoice {number} for <strong>{}</strong> is ready: {total}, due on {due}.</p>\
         <p><a href=\"{link}\">See the invoice</a></p><p>Or open this address: {link}</p>\
         <p>Admins and Owners of the organization can open it, print it or save it as PDF.</p>",
        escape(&organization),
    ));
    Mail {
        recipient: recipient.to_owned(),
        subject: format!("Invoice {number} for {organization}: {total}"),
        text,
        html,
        key: String::new(),
        stop: None,
    }
}

/// The mail that tells that an archive can be downloaded, until a time in milliseconds since 1970.
pub(crate) fn export(recipient: &str, organization: &str, until: i64, link: &str) -> Mail {
    let organization = one_line(organization);
    let until = date(until);
    let text = format!(
        "The export of {organization} you requested is ready. Download it until {until}:\n\n    {link}\n\n\
         After that it is deleted, and you can request another. Admins and Owners can open this page.\n"
    );
    let html = page(&format!(
        "<p>The export of <strong>{}</strong> you requested is ready. Download it until {until}:</p>\
         <p><a href=\"{link}\">Download the export</a></p><p>Or open this address: {link}</p>\
         <p>After that it is deleted, and you can request another. Admins and Owners can open this page.</p>",
        escape(&organization),
    ));
    Mail {
        recipient: recipient.to_owned(),
        subject: format!("The export of {organization} is ready"),
        text,
        html,
        key: String::new(),
        stop: None,
    }
}

/// The mail that asks whether invoices may go to an address. It says nothing that a stranger wrote but the organization's name.
pub(crate) fn billing_address(recipient: &str, organization: &str, link: &str) -> Mail {
    let organization = one_line(organization);
    let text = format!(
        "{organization} wants its invoices from Portico to go to {recipient}. If that is right, confirm it here:\n\n    {link}\n\n\
         If you weren't expecting this, ignore this e-mail: no invoices will be sent.\n"
    );
    let html = page(&format!(
        "<p><strong>{}</strong> wants its invoices from Portico to go to {}. If that is right, confirm it:</p>\
         <p><a href=\"{link}\">Confirm the address</a></p><p>Or open this address: {link}</p>\
         <p>If you weren't expecting this, ignore this e-mail: no invoices will be sent.</p>",
        escape(&organization),
        escape(recipient),
    ));
    Mail {
        recipient: recipient.to_owned(),
        subject: format!("Confirm this address for the invoices of {organization}"),
        text,
        html,
        key: String::new(),
        stop: None,
    }
}

/// A mail that tells of something, paragraph by paragraph.
pub(crate) fn notice(recipient: &str, subject: &str, paragraphs: &[String]) -> Mail {
    let html: String = paragraphs.iter().map(|text| format!("<p>{}</p>", escape(text))).collect();
    Mail {
        recipient: recipient.to_owned(),
        subject: one_line(subject),
        text: format!("{}\n", paragraphs.join("\n\n")),
        html: page(&html),
        key: String::new(),
        stop: None,
    }
}

/// An amount in minor units, written out: `EUR 29.00`.
pub(crate) fn money(amount: i64, currency: &str) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let amount = amount.unsigned_abs();
    format!("{} {sign}{}.{:02}", currency.to_ascii_uppercase(), amount / 100, amount % 100)
}

/// A day, as `2026-12-09`.
fn date(at: i64) -> String {
    time::OffsetDateTime::from_unix_timestamp(at.div_euclid(1000))
        .map(|moment| format!("{:04}-{:02}-{:02}", moment.year(), u8::from(moment.month()), moment.day()))
        .unwrap_or_default()
}

const PAGE_END: &str = "</body></html>";

pub(crate) fn page(content: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><body style=\"font-family:sans-serif;max-width:36em\">{content}{PAGE_END}"
    )
}

/// The mail with the way to get no more at its end.
pub(super) fn with_footer(mail: Mail, stop: StopLink) -> Mail {
    let page = &stop.page;
    let text = format!("{}\n--\nStop e-mail to this address: {page}\n", mail.text);
    let content = mail.html.strip_suffix(PAGE_END).unwrap_or(&mail.html);
    let html = format!(
        "{content}<p style=\"font-size:12px\"><a href=\"{page}\">Stop e-mail to this address</a></p>{PAGE_END}"
    );
    Mail { text, html, stop: Some(stop), ..mail }
}

/// The mail of a kind that somebody can choose, with the way to another choice at its end.
pub(crate) fn with_choice(mail: Mail, stop: Option<StopLink>) -> Mail {
    let Some(stop) = stop else { return mail };
    let page = &stop.page;
    let text = format!("{}\n--\nChoose which e-mails Portico sends you: {page}\n", mail.text);
    let content = mail.html.strip_suffix(PAGE_END).unwrap_or(&mail.html);
    let html = format!(
        "{content}<p style=\"font-size:12px\"><a href=\"{page}\">Choose which e-mails Portico sends you</a></p>{PAGE_END}"
    );
    Mail { text, html, stop: Some(stop), ..mail }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Escapes text for HTML, in content and in quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_notes_can_not_become_markup_or_headers() {
        let evil = "<img src=x onerror=alert(1)>\r\nBcc: eve@example.com";
        let mail = invite(
            "a@b.de",
            "o'neil@c.de",
            evil,
            Role::Admin,
            Some("<script>\nhello"),
            "https://x.example/i",
        );
        assert!(!mail.html.contains("<img") && !mail.html.contains("<script"), "{}", mail.html);
        assert!(mail.html.contains("o&#39;neil@c.de"));
        assert!(!mail.subject.contains(['\r', '\n']), "{}", mail.subject);
    }

    #[test]
    fn invoice_mail_says_how_much_until_when_and_where() {
        let total = money(29_05, "eur");
        let mail = invoice(
            "pay@b.de",
            "<b>Acme</b>",
            "INV-000001",
            &total,
            1_796_774_400_000,
            "https://x.example/i",
        );
        for part in ["INV-000001", "EUR 29.05", "2026-12-09", "https://x.example/i"] {
            assert!(mail.text.contains(part) && mail.html.contains(part), "{part}");
        }
        assert!(!mail.html.contains("<b>Acme"));
        assert_eq!((money(-5, "usd"), money(0, "eur")), ("USD -0.05".to_owned(), "EUR 0.00".to_owned()));
    }

    #[test]
    fn invite_mail_says_who_what_and_where() {
        let mail = invite(
            "a@b.de",
            "anna@c.de",
            "Acme",
            Role::Developer,
            Some("Hi\nthere"),
            "https://x.example/invites/1",
        );
        for part in
            ["anna@c.de", "Acme", "Developer", "https://x.example/invites/1", "7 days", "    Hi\n    there"]
        {
            assert!(mail.text.contains(part), "{part}");
        }
    }
}
