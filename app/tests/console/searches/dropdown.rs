//! A dropdown that is searched, on a clock of its own.

use crate::support::{Page, find, show};
use leptos::prelude::*;
use portico_api::projects::{ListProjects, ListProjectsParams, ProjectRow};
use portico_api::text::key;
use portico_app::query::{Found, Searched, forget_all, searched};
use portico_app::ui::{Switcher, SwitcherFooter, SwitcherItems, SwitcherRow};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(inline_js = r#"
let real, now, due, last;
/** From now on timers run when the test says so. */
export function fake_clock() {
    real ??= { set: window.setTimeout, clear: window.clearTimeout };
    [now, due, last] = [0, [], 1e6];
    window.setTimeout = (act, ms = 0) => {
        due.push({ id: ++last, at: now + ms, act });
        return last;
    };
    window.clearTimeout = (id) => {
        due = due.filter((timer) => timer.id !== id);
    };
}
export function real_clock() {
    window.setTimeout = real.set;
    window.clearTimeout = real.clear;
}
/** Whatever follows from what has happened. */
async function follow() {
    for (let turn = 0; turn < 10; turn++) {
        // A timer would be slowed down by the browser.
        await new Promise((done) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = done;
            port2.postMessage(null);
        });
    }
}
/** Lets that many milliseconds pass. */
export async function pass(ms) {
    const until = now + ms;
    await follow();
    for (;;) {
        const [next] = due.sort((one, other) => one.at - other.at);
        if (!next || next.at > until) break;
        due.splice(due.indexOf(next), 1);
        now = next.at;
        next.act();
        await follow();
    }
    now = until;
}
/** Answers every question for the projects with those whose names have the word in them, 50 at a time. A question takes `slow` at
    first and less with each letter, so that answers overtake each other. */
export function answer_searches(names_json, slow) {
    const names = JSON.parse(names_json);
    window.fetch = async (request) => {
        const { searchParams } = new URL(request.url);
        const word = searchParams.get("search") ?? "";
        const from = Number(searchParams.get("after") ?? 0);
        const found = names.filter((name) => name.includes(word));
        const row = (name) => ({ id: name, name, slug: name.replace(" ", "-"), drift: 0, created_at: 0, changed_at: 0 });
        const body = {
            organization: {
                id: "1", name: "Acme", slug: "acme", website: "https://acme.example", role: "owner",
                projects: names.length, members: 1, invites: 0, plan: "free", reads: 0, version: 1, created_at: 0,
            },
            projects: found.slice(from, from + 50).map(row),
            found: word ? found.length : undefined,
            next: from + 50 < found.length ? String(from + 50) : null,
        };
        await new Promise((done) => setTimeout(done, slow / Math.max(1, word.length)));
        return new Response(JSON.stringify(body), { status: 200 });
    };
}
export function type_text(input, text) {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
}
/** Presses Enter; answers where the link leads that was followed. */
export function press_enter(input) {
    let followed;
    const hear = (event) => {
        event.preventDefault();
        followed = event.target.closest("a")?.getAttribute("href");
    };
    document.addEventListener("click", hear);
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    document.removeEventListener("click", hear);
    return followed;
}
"#)]
extern "C" {
    pub(super) fn fake_clock();
    pub(super) fn real_clock();
    pub(super) fn pass(ms: u32) -> js_sys::Promise;
    pub(super) fn answer_searches(names_json: &str, slow: u32);
    pub(super) fn type_text(input: &web_sys::HtmlElement, text: &str);
    pub(super) fn press_enter(input: &web_sys::HtmlElement) -> Option<String>;
}

/// Without which another part of the list would be in sight.
const STYLES: [&str; 7] = [
    include_str!("../../../../style/layers.css"),
    include_str!("../../../../style/tokens.css"),
    include_str!("../../../../style/reset.css"),
    include_str!("../../../../style/base.css"),
    include_str!("../../../../style/ui/popover.css"),
    include_str!("../../../../style/ui/switcher.css"),
    include_str!("../../../../style/ui/virtual_list.css"),
];

pub(super) async fn after(ms: u32) {
    JsFuture::from(pass(ms)).await.unwrap();
}

pub(super) fn names() -> String {
    let of = |word: &str| (0..44).map(|at| format!("{word} {at:02}")).collect::<Vec<_>>();
    serde_json::to_string(&[of("api"), of("worker")].concat()).unwrap()
}

/// As the dropdowns of the bar make their rows: what is found, and behind it what stands apart, such as an invite.
pub(super) fn items(found: Searched<ListProjects>, search: RwSignal<String>) -> SwitcherItems {
    let row = |row: ProjectRow| SwitcherRow {
        id: row.id.to_string(),
        href: format!("/{}", row.slug),
        title: row.name,
        subtitle: None,
        also: None,
        context: None,
        current: false,
        recent: false,
        apart: false,
    };
    match found.get() {
        Found::Loading => SwitcherItems::Loading,
        Found::Failed(failure) => SwitcherItems::Failed(failure.message()),
        Found::Ready { rows, more } => {
            let term = key(search.get().trim());
            let mut rows: Vec<_> = rows.into_iter().map(row).collect();
            let title = format!("{term} invites you");
            let href = "/invites/1".to_owned();
            rows.push(SwitcherRow {
                id: "invite".into(),
                title,
                href,
                subtitle: None,
                also: None,
                context: None,
                current: false,
                recent: false,
                apart: true,
            });
            SwitcherItems::Ready { rows, more, count: None }
        }
    }
}

pub(super) fn dropdown() -> Page {
    show(move || {
        let search = RwSignal::new(String::new());
        let opened = RwSignal::new(false);
        let found = searched::<ListProjects>(
            opened.into(),
            search,
            |search| ListProjectsParams { search, ..ListProjectsParams::first("typed") },
            |row, term| key(&row.name).contains(term) || row.slug.contains(term),
        );
        view! {
            <style>{STYLES.concat()}</style>
            <Switcher
                label="Project"
                current=Signal::stored(None::<String>)
                placeholder="Select project"
                items=Signal::derive(move || items(found, search))
                search
                on_more=move || found.more()
                on_open=move || opened.set(true)
                footer=Signal::stored(SwitcherFooter { label: "New".into(), href: "/new".into(), disabled_reason: None })
                empty="No project matches."
            />
        }
    })
}

pub(super) fn shown(page: &Page) -> Vec<String> {
    let rows = page.query_selector_all(".switcher-row:not([href^='/invites']) .switcher-title").unwrap();
    (0..rows.length()).filter_map(|at| rows.get(at)?.text_content()).collect()
}

/// A dropdown that was opened, on a clock of its own.
pub(super) async fn begin(slow: u32) -> (Page, web_sys::HtmlElement) {
    forget_all();
    answer_searches(&names(), slow);
    fake_clock();
    let page = dropdown();
    find(&page, "button").click();
    after(slow + 500).await;
    assert_eq!(shown(&page)[0], "api 00");
    let input = find(&page, "[role=combobox]");
    (page, input)
}

pub(super) fn assert_matches(page: &Page, typed: &str, when: &str) {
    let wrong: Vec<_> = shown(page).into_iter().filter(|title| !title.contains(typed)).collect();
    assert!(wrong.is_empty(), "{when}: {wrong:?} for {typed:?}");
}
