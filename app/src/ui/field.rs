use super::dom::fresh_id;
use super::lock::locked;
use leptos::prelude::*;

/// One line of text with its label, a hint and the reason why it was refused.
#[component]
pub fn TextField(
    #[prop(into)] label: Signal<String>,
    /// The name in the form and in the API's list of problems.
    name: &'static str,
    #[prop(into)] value: RwSignal<String>,
    /// Why the value was refused; `None` when nothing is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// What to enter, in a short sentence.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// Where typing starts when the page opens.
    #[prop(optional)]
    autofocus: bool,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] placeholder: Option<&'static str>,
    /// The most characters that can be typed; nothing limits it when absent.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Text that always stands before the value, such as `https://`.
    #[prop(optional, into)]
    prefix: Signal<Option<String>>,
) -> impl IntoView {
    let id = fresh_id();
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || {
            let mut ids = Vec::new();
            if error.with(Option::is_some) {
                ids.push(error_id.as_str());
            }
            if hint.with(Option::is_some) {
                ids.push(hint_id.as_str());
            }
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    };
    let input = NodeRef::<leptos::html::Input>::new();
    if autofocus {
        input.on_load(|input| {
            input.focus().ok();
        });
    }
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                {label}
            </label>
            <div class="field-box" class:field-wrong=move || error.with(Option::is_some)>
                {move || prefix.get().map(|text| view! { <span class="field-prefix" translate="no">{text}</span> })}
                <input
                    class="field-input"
                    id=id
                    node_ref=input
                    type=kind
                    name=name
                    autocomplete=autocomplete
                    inputmode=inputmode
                    placeholder=placeholder
                    maxlength=maxlength.map(|most| most.to_string())
                    spellcheck="false"
                    readonly=locked()
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    prop:value=value
                    on:input=move |event| value.set(event_target_value(&event))
                />
            </div>
            <p class="field-error" id=error_id>
                {error}
            </p>
            {move || hint.get().map(|text| view! { <p class="field-hint" id=hint_id.clone()>{text}</p> })}
        </div>
    }
    .into_any()
}
