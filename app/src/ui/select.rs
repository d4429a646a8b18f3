use super::dom::fresh_id;
use leptos::prelude::*;

/// One value out of many, in the browser's own list.
#[component]
pub fn SelectField(
    #[prop(into)] label: Signal<String>,
    /// The name in the form and in the API's list of problems.
    name: &'static str,
    value: RwSignal<String>,
    /// Each value with what it is called.
    options: Vec<(String, String)>,
    /// Why the value was refused; `None` when nothing is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What to choose, in a short sentence.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    #[prop(default = "off")] autocomplete: &'static str,
) -> impl IntoView {
    let id = fresh_id();
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = format!("{error_id} {hint_id}");
    let option = move |(this, title): (String, String)| {
        let chosen = this.clone();
        view! {
            <option value=this prop:selected=move || value.with(|value| *value == chosen)>{title}</option>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <select
                class="select"
                id=id
                name=name
                autocomplete=autocomplete
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:change=move |event| value.set(event_target_value(&event))
            >
                {options.into_iter().map(option).collect_view()}
            </select>
            <p class="field-error" id=error_id>{error}</p>
            <p class="field-hint" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}
