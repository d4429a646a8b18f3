//! `/sign-in`: an e-mail address, then the code that was sent there; or a passkey.

mod address_step;
mod code_step;
mod passkey;
mod providers;
mod sent;

use crate::browser::{is_local, use_title};
use crate::client::Failure;
use crate::navigation::use_go;
use crate::parameters::use_parameter;
use crate::parts::Heading;
use crate::paths::sign_in_page::TITLE;
use crate::paths::{Place, safe_return};
use crate::query::{Phase, query};
use crate::reactive::{effect, memo};
use crate::session::use_session;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use portico_api::mailbox::ListMail;
use sent::Sent;

pub fn page() -> AnyView {
    use_title(|| vec!["Sign in".into()]);
    let sent = RwSignal::new(Sent::restored());
    let (asked, pathname) = (use_parameter("return_to"), use_location().pathname);
    let target = memo(move |last: Option<&String>| {
        // On the way out the address is another one already, while this page is still there.
        if let Some(last) = last.filter(|_| pathname.with(|path| *path != Place::SignIn.path())) {
            return last.clone();
        }
        asked.get().as_deref().and_then(safe_return).unwrap_or_else(|| "/".to_owned())
    });
    let (known, named) = (providers::known(), providers::named());
    let session = use_session();
    let go = use_go();
    // Who is signed in already has come to do so once more, or hears what became of it at a provider.
    let (again, provider) = (use_parameter("again"), use_parameter("provider"));
    let was_signed_out = StoredValue::new(false);
    // Whoever is signed in already, here or in another tab, goes on.
    effect(move || match session.query().phase() {
        Phase::Failed(Failure::SignedOut) => was_signed_out.set_value(true),
        Phase::Ready => {
            let stays = again.get().is_some() || provider.get().is_some();
            if was_signed_out.get_value() || !stays {
                go.replace_path(target.get());
            }
        }
        _ => {}
    });
    view! {
        <section class="sign-in">
            <Heading>{TITLE}</Heading>
            {move || sent.with(Option::is_none).then(|| providers::returned(known))}
            {move || match sent.get() {
                None => address_step::step(sent, named),
                Some(known) => code_step::step(sent, known, target),
            }}
            {move || sent.with(Option::is_none).then(|| passkey::ways(target))}
            {move || sent.with(Option::is_none).then(|| providers::buttons(known, target))}
            <MailboxLink />
        </section>
    }
    .into_any()
}

/// On this very machine, mail may land in the console itself.
#[component]
fn MailboxLink() -> impl IntoView {
    let mailbox = query::<ListMail>(|| is_local().then_some(()));
    move || {
        mailbox.ready().map(|_| {
            view! {
                <p class="sign-in-local">
                    "This Portico runs locally: the mail lands in its "
                    <a href=Place::Mailbox.path() target="_blank">"mailbox"</a> "."
                </p>
            }
        })
    }
}
