use super::dom::fresh_id;
use leptos::prelude::*;

/// How much of what is allowed is used: in words, and as a bar where there is a limit.
#[component]
pub fn Meter(
    /// What is measured: "Projects".
    label: &'static str,
    /// How much, in words: "2 of 3 projects".
    #[prop(into)]
    text: Signal<String>,
    #[prop(into)] used: Signal<i64>,
    /// `None`: any number.
    #[prop(into)]
    allowed: Signal<Option<i64>>,
) -> impl IntoView {
    let id = fresh_id();
    let labelled = id.clone();
    let level = move || {
        let allowed = allowed.get()?;
        match used.get() {
            used if used > allowed => Some("over"),
            used if used == allowed => Some("full"),
            _ => None,
        }
    };
    let bar = move || {
        let allowed = allowed.get()?;
        let labelled = labelled.clone();
        Some(view! {
            <meter
                class="meter-bar"
                min="0"
                max=allowed.to_string()
                value=move || used.get().min(allowed).to_string()
                aria-labelledby=labelled
                aria-valuetext=text
            ></meter>
        })
    };
    view! {
        <div class="meter" data-level=level>
            <span class="meter-label" id=id>{label}</span>
            <span class="meter-text">{text}</span>
            {bar}
        </div>
    }
    .into_any()
}
