use super::dom::fresh_id;
use super::lock::locked;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A value, and what it is called.
pub type SelectOption = (String, String);

/// The browser's own list of values. It always shows the value that it holds: one that is not among the options gets an
/// option of its own.
///
/// `value` is set as a property, and after the options exist: an attribute `selected` would only say what was chosen
/// first, and a browser forgets the choice when the options change.
#[component]
pub fn Select(
    #[prop(into)] value: Signal<String>,
    #[prop(into)] options: Signal<Vec<SelectOption>>,
    on_change: Callback<(String,)>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional)] name: Option<&'static str>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] wrong: Signal<bool>,
    /// The ids of what describes it.
    #[prop(optional, into)]
    described: Option<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Select>::new();
    Effect::new(move |before: Option<Vec<SelectOption>>| {
        let Some(select) = node.get() else { return Vec::new() };
        let value = value.get();
        let options = with_stray(options.get(), &value);
        if before.as_ref() != Some(&options) {
            fill(&select, &options);
        }
        select.set_value(&value);
        options
    });
    let change = move |event: web_sys::Event| {
        on_change.run((event_target_value(&event),));
        // Whoever holds the value may have refused the other one: nothing changes then, and no effect runs.
        if let (Some(select), Some(value)) = (node.get_untracked(), value.try_get_untracked()) {
            select.set_value(&value);
        }
    };
    view! {
        <select
            class="select"
            id=id
            name=name
            node_ref=node
            autocomplete=autocomplete
            disabled=disabled
            aria-invalid=move || wrong.get().then_some("true")
            aria-describedby=described
            on:change=change
        ></select>
    }
    .into_any()
}

/// The options, and before them what is held though it is none of them: nothing yet, or one that there is no more.
fn with_stray(mut options: Vec<SelectOption>, value: &str) -> Vec<SelectOption> {
    if !options.iter().any(|(known, _)| known == value) {
        let title = if value.is_empty() { "Not set" } else { value };
        options.insert(0, (value.to_owned(), title.to_owned()));
    }
    options
}

fn fill(select: &web_sys::HtmlSelectElement, options: &[SelectOption]) {
    select.set_text_content(None);
    for (value, title) in options {
        let Ok(option) = document().create_element("option") else { continue };
        let option: web_sys::HtmlOptionElement = option.unchecked_into();
        option.set_value(value);
        option.set_text(title);
        select.append_child(&option).ok();
    }
}

/// One value out of many with its label, a hint and the reason why it was refused.
#[component]
pub fn SelectField(
    #[prop(into)] label: Signal<String>,
    /// The name in the form and in the API's list of problems.
    name: &'static str,
    value: RwSignal<String>,
    /// Each value with what it is called.
    #[prop(into)]
    options: Signal<Vec<SelectOption>>,
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
    let locked = locked();
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <Select
                id=id
                name
                value
                options
                autocomplete
                disabled=locked
                wrong=Signal::derive(move || error.with(Option::is_some))
                described
                on_change=Callback::new(move |(chosen,)| value.set(chosen))
            />
            <p class="field-error" id=error_id>{error}</p>
            <p class="field-hint" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}
