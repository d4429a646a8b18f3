//! What the palette offers, in which order, and how much of it is in the document.

use crate::support::{Page, find, show, sleep};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::organizations::Organization;
use portico_api::projects::Project;
use portico_app::pages::palette::{At, Does, Entry, Known, SHOWN, chooser, standing};
use portico_app::paths::{InProject, Section};
use portico_app::recent::{Recent, visit};
use serde_json::{Value, json};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

fn organization(role: &str) -> Value {
    json!({
        "id": "1", "name": "Acme", "slug": "acme", "website": "https://acme.example", "role": role,
        "projects": 4, "members": 1, "invites": 0, "plan": "free", "reads": 0, "version": 1, "created_at": 0,
    })
}

/// An environment that has published `version`, with so many changes in its draft.
fn environment(mode: &str, version: i64, draft_changes: u32) -> Value {
    json!({
        "id": format!("env_{mode}"), "mode": mode, "created_at": 0, "published_version": version,
        "published_at": null, "last_read_version": null, "last_read_at": null, "draft_changes": draft_changes,
    })
}

/// In the project Shop of Acme, as somebody with this role: sandbox has two changes to publish, and three settings that live lacks.
fn in_shop(role: &str, mode: Mode) -> At {
    let project: Project = serde_json::from_value(json!({
        "id": "shop", "name": "Shop", "slug": "shop", "version": 1, "drift": 3, "developers_publish_live": false,
        "created_at": 0, "sandbox": environment("sandbox", 1, 2), "live": environment("live", 1, 0),
        "organization": organization(role),
    }))
    .unwrap();
    let section = Section::Overview(mode);
    At {
        organization: Some(project.organization.clone()),
        is_offered: true,
        page: Some(InProject { organization: "acme".into(), project: "shop".into(), section }),
        project: Some(Arc::new(project)),
        mode,
    }
}

/// What somebody who was nowhere lately is offered to do.
fn actions(at: &At) -> Vec<String> {
    let all = standing(at, None, &Known::default(), &Known::default());
    all.into_iter().filter(|entry| entry.kind == "Action").map(|entry| entry.title).collect()
}

const OWN: [&str; 3] = ["Create organization", "Keyboard shortcuts", "Sign out"];

