use super::dom::{focused, fresh_id};
use super::lock::locked;
use leptos::html;
use leptos::prelude::*;

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
    let node = NodeRef::<html::Textarea>::new();
    if selected {
        // In the next frame: the dialog that it stands in opens after it is made.
        node.on_load(|area| {
            request_animation_frame(move || {
                if focused().is_some_and(|focused| focused.is_same_node(Some(&area))) {
                    area.select();
                }
            });
        });
    }
    let described = format!("{error_id} {hint_id}");
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            <div class="field-box" class:field-wrong=move || error.with(Option::is_some)>
                <textarea
                    node_ref=node
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
                    on:input=move |event| value.set(event_target_value(&event))
                ></textarea>
            </div>
            <p class="field-error" id=error_id>{error}</p>
            <p class="field-hint" id=hint_id>{hint}</p>
        </div>
    }
    .into_any()
}
