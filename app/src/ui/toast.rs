use super::dom::all;
use super::icon::Icon;
use super::words::Words;
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// How long a message stays when nobody looks at it.
const STAY: Duration = Duration::from_secs(6);
/// How soon after that it is tried again, when the pointer or the keyboard was on the messages.
const AGAIN: Duration = Duration::from_secs(2);
/// The most messages at once; the oldest go first.
const MOST: usize = 4;

/// What one may do about a message, while it is there. It may outlive the page that gave it.
#[derive(Clone)]
pub enum ToastAction {
    /// Where to go on.
    Link { href: String, label: &'static str },
    /// Done at most once: the message goes.
    Act { label: &'static str, act: Arc<dyn Fn() + Send + Sync> },
}

/// One message.
#[derive(Clone)]
struct Toast {
    id: u32,
    text: Words,
    actions: Vec<ToastAction>,
    error: bool,
}

/// Tells the person what happened, from anywhere below [`provide_toasts`].
#[derive(Clone, Copy)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
    last: StoredValue<u32>,
    owner: StoredValue<Owner>,
}

impl Toaster {
    /// Something worked. Goes away by itself.
    pub fn success(self, text: impl Into<Words>) {
        self.success_then(text, Vec::new());
    }

    /// The same, with what one may do next. There must be another way to each: the message goes away.
    pub fn success_then(self, text: impl Into<Words>, actions: Vec<ToastAction>) {
        let id = self.add(text.into(), actions, false);
        self.expire(id, STAY);
    }

    /// Something failed. Stays until it is dismissed.
    pub fn error(self, text: impl Into<Words>) {
        self.error_then(text, Vec::new());
    }

    /// The same, with what one may do about it. Answers by what [`Toaster::dismiss`] knows it.
    pub fn error_then(self, text: impl Into<Words>, actions: Vec<ToastAction>) -> u32 {
        self.add(text.into(), actions, true)
    }

    /// For what an action of a message begins: it outlives the page that gave the message. Whoever takes it cleans it up.
    pub fn owner(self) -> Owner {
        self.owner.with_value(|owner| owner.with(Owner::new))
    }

    fn add(self, text: Words, actions: Vec<ToastAction>, error: bool) -> u32 {
        let id = self.last.get_value() + 1;
        self.last.set_value(id);
        self.toasts.update(|toasts| {
            // The same failure twice is one message.
            toasts.retain(|toast| !(error && toast.text == text));
            if toasts.len() >= MOST {
                toasts.remove(0);
            }
            toasts.push(Toast { id, text, actions, error });
        });
        id
    }

    fn expire(self, id: u32, after: Duration) {
        set_timeout(
            move || {
                if is_looked_at() { self.expire(id, AGAIN) } else { self.dismiss(id) }
            },
            after,
        );
    }

    /// Takes a message away, if it is still there.
    pub fn dismiss(self, id: u32) {
        self.toasts.try_update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

/// Whether the pointer or the keyboard is on the messages.
fn is_looked_at() -> bool {
    let root = document().document_element();
    root.is_some_and(|root| !all(&root, ".toasts:is(:hover, :focus-within)").is_empty())
}

/// Makes the toaster for everything below; call it once, above the router.
pub fn provide_toasts() -> Toaster {
    let owner = StoredValue::new(Owner::current().unwrap_or_default());
    let toaster = Toaster { toasts: RwSignal::new(Vec::new()), last: StoredValue::new(0), owner };
    provide_context(toaster);
    toaster
}

/// The toaster made by [`provide_toasts`].
pub fn use_toasts() -> Toaster {
    expect_context::<Toaster>()
}

/// Where the messages appear; stands once in the page. Screen readers read them out when they are done talking.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = use_toasts();
    let action = move |id: u32, action: ToastAction| match action {
        ToastAction::Link { href, label } => {
            view! { <a class="toast-action" href=href on:click=move |_| toaster.dismiss(id)>{label}</a> }
                .into_any()
        }
        ToastAction::Act { label, act } => {
            let act = move |_| {
                toaster.dismiss(id);
                act();
            };
            view! { <button type="button" class="toast-action" on:click=act>{label}</button> }.into_any()
        }
    };
    let toast = move |Toast { id, text, actions, error }: Toast| {
        let actions = actions.into_iter().map(|one| action(id, one)).collect_view();
        view! {
            <div class="toast" class:toast-error=error>
                <Icon name=if error { "alert" } else { "check" } />
                <div class="toast-words">
                    <p class="toast-text">{text.view()}</p>
                    {actions}
                </div>
                <button type="button" class="toast-close" aria-label="Dismiss" on:click=move |_| toaster.dismiss(id)>
                    <Icon name="close" />
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="toasts" role="status" aria-live="polite" aria-relevant="additions">
            <For each=move || toaster.toasts.get() key=|toast| toast.id children=toast />
        </div>
    }
    .into_any()
}
