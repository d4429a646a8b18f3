use super::dom::fresh_id;
use super::lock::locked;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Several lines of text with their label, a hint and the reason why they were refused.
#[component]
pub fn TextArea(
    #[prop(into)] label: Signal<String>,
    /// The name in the form and in the API's list of problems.
    name: &'static str,
    value: RwSignal<String>,
    /// Why the value was refused; `None` when nothing is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What to enter, in a short sentence.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    #[prop(default = 3)] rows: u32,
    /// Where typing starts when the page opens.
    #[prop(optional)]
    autofocus: bool,
    #[prop(optional)] placeholder: Option<&'static str>,
    /// Whether what it begins with is selected when the keyboard comes, so that typing replaces it.
    #[prop(optional)]
    selected: bool,
) -> impl IntoView {
    let id = fresh_id();
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let began = value.get_untracked();
    let came = move |event: web_sys::FocusEvent| {
        if let Some(area) =
            event.target().and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
            && selected
            && area.value() == began
        {
            area.select();
        }
    };
    let described = format!("{error_id} {hint_id}");
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <div class="field-box" class:field-wrong=move || error.with(Option::is_some)>
                <textarea
                    class="field-input field-area"
                    id=id
                    name=name
                    rows=rows.to_string()
                    autofocus=autofocus
                    autocomplete="off"
                    spellcheck="false"
                    readonly=locked()
                    placeholder=placeholder
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    prop:value=value
                    on:focus=came
                    on:input=move |event| value.set(event_target_value(&event))
                ></textarea>
            </div>
            <p class="field-error" id=error_id>{error}</p>
            <p class="field-hint" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}
