use super::copy::CopyButton;
use leptos::prelude::*;

/// Lines to be pasted elsewhere, with a copy button.
#[component]
pub fn CodeBlock(
    #[prop(into)] text: Signal<String>,
    /// What is copied, as "Copy request".
    #[prop(into, default = "Copy code".into())]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="code" data-copy="">
            <pre tabindex="0">
                <code data-copy-text="" translate="no">{text}</code>
            </pre>
            <CopyButton value=text label=label />
        </div>
    }
    .into_any()
}
