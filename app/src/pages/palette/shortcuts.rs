//! What single keys do, and the sheet that lists all keys of the console.

use crate::browser::{focus, now_ms};
use crate::navigation::use_go;
use crate::parts::here::{Here, use_here};
use crate::parts::may_create;
use crate::parts::shortcuts::{are_on, use_shortcuts};
use crate::paths::{Place, Section, project_at};
use crate::reactive::effect;
use crate::ui::{Dialog, use_toasts};
use leptos::prelude::*;
use portico_api::environments::Mode;
use wasm_bindgen::JsCast;

/// How long after `g` the other key may come, in milliseconds.
const TOGETHER_MS: f64 = 1500.0;

/// Where lists are searched.
const SEARCH: &str = "main input[type=search]";

/// A page by a key after `g`: the key, the title, and what makes it of where one is.
type Goal<Of, Page> = (&'static str, &'static str, fn(Of) -> Page);

/// Pages of the organization.
const OF_ORGANIZATION: [Goal<String, Place>; 7] = [
    ("p", "Projects", Place::Projects),
    ("m", "Members", Place::Members),
    ("u", "Usage", Place::Usage),
    ("b", "Billing", Place::Billing),
    ("a", "Audit log", Place::Audit),
    ("t", "Trash", Place::Trash),
    ("s", "Organization settings", Place::OrganizationSettings),
];

/// Pages of one's own.
const OWN: [(&str, &str, Place); 2] =
    [("o", "Organizations", Place::Organizations), ("y", "Account", Place::Account)];

/// Pages of the environment.
const OF_ENVIRONMENT: [Goal<Mode, Section>; 4] = [
    ("h", "Overview", Section::Overview),
    ("c", "Configuration", Section::Configuration),
    ("v", "Versions", Section::Versions),
    ("k", "Keys", Section::Keys),
];

/// Hears the keys, and holds the sheet.
pub fn view() -> AnyView {
    let here = use_here();
    let go = use_go();
    let toasts = use_toasts();
    let shortcuts = use_shortcuts();
    let open = RwSignal::new(false);
    let begun = StoredValue::new(None::<f64>);
    let create = move || {
        let Some(organization) = here.around.get() else { return };
        match may_create(&organization) {
            Some(reason) => toasts.error(reason),
            None => go.to(&Place::NewProject(organization.slug)),
        }
    };
    let act = move |key: &str| {
        let is_second =
            begun.try_update_value(Option::take).flatten().is_some_and(|at| now_ms() - at < TOGETHER_MS);
        match key {
            _ if is_second => {
                if let Some(place) = destination(here, key) {
                    go.to(&place);
                }
            }
            "g" => begun.set_value(Some(now_ms())),
            "?" => open.set(true),
            "/" => search(),
            "c" => create(),
            "x" => {
                if let Some(place) = other_mode(here) {
                    go.to(&place);
                }
            }
            _ => {}
        }
    };
    effect(move || {
        for key in shortcuts.take() {
            // With Caps Lock as well.
            untrack(|| act(&key.to_ascii_lowercase()));
        }
    });
    view! { <Dialog open title="Keyboard shortcuts">{sheet()}</Dialog> }.into_any()
}

/// The keyboard goes to the search of the list; where there is none, the palette searches everything.
fn search() {
    let found = |selector| document().query_selector(selector).ok().flatten();
    if found(SEARCH).is_some() {
        focus(SEARCH);
    } else if let Some(button) =
        found(".palette-button").and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok())
    {
        button.click();
    }
}

/// The page that a key after `g` leads to, from where one is.
fn destination(here: Here, key: &str) -> Option<Place> {
    if let Some((.., place)) = OWN.iter().find(|(known, ..)| *known == key) {
        return Some(place.clone());
    }
    if let Some((.., place)) = OF_ORGANIZATION.iter().find(|(known, ..)| *known == key) {
        return here.around.get().map(|organization| place(organization.slug));
    }
    let (.., section) = OF_ENVIRONMENT.iter().find(|(known, ..)| *known == key)?;
    let page = here.page().filter(|_| here.project().is_some())?;
    Some(project_at(&page.organization, &page.project, section(here.mode.get())))
}

/// The same page of the other environment.
fn other_mode(here: Here) -> Option<Place> {
    let page = here.page().filter(|_| here.project().is_some())?;
    let mode = match here.mode.get() {
        Mode::Sandbox => Mode::Live,
        _ => Mode::Sandbox,
    };
    Some(project_at(&page.organization, &page.project, page.section.in_mode(mode)))
}

fn sheet() -> AnyView {
    let after_g = |(key, title): (&'static str, &'static str)| row(title, &[&["g", key]]);
    let own = OWN.iter().map(|(key, title, _)| after_g((key, title)));
    let pages = OF_ORGANIZATION.iter().map(|(key, title, _)| after_g((key, title))).chain(own).collect_view();
    let of_environment = OF_ENVIRONMENT.iter().map(|(key, title, _)| after_g((key, title))).collect_view();
    let note = (!are_on()).then(|| {
        view! { <p class="dialog-note">"Single-key shortcuts are off in this browser. You can turn them on in your account."</p> }
    });
    view! {
        {note}
        <div class="shortcuts">
            {group("Anywhere", vec![
                row("Show this list", &[&["?"]]),
                row("Go to anything", &[&["Ctrl K"], &["⌘ K"]]),
                row("Search the list on this page", &[&["/"]]),
                row("Create project", &[&["c"]]),
                row("Close a dialog, menu or list", &[&["Esc"]]),
            ].into_any())}
            {group("Go to", pages.into_any())}
            {group("In a project", vec![
                row("Switch between Sandbox and Live", &[&["x"]]),
                of_environment.into_any(),
                row("Move a setting of the schema", &[&["Alt ↑"], &["Alt ↓"]]),
            ].into_any())}
            {group("In menus and lists", vec![
                row("Open a menu", &[&["↓"], &["Enter"]]),
                row("Next, previous", &[&["↓"], &["↑"]]),
                row("First, last", &[&["Home"], &["End"]]),
                row("Choose", &[&["Enter"]]),
            ].into_any())}
        </div>
    }
    .into_any()
}

fn group(title: &'static str, rows: AnyView) -> AnyView {
    view! {
        <section>
            <h3>{title}</h3>
            <dl>{rows}</dl>
        </section>
    }
    .into_any()
}

/// What it does, and by which keys: of each of `ways`, one after the other.
fn row(title: &'static str, ways: &[&[&'static str]]) -> AnyView {
    let keys = |keys: &&[&'static str]| {
        let keys = keys.iter().map(|key| view! { <kbd translate="no">{*key}</kbd> " " }).collect_view();
        view! { <dd>{keys}</dd> }
    };
    view! { <div><dt>{title}</dt>{ways.iter().map(keys).collect_view()}</div> }.into_any()
}
