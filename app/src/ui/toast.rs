use leptos::prelude::*;

/// One message.
#[derive(Clone, PartialEq)]
struct Toast {
    id: u32,
    text: String,
    error: bool,
}

/// Tells the person what happened, from anywhere below [`provide_toasts`].
#[derive(Clone, Copy)]
pub struct Toaster {
    toasts: RwSignal<Vec<Toast>>,
}

impl Toaster {
    /// Something worked. Goes away by itself.
    pub fn success(self, text: impl Into<String>) {
        self.add(text.into(), false);
    }

    /// Something failed. Stays until it is dismissed.
    pub fn error(self, text: impl Into<String>) {
        self.add(text.into(), true);
    }

    fn add(self, text: String, error: bool) {
        self.toasts.update(|toasts| {
            let id = toasts.last().map_or(0, |last| last.id + 1);
            toasts.push(Toast { id, text, error });
        });
    }
}

/// Makes the toaster for everything below; call it once, above the router.
pub fn provide_toasts() -> Toaster {
    let toaster = Toaster { toasts: RwSignal::new(Vec::new()) };
    provide_context(toaster);
    toaster
}

/// The toaster made by [`provide_toasts`].
pub fn use_toasts() -> Toaster {
    expect_context::<Toaster>()
}

/// Where the messages appear; stands once in the page.
#[component]
pub fn Toasts() -> impl IntoView {
    let toaster = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toaster.toasts.get() key=|toast| toast.id let(toast)>
                <p class="toast" class:toast-error=toast.error>
                    {toast.text}
                </p>
            </For>
        </div>
    }
    .into_any()
}
