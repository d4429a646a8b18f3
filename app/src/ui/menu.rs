use leptos::prelude::*;

/// One entry of a menu.
#[derive(Clone)]
pub enum MenuItem {
    /// Text that can't be chosen, such as the address of who is signed in.
    Heading(Signal<String>),
    Link {
        label: String,
        href: Signal<String>,
        icon: &'static str,
    },
    Action {
        label: String,
        icon: &'static str,
        on_select: Callback<()>,
    },
    /// One of several, with a check mark at the chosen one.
    Choice(MenuChoice),
    Separator,
}

/// One of several values, such as the theme.
#[derive(Clone)]
pub struct MenuChoice {
    pub label: String,
    /// What is chosen from, and the value of each with its label.
    pub options: Vec<(&'static str, &'static str)>,
    pub value: Signal<String>,
    pub on_select: Callback<(String,)>,
}

/// A button that opens a menu.
#[component]
pub fn Menu(
    /// What the button is called, for those who don't see it.
    #[prop(into)]
    label: Signal<String>,
    items: Vec<MenuItem>,
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    let _ = items;
    view! {
        <button type="button" class="menu-button" aria-label=label>
            {children()}
        </button>
    }
    .into_any()
}
