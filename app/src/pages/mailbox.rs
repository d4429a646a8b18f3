//! `/mailbox`: the mail of a local Portico, where nothing really leaves.

use crate::browser::{is_visible, use_title};
use crate::parts::loaded::unless_missing;
use crate::parts::{Heading, loaded};
use crate::paths::Place;
use crate::query::{Phase, Query, invalidate, query};
use crate::reactive::memo;
use crate::ui::{ButtonKind, ButtonLink, CopyButton, EmptyState, RelativeTime};
use leptos::prelude::*;
use portico_api::mailbox::{ListMail, Mail, Mailbox};
use portico_api::text::code_of_subject;
use std::time::Duration;

/// How often new mail is looked for.
const POLL: Duration = Duration::from_secs(3);

pub fn page() -> AnyView {
    use_title(|| vec!["Mailbox".into()]);
    let mailbox = query::<ListMail>(|| Some(()));
    let poll = set_interval_with_handle(
        || {
            if is_visible() {
                invalidate::<ListMail>();
            }
        },
        POLL,
    );
    on_cleanup(move || {
        if let Ok(poll) = poll {
            poll.clear();
        }
    });
    let problem = memo(move |_| match mailbox.phase() {
        Phase::Failed(failure) => Some(failure),
        _ => None,
    });
    // Where mail really leaves, there is no such page.
    unless_missing(problem, move || shown(mailbox))
}

fn shown(mailbox: Query<Mailbox>) -> AnyView {
    view! {
        <section class="mailbox">
            <Heading>"Mailbox"</Heading>
            <p class="lead">
                "Mail that this local Portico would have sent, newest first. " <a href=Place::SignIn.path()>"Go to sign-in"</a>
            </p>
            {loaded(mailbox, |mailbox| {
                (move || match mailbox.with(|mailbox| mailbox.mails.is_empty()) {
                    true => view! {
                        <EmptyState title="No mail yet" text="Request a sign-in code: its e-mail lands here within a moment." />
                    }
                    .into_any(),
                    false => view! {
                        <ol class="mails">
                            <For each=move || mailbox.get().mails.clone() key=|mail| mail.id.clone() children=letter />
                        </ol>
                    }
                    .into_any(),
                })
                .into_any()
            })}
        </section>
    }
    .into_any()
}

fn letter(mail: Mail) -> AnyView {
    let code = code_of_subject(&mail.subject).map(str::to_owned);
    let link = link_in(&mail.body);
    let alone = code.is_none() && link.is_none();
    view! {
        <li class="mail" data-tips="">
            <header>
                <h2 translate="no">{mail.subject}</h2>
                <p>"To " <span translate="no">{mail.recipient}</span> " " <RelativeTime at_ms=mail.created_at alone /></p>
            </header>
            {code.map(|code| view! {
                <p class="mail-code">
                    <output translate="no">{code.clone()}</output>
                    <CopyButton value=code label="Copy code" />
                </p>
            })}
            {link.map(|(href, label)| view! {
                <p><ButtonLink kind=ButtonKind::Primary href>{label}</ButtonLink></p>
            })}
            <pre translate="no">{mail.body}</pre>
        </li>
    }
    .into_any()
}

/// Where the mail leads, and what that is called. What a person wrote into it stands above: the last such link is Portico's own.
fn link_in(body: &str) -> Option<(String, &'static str)> {
    body.lines().rev().find_map(|line| link_of(line.trim()))
}

fn link_of(line: &str) -> Option<(String, &'static str)> {
    let address = line.strip_prefix("http://").or_else(|| line.strip_prefix("https://"))?;
    let path = &address[address.find('/')?..];
    match Place::parse(path) {
        Place::Invite(_) => Some((path.to_owned(), "Open invite")),
        Place::Invoice { .. } => Some((path.to_owned(), "Open invoice")),
        Place::BillingAddress(_) => Some((path.to_owned(), "Open link")),
        _ => None,
    }
}
