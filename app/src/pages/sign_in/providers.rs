//! The ways in with an account elsewhere: a button for each provider, and what became of a sign-in there.

use crate::browser::leave_for;
use crate::parameters::use_parameter;
use crate::query::{Query, query};
use crate::submit::submission;
use crate::ui::{Button, Words};
use leptos::prelude::*;
use portico_api::providers::{
    Identity, ListProviders, Provider, ProviderFailure, ProviderList, ProviderParams, ProviderStart,
    ShowIdentity, StartProviderSignIn,
};
use portico_api::text::ReturnPath;

/// The providers of this Portico.
pub(super) fn known() -> Query<ProviderList> {
    query::<ListProviders>(|| Some(()))
}

/// Whom a provider has just named in this browser; asked only where it has led back here for that.
pub(super) fn named() -> Query<Identity> {
    let (provider, failed) = (use_parameter("provider"), use_parameter("failed"));
    query::<ShowIdentity>(move || (provider.get().is_some() && failed.get().is_none()).then_some(()))
}

/// Why a sign-in at a provider came to nothing.
pub(super) fn returned(known: Query<ProviderList>) -> AnyView {
    let (provider, failed) = (use_parameter("provider"), use_parameter("failed"));
    let said = move || {
        let failure = ProviderFailure::parse(&failed.get()?).unwrap_or(ProviderFailure::Failed);
        let id = provider.get().unwrap_or_default();
        let list = known.ready();
        let named = list.as_ref().and_then(|list| list.providers.iter().find(|known| known.id == id));
        Some(sentence(failure, named.map(|known| known.name.as_str())))
    };
    view! {
        <div role="alert">
            {move || said().map(|sentence| view! { <p class="banner" data-kind="error">{sentence.view()}</p> })}
        </div>
    }
    .into_any()
}

fn sentence(failure: ProviderFailure, name: Option<&str>) -> Words {
    let begun = name.map_or_else(|| Words::from("The provider"), Words::named);
    match failure {
        ProviderFailure::Denied => {
            let at = Words::from("You cancelled the sign-in at ");
            let at = match name {
                Some(name) => at.name(name),
                None => at.text("the provider"),
            };
            at.text(".")
        }
        ProviderFailure::Expired => {
            "That sign-in expired, was already used, or started in another browser. Try again.".into()
        }
        ProviderFailure::Unverified => begun.text(
            " does not say that your e-mail address is confirmed. Sign in with a code, then link it on your account page.",
        ),
        _ => begun.text(" could not confirm who you are. Try again in a moment, or sign in with a code."),
    }
}

/// Below the form, so that nothing moves when they come.
pub(super) fn buttons(known: Query<ProviderList>, target: Memo<String>) -> AnyView {
    (move || {
        let list = known.ready().filter(|list| !list.providers.is_empty())?;
        let buttons = list.providers.iter().map(|provider| button(provider.clone(), target)).collect_view();
        Some(view! { <div class="sign-in-providers" role="group" aria-label="Other ways to sign in">{buttons}</div> })
    })
    .into_any()
}

fn button(provider: Provider, target: Memo<String>) -> AnyView {
    let asking = submission();
    let Provider { id, name } = provider;
    let go = move |()| {
        let return_to = ReturnPath::parse(&target.get_untracked()).ok();
        let params = ProviderParams { provider: id.clone() };
        asking.send::<StartProviderSignIn>(params, ProviderStart { return_to }, move |outcome| {
            if let Ok(there) = outcome {
                leave_for(&there.url);
            }
        });
    };
    view! {
        <Button pending=asking on_click=Callback::new(go)>
            "Continue with " <span translate="no">{name}</span>
        </Button>
        <div role="alert" class="field-error">{move || asking.failure.get().map(|failure| failure.message())}</div>
    }
    .into_any()
}
