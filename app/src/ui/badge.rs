use leptos::prelude::*;

/// How loud a badge is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Tone {
    #[default]
    Neutral,
    Accent,
    Good,
    Warning,
    Bad,
}

/// A word about the thing beside it: a role, a plan, a state.
#[component]
pub fn Badge(#[prop(into)] text: Signal<String>, #[prop(optional)] tone: Tone) -> impl IntoView {
    let class = match tone {
        Tone::Neutral => "badge",
        Tone::Accent => "badge badge-accent",
        Tone::Good => "badge badge-good",
        Tone::Warning => "badge badge-warning",
        Tone::Bad => "badge badge-bad",
    };
    view! { <span class=class>{text}</span> }.into_any()
}
