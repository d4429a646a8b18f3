use leptos::prelude::*;
use portico_api::environments::Mode;

/// The word Sandbox or Live in the colour that it has everywhere.
#[component]
pub fn ModeBadge(#[prop(into)] mode: Signal<Mode>) -> impl IntoView {
    view! {
        <span class="mode-badge" data-mode=move || mode.get().as_str()>
            {move || mode.get().title()}
        </span>
    }
    .into_any()
}

/// Two links, one to each environment of the project.
#[component]
pub fn ModeSwitch(
    #[prop(into)] sandbox_href: Signal<String>,
    #[prop(into)] live_href: Signal<String>,
    /// The environment that is shown; `None` on pages that belong to neither.
    #[prop(into)]
    mode: Signal<Option<Mode>>,
) -> impl IntoView {
    let link = move |this: Mode, href: Signal<String>| {
        view! {
            <a
                class="mode-link"
                data-mode=this.as_str()
                href=href
                aria-current=move || (mode.get() == Some(this)).then_some("true")
            >
                {this.title()}
            </a>
        }
        .into_any()
    };
    view! {
        <div class="mode-switch" role="group" aria-label="Environment">
            {link(Mode::Sandbox, sandbox_href)}
            {link(Mode::Live, live_href)}
        </div>
    }
    .into_any()
}