#[wasm_bindgen_test]
fn an_action_one_may_not_do_is_not_offered() {
    let all = |offered: &[&'static str]| -> Vec<&'static str> { [offered, &OWN].concat() };
    assert_eq!(actions(&in_shop("viewer", Mode::Sandbox)), all(&["Copy environment ID"]));
    let developer = ["Publish changes", "Edit configuration", "Copy environment ID", "Create project"];
    assert_eq!(actions(&in_shop("developer", Mode::Sandbox)), all(&developer));
    assert_eq!(actions(&in_shop("developer", Mode::Live)), all(&["Copy environment ID", "Create project"]));
    let admin = [
        "Publish changes",
        "Edit configuration",
        "Promote to live",
        "Copy environment ID",
        "Create project",
        "Invite members",
    ];
    assert_eq!(actions(&in_shop("admin", Mode::Sandbox)), all(&admin));
    assert_eq!(actions(&in_shop("owner", Mode::Live)), all(&admin[1..]), "live has nothing to publish");
    assert_eq!(actions(&in_shop("unknown", Mode::Sandbox)), all(&["Copy environment ID"]));
}

#[wasm_bindgen_test]
fn nothing_is_offered_of_what_is_not_there_or_asks_for_another_sign_in() {
    let nowhere =
        At { organization: None, is_offered: false, page: None, project: None, mode: Mode::Sandbox };
    assert_eq!(actions(&nowhere), OWN);
    let known: Organization = serde_json::from_value(organization("owner")).unwrap();
    let closed = Organization { is_closed: true, ..known.clone() };
    assert_eq!(actions(&At { organization: Some(closed), is_offered: true, ..nowhere }), OWN);
    let absent =
        At { organization: Some(known), is_offered: false, page: None, project: None, mode: Mode::Live };
    assert_eq!(actions(&absent), OWN);
}

#[wasm_bindgen_test]
fn where_one_was_lately_comes_first_then_what_one_can_do_then_the_pages() {
    let place = |of: &str, id: &str, name: &str| Recent {
        of: of.into(),
        id: id.into(),
        slug: id.into(),
        name: name.into(),
        context: String::new(),
    };
    visit("pia", place("1", "till", "Till"));
    visit("pia", place("1", "gone", "Gone"));
    visit("pia", place("", "2", "Meridian"));
    visit("pia", place("2", "harbour", "Harbour"));
    visit("pia", place("1", "shop", "Shop"));
    let projects = Known {
        rows: ["shop", "till"].map(|id| (id.to_owned(), id.to_owned(), format!("{id} now"))).into(),
        complete: true,
    };
    let all = standing(&in_shop("owner", Mode::Sandbox), Some("pia"), &projects, &Known::default());
    let lately: Vec<_> = all.iter().map(|entry| entry.title.as_str()).take(3).collect();
    assert_eq!(lately, ["till now", "Meridian", "Harbour"], "not where one is, nor what is gone");
    let mut kinds: Vec<_> = all.iter().skip(3).map(|entry| entry.kind).collect();
    kinds.dedup();
    assert_eq!(kinds, ["Action", "Page"]);
    let others = standing(&in_shop("owner", Mode::Sandbox), Some("quin"), &projects, &Known::default());
    assert_eq!(others[0].kind, "Action", "what somebody else left behind is nothing");
}

fn entry(number: usize) -> Entry {
    Entry::new(&format!("Place {number:04}"), "Acme".into(), "Page", format!("/place-{number:04}"))
}

type Chosen = RwSignal<Option<Does>>;

/// The palette over these, and what was chosen in it.
fn palette(all: RwSignal<Vec<Entry>>) -> (Page, Chosen) {
    let chosen: Chosen = RwSignal::new(None);
    let page = show(move || {
        let all = Memo::new(move |_| all.get());
        let choose = Callback::new(move |(event, does): (web_sys::MouseEvent, Does)| {
            event.prevent_default();
            chosen.set(Some(does));
        });
        chooser(all, RwSignal::new(String::new()), Callback::new(|_| {}), choose)
    });
    (page, chosen)
}

fn rows(page: &Page) -> Vec<String> {
    let rows = page.query_selector_all("[role=option] .palette-title").unwrap();
    (0..rows.length()).filter_map(|at| rows.get(at)?.text_content()).collect()
}

async fn type_text(page: &Page, text: &str) {
    let field: HtmlInputElement = find(page, "[role=combobox]").unchecked_into();
    field.set_value(text);
    field.dispatch_event(&Event::new("input").unwrap()).unwrap();
    sleep(20).await;
}

async fn press(page: &Page, key: &str) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    find(page, "[role=combobox]").dispatch_event(&event).unwrap();
    sleep(20).await;
}

fn goes(href: &str) -> Option<Does> {
    Some(Does::Goes(href.to_owned()))
}

#[wasm_bindgen_test]
async fn five_thousand_entries_are_filtered_and_only_what_is_shown_is_in_the_document() {
    let (page, chosen) = palette(RwSignal::new((0..5_000).map(entry).collect()));
    sleep(20).await;
    assert_eq!(rows(&page).len(), SHOWN);
    assert_eq!(rows(&page)[0], "Place 0000");
    let mut typed = String::new();
    for letter in "place 4987".chars() {
        typed.push(letter);
        type_text(&page, &typed).await;
        assert!(rows(&page).len() <= SHOWN, "{typed}");
    }
    assert_eq!(rows(&page), ["Place 4987"], "the last ones are looked through as well");
    press(&page, "Enter").await;
    assert_eq!(chosen.get_untracked(), goes("/place-4987"));
    type_text(&page, "nowhere").await;
    assert!(rows(&page).is_empty());
    chosen.set(None);
    press(&page, "Enter").await;
    assert_eq!(chosen.get_untracked(), None, "Enter chooses nothing where nothing fits");
}

#[wasm_bindgen_test]
async fn what_was_moved_to_stays_chosen_though_others_come_in_above_it() {
    let all = RwSignal::new((1..6).map(entry).collect::<Vec<_>>());
    let (page, chosen) = palette(all);
    sleep(20).await;
    press(&page, "ArrowDown").await;
    all.update(|all| all.insert(0, entry(0)));
    sleep(20).await;
    assert_eq!(rows(&page)[0], "Place 0000");
    press(&page, "Enter").await;
    assert_eq!(chosen.get_untracked(), goes("/place-0002"));
    type_text(&page, "place").await;
    press(&page, "Enter").await;
    assert_eq!(chosen.get_untracked(), goes("/place-0000"), "what is typed next begins anew");
}
