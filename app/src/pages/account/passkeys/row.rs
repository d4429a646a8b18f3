//! One passkey: what it is called, what is known of it, and what can be done to it.

use super::{Page, Wish};
use crate::form::{Form, form};
use crate::kept::NOWHERE;
use crate::locale::moment;
use crate::query::{amend, invalidate};
use crate::submit::submission;
use crate::ui::{Badge, Button, ButtonKind, ConfirmDialog, RelativeTime, TextField, Tone, Words, use_toasts};
use leptos::prelude::*;
use portico_api::Empty;
use portico_api::passkeys::{ListPasskeys, Passkey, PasskeyParams, RemovePasskey, RenamePasskey};
use portico_api::problem::kind;

pub(super) fn row(page: Page, first: Passkey) -> AnyView {
    let renaming = RwSignal::new(false);
    // What is said of it changes while the row stays.
    let passkey = Memo::new(move |last: Option<&Passkey>| {
        let found = page.list.with(|list| list.passkeys.iter().find(|one| one.id == first.id).cloned());
        found.unwrap_or_else(|| last.unwrap_or(&first).clone())
    });
    view! {
        <li class="passkey">
            {move || match renaming.get() {
                true => rename(passkey.get_untracked(), renaming),
                false => shown(page, passkey, renaming),
            }}
        </li>
    }
    .into_any()
}

fn shown(page: Page, passkey: Memo<Passkey>, renaming: RwSignal<bool>) -> AnyView {
    let name = Memo::new(move |_| passkey.with(|passkey| passkey.name.clone()));
    // Two may have the same name.
    let of = move || {
        passkey.with(|passkey| {
            let since = moment(passkey.created_at as f64).map(|at| format!(", added {at}"));
            format!(" {}{}", passkey.name, since.unwrap_or_default())
        })
    };
    let backed_up = move || {
        passkey
            .with(|passkey| passkey.is_backed_up)
            .then(|| view! { <Badge text="Backed up" tone=Tone::Good /> })
    };
    let ask = move |()| {
        page.removing.set(Some(passkey.get_untracked()));
        page.is_asking.set(true);
    };
    view! {
        <span class="passkey-name">
            <span translate="no">{name}</span>
            {backed_up}
        </span>
        {move || facts(&passkey.get())}
        <span class="passkey-act">
            <Button kind=ButtonKind::Quiet on_click=Callback::new(move |()| renaming.set(true))>
                "Rename" <span class="visually-hidden" translate="no">{of}</span>
            </Button>
            <Button kind=ButtonKind::Quiet on_click=Callback::new(ask)>
                "Remove" <span class="visually-hidden" translate="no">{of}</span>
            </Button>
        </span>
    }
    .into_any()
}

fn facts(passkey: &Passkey) -> AnyView {
    let used = match passkey.last_used_at {
        Some(at) => view! { <span>"last used " <RelativeTime at_ms=at /></span> }.into_any(),
        None => view! { <span>"never used"</span> }.into_any(),
    };
    view! {
        <span class="passkey-facts">
            <span>"added " <RelativeTime at_ms=passkey.created_at /></span>
            {used}
        </span>
    }
    .into_any()
}

fn rename(passkey: Passkey, renaming: RwSignal<bool>) -> AnyView {
    let toasts = use_toasts();
    let params = PasskeyParams { passkey: passkey.id.to_string() };
    let state = form::<RenamePasskey>(
        &[("name", &passkey.name)],
        move || params.clone(),
        move |_, renamed| {
            toasts.success(Words::from("Passkey renamed to ").name(&renamed.name));
            amend::<ListPasskeys>(|list| {
                list.passkeys
                    .iter_mut()
                    .filter(|one| one.id == renamed.id)
                    .for_each(|one| *one = renamed.clone());
            });
            invalidate::<ListPasskeys>();
            renaming.set(false);
        },
    );
    state.keep(NOWHERE, format!("passkey.{}", passkey.id), &["name"]);
    let cancel = Callback::new(move |()| {
        state.give_up();
        renaming.set(false);
    });
    view! {
        <Form form=state action="Save name" on_cancel=cancel>
            <TextField
                label="Passkey name"
                name="name"
                value=state.value("name")
                error=state.error("name")
                hint=Some("For example, the device it is on.".to_owned())
                autofocus=true
            />
        </Form>
    }
    .into_any()
}

/// Asks before one goes, and removes it; after a proof, if it takes one, without asking again.
pub(super) fn remove_dialog(page: Page) -> AnyView {
    let toasts = use_toasts();
    let open = page.is_asking;
    let doing = submission();
    let remove = move |passkey: Passkey| {
        let params = PasskeyParams { passkey: passkey.id.to_string() };
        doing.send::<RemovePasskey>(params, Empty {}, move |outcome| {
            open.set(false);
            match outcome {
                Err(failure) if failure.is(kind::PROOF_NEEDED) => {
                    page.unproven.set(Some(Wish::Remove(passkey)))
                }
                Err(failure) if !failure.is_missing() => page.problem.set(Some(failure.message())),
                // What is missing was removed elsewhere: that was wanted.
                _ => {
                    toasts.success(Words::named(&passkey.name).text(" removed"));
                    page.removed(&passkey);
                }
            }
        });
    };
    Effect::new(move || {
        if let Some(Wish::Remove(passkey)) = page.proven.get() {
            page.proven.set(None);
            remove(passkey);
        }
    });
    let title = Signal::derive(move || {
        let name = page.removing.with(|asked| asked.as_ref().map(|passkey| passkey.name.clone()));
        Words::from("Remove ").name(name.unwrap_or_default()).text("?")
    });
    let confirm = move |()| {
        if let Some(passkey) = page.removing.get_untracked() {
            page.problem.set(None);
            remove(passkey);
        }
    };
    view! {
        <ConfirmDialog
            open
            title
            confirm="Remove passkey"
            kind=ButtonKind::Danger
            pending=doing
            on_confirm=Callback::new(confirm)
        >
            "It no longer signs you in to Portico. Your device still keeps it until you delete it there. You can always sign in with a code by e-mail."
        </ConfirmDialog>
    }
    .into_any()
}
