use leptos::prelude::*;

/// One thing to switch to.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitcherRow {
    /// Unique in the list.
    pub id: String,
    pub title: String,
    /// Tells rows of the same title apart.
    pub subtitle: Option<String>,
    pub href: String,
    /// Where one is now: it has the check mark.
    pub current: bool,
}

/// What the list shows.
#[derive(Clone, Debug, PartialEq)]
pub enum SwitcherItems {
    Loading,
    /// Could not be loaded: why, in a sentence.
    Failed(String),
    Ready {
        rows: Vec<SwitcherRow>,
        /// Whether the server has further rows.
        more: bool,
    },
}

/// The last entry, always in sight.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitcherFooter {
    /// Verb and noun: "Create organization".
    pub label: String,
    pub href: String,
    /// Why it can't be followed; `None` when it can.
    pub disabled_reason: Option<String>,
}

/// A dropdown that shows where one is and searches where else one can go.
#[component]
pub fn Switcher(
    /// What is switched: "Organization".
    label: &'static str,
    /// The name on the button; the placeholder stands there when it is `None`.
    #[prop(into)]
    current: Signal<Option<String>>,
    placeholder: &'static str,
    #[prop(into)] items: Signal<SwitcherItems>,
    /// What is typed into the search field. Cleared when the list closes.
    search: RwSignal<String>,
    /// Scrolled near the end while there is more.
    #[prop(into)]
    on_more: Callback<()>,
    /// Called on every opening.
    #[prop(into)]
    on_open: Callback<()>,
    #[prop(into)] footer: Signal<SwitcherFooter>,
    /// What is said when nothing is found or nothing is there.
    #[prop(into)]
    empty: Signal<String>,
) -> impl IntoView {
    let _ = (items, search, on_more, on_open, footer, empty);
    view! {
        <button type="button" class="switcher-button" aria-label=label>
            {move || current.get().unwrap_or_else(|| placeholder.to_owned())}
        </button>
    }
    .into_any()
}
