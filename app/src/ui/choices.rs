use super::dom::fresh_id;
use super::lock::locked;
use leptos::prelude::*;

/// One of the values to choose from.
#[derive(Clone)]
pub struct Choice {
    pub value: &'static str,
    pub title: &'static str,
    /// What choosing it means.
    pub text: &'static str,
    /// Why it can't be chosen; `None` when it can. It stays visible.
    pub reason: Option<String>,
}

/// One value out of a few, each with what it means: radio buttons in a group.
#[component]
pub fn Choices(
    /// What is chosen: "Role".
    #[prop(into)]
    label: Signal<String>,
    name: &'static str,
    value: RwSignal<String>,
    choices: Vec<Choice>,
) -> impl IntoView {
    let group = fresh_id();
    let locked = locked();
    let choice = |choice: Choice| {
        let id = fresh_id();
        let disabled = choice.reason.is_some();
        let this = choice.value;
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=name
                    value=this
                    disabled=move || disabled || locked.get()
                    aria-describedby=id.clone()
                    prop:checked=move || value.with(|value| value == this)
                    on:change=move |_| value.set(this.to_owned())
                />
                <span class="choice-title">{choice.title}</span>
                <span class="choice-text" id=id>{choice.reason.unwrap_or_else(|| choice.text.to_owned())}</span>
            </label>
        }
        .into_any()
    };
    view! {
        <div class="choices" role="radiogroup" aria-labelledby=group.clone()>
            <span class="field-label" id=group.clone()>{label}</span>
            {choices.into_iter().map(choice).collect_view()}
        </div>
    }
    .into_any()
}
