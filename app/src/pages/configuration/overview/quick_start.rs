//! Lines that read the configuration when they are pasted, in three languages, and a button that reads it here.

use super::try_it::try_it;
use crate::ui::CodeBlock;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// A language: its name, and its lines with places for the address.
struct Snippet {
    title: &'static str,
    /// What is copied, as "Copy request".
    copy: &'static str,
    note: &'static str,
    text: &'static str,
}

const SNIPPETS: [Snippet; 3] = [
    Snippet {
        title: "curl",
        copy: "Copy curl request",
        note: "In a terminal.",
        text: "curl --fail-with-body {url}",
    },
    Snippet {
        title: "JavaScript",
        copy: "Copy JavaScript",
        note: "In a page on any origin, in a module, or in the browser console.",
        text: "const response = await fetch(\"{url}\");
if (!response.ok) throw new Error(`The configuration answered ${response.status}`);
const config = await response.json();
console.log(config);",
    },
    Snippet {
        title: "Rust",
        copy: "Copy Rust",
        note: "After cargo add ureq --features json, and cargo add serde_json.",
        text: "fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut response = ureq::get(\"{url}\").call()?;
    let config: serde_json::Value = response.body_mut().read_json()?;
    println!(\"{config:#}\");
    Ok(())
}",
    },
];

/// Tabs with the lines, for the environment of this ID.
pub(super) fn quick_start(id: Signal<String>) -> AnyView {
    let shown = RwSignal::new(0_usize);
    let path = move || format!("/v1/environments/{}/config", id.get());
    let url = move || location().origin().unwrap_or_default() + &path();
    let go = move |to: usize| {
        shown.set(to);
        crate::browser::focus(&format!("#snippet-tab-{to}"));
    };
    let on_key = move |event: KeyboardEvent| {
        let (at, last) = (shown.get_untracked(), SNIPPETS.len() - 1);
        let to = match event.key().as_str() {
            "ArrowRight" => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        go(to);
    };
    let tab = |at: usize| {
        let chosen = move || shown.get() == at;
        view! {
            <button
                type="button"
                role="tab"
                class="snippet-tab"
                id=format!("snippet-tab-{at}")
                aria-controls="snippet"
                aria-selected=move || chosen().to_string()
                tabindex=move || if chosen() { "0" } else { "-1" }
                on:click=move |_| shown.set(at)
            >
                {SNIPPETS[at].title}
            </button>
        }
        .into_any()
    };
    let text = Signal::derive(move || SNIPPETS[shown.get()].text.replace("{url}", &url()));
    let label = Signal::derive(move || SNIPPETS[shown.get()].copy.to_owned());
    view! {
        <section class="quick-start" aria-labelledby="quick-start-title">
            <h2 id="quick-start-title">"Quick start"</h2>
            <div class="snippet-tabs" role="tablist" aria-label="Language" on:keydown=on_key>
                {(0..SNIPPETS.len()).map(tab).collect_view()}
            </div>
            <div id="snippet" role="tabpanel" aria-labelledby=move || format!("snippet-tab-{}", shown.get())>
                <CodeBlock text label />
                <p class="environment-note">{move || SNIPPETS[shown.get()].note}</p>
            </div>
            {try_it(move || untrack(path))}
        </section>
    }
    .into_any()
}
