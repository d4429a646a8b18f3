//! The person's passkeys: the list, and the ways to add, rename and remove one.

mod add;
mod row;

use super::keyboard;
use super::proof::proof;
use crate::parts::{loaded, webauthn};
use crate::query::{amend, invalidate, query};
use crate::reactive::memo;
use leptos::html;
use leptos::prelude::*;
use portico_api::passkeys::{ListPasskeys, PASSKEYS_MAX, Passkey, PasskeyList};
use portico_api::session::Session;
use std::sync::Arc;

/// What waits for a proof that it is the person.
#[derive(Clone, PartialEq)]
enum Wish {
    Add,
    Remove(Passkey),
}

/// What is under way. A handle to copy around.
#[derive(Clone, Copy)]
struct Page {
    list: Memo<Arc<PasskeyList>>,
    heading: NodeRef<html::H2>,
    /// What is asked for first, until the proof is there.
    unproven: RwSignal<Option<Wish>>,
    /// What is done as soon as the proof is there.
    proven: RwSignal<Option<Wish>>,
    /// The one that is asked about before it goes, and whether it still is.
    removing: RwSignal<Option<Passkey>>,
    is_asking: RwSignal<bool>,
    /// Why the last thing came to nothing.
    problem: RwSignal<Option<String>>,
}

impl Page {
    fn count(self) -> usize {
        self.list.with(|list| list.passkeys.len())
    }

    fn added(self, passkey: &Passkey) {
        self.problem.set(None);
        amend::<ListPasskeys>(|list| {
            list.passkeys.retain(|known| known.id != passkey.id);
            list.passkeys.insert(0, passkey.clone());
        });
        invalidate::<ListPasskeys>();
    }

    /// Takes a row away. Where none is left that could take the keyboard, the heading does.
    fn removed(self, passkey: &Passkey) {
        self.problem.set(None);
        amend::<ListPasskeys>(|list| list.passkeys.retain(|known| known.id != passkey.id));
        invalidate::<ListPasskeys>();
        if untrack(|| self.count()) == 0 {
            keyboard::to_heading(self.heading);
        }
    }
}

pub(super) fn section(session: Memo<Arc<Session>>) -> AnyView {
    let passkeys = query::<ListPasskeys>(|| Some(()));
    let heading = NodeRef::<html::H2>::new();
    let email = memo(move |_| session.with(|session| session.user.email.clone()));
    view! {
        <section class="passkeys" aria-labelledby="passkeys">
            <h2 id="passkeys" tabindex="-1" node_ref=heading>"Passkeys"</h2>
            {loaded(passkeys, move |list| {
                listed(
                    Page {
                        list,
                        heading,
                        unproven: RwSignal::new(None),
                        proven: RwSignal::new(None),
                        removing: RwSignal::new(None),
                        is_asking: RwSignal::new(false),
                        problem: RwSignal::new(None),
                    },
                    email,
                )
            })}
        </section>
    }
    .into_any()
}

fn listed(page: Page, email: Memo<String>) -> AnyView {
    let none = memo(move |_| page.count() == 0);
    let intro = "Sign in with your fingerprint, face, screen lock or a security key instead of a code. A code by e-mail always works as well.";
    view! {
        <p>{intro}</p>
        {move || (!none.get()).then(|| rows(page))}
        <div role="alert" class="field-error">{move || page.problem.get()}</div>
        {move || match page.unproven.get() {
            Some(wish) => wanted(page, wish, email.get()),
            None => act(page),
        }}
        {row::remove_dialog(page)}
    }
    .into_any()
}

fn rows(page: Page) -> AnyView {
    view! {
        <ul class="rows" aria-labelledby="passkeys">
            <For
                each=move || page.list.with(|list| list.passkeys.clone())
                key=|passkey| passkey.id.to_string()
                let(passkey)
            >
                {row::row(page, passkey)}
            </For>
        </ul>
    }
    .into_any()
}

/// What can be done when nothing else is under way.
fn act(page: Page) -> AnyView {
    if !webauthn::is_supported() {
        return view! {
            <p>"This browser can't add passkeys. Update it, or use another one."</p>
        }
        .into_any();
    }
    let full = Signal::derive(move || {
        let is_full = page.count() >= PASSKEYS_MAX as usize;
        is_full.then(|| format!("You have {PASSKEYS_MAX} passkeys. Remove one that you no longer use."))
    });
    add::button(page, full)
}

/// Has the person prove who they are, then does what they wished.
fn wanted(page: Page, wish: Wish, email: String) -> AnyView {
    let done = move || {
        page.proven.set(Some(wish.clone()));
        page.unproven.set(None);
    };
    proof(email, done, Callback::new(move |()| page.unproven.set(None)))
}
