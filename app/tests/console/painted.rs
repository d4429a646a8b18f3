//! The rows that a script of index.html draws before the console is there, beside those of the console.

use crate::support::{Page, find, show, sleep};
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use portico_api::organizations::Organization;
use portico_api::projects::ProjectRow;
use portico_app::pages::organizations::table;
use portico_app::pages::projects::row;
use portico_app::ui::VirtualList;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, Node};

const PAGE: &str = include_str!("../../index.html");
/// Which shell is painted, and what the page asks there.
const PROJECTS: (&str, &str) = ("projects", "/api/organizations/acme/projects");
const ORGANIZATIONS: (&str, &str) = ("organizations", "/api/organizations");

/// The script as it stands in the page.
fn script() -> &'static str {
    let scripts = PAGE.split("<script>").filter_map(|rest| Some(rest.split_once("</script>")?.0));
    scripts.into_iter().find(|script| script.contains("paths/src/rows.rs")).unwrap()
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).unwrap();
}

/// An answer as the page keeps it.
fn early(status: u16, text: &Value) -> JsValue {
    let answer = Object::new();
    set(&answer, "status", &status.into());
    set(&answer, "text", &text.to_string().into());
    Promise::resolve(&answer).into()
}

/// The page that is painted, once its script has seen the answer.
async fn painted(at: (&str, &str), status: u16, answer: &Value) -> Page {
    painted_with(at, early(status, answer), None).await
}

/// The same, with what the browser keeps of an earlier visit.
async fn painted_with((shell, url): (&str, &str), answer: JsValue, last: Option<JsValue>) -> Page {
    let (asked, portico) = (Object::new(), Object::new());
    set(&asked, "/api/session", &early(200, &json!({ "offers": [], "invites": [] })));
    set(&asked, url, &answer);
    if let Some(last) = last {
        set(&portico, "last", &last);
    }
    set(&portico, "early", &asked);
    set(&window(), "portico", &portico);
    let root = document().document_element().unwrap();
    root.set_attribute("data-shell", shell).unwrap();
    let page = show(|| view! { <main><div class="skeleton"></div></main> });
    let run = document().create_element("script").unwrap();
    run.set_text_content(Some(script()));
    page.append_child(&run).unwrap();
    sleep(10).await;
    root.remove_attribute("data-shell").unwrap();
    // The script goes on from "/", where the tests are.
    Function::new_no_args("history.replaceState(null, '', '/')").call0(&JsValue::NULL).unwrap();
    Reflect::delete_property(&window(), &"portico".into()).unwrap();
    page
}

fn answer(rows: &[Value]) -> Value {
    json!({ "organization": { "projects": rows.len() }, "projects": rows, "next": null, "found": null })
}

/// The list of the console.
async fn made(rows: Vec<Value>) -> Page {
    let rows: Vec<ProjectRow> = rows.into_iter().map(|row| serde_json::from_value(row).unwrap()).collect();
    let (size, keys) = (rows.len(), rows.iter().map(|row| row.id.to_string()).collect::<Vec<_>>());
    let page = show(move || {
        view! {
            <div>
                <VirtualList
                    keys=Signal::stored(keys)
                    size=Signal::stored(Some(size))
                    row_height=56.0
                    row=Callback::new(move |(at,): (usize,)| row::row("acme", &rows[at]))
                />
            </div>
        }
    });
    sleep(10).await;
    page
}

/// A node with all that is in it, whatever the order of its attributes; comments are only the framework's.
fn markup(node: &Node) -> String {
    let Some(element) = node.dyn_ref::<Element>() else {
        let is_text = node.node_type() == Node::TEXT_NODE;
        return node.node_value().filter(|_| is_text).unwrap_or_default();
    };
    let names = element.get_attribute_names().into_iter().filter_map(|name| name.as_string());
    let mut attributes: Vec<_> =
        names.map(|name| format!("{name}={:?}", element.get_attribute(&name).unwrap())).collect();
    attributes.sort();
    let inside = element.child_nodes();
    let inside: String = (0..inside.length()).filter_map(|at| Some(markup(&inside.get(at)?))).collect();
    format!("<{} {}>{inside}</>", element.tag_name(), attributes.join(" "))
}

fn items(page: &Page) -> Vec<String> {
    let found = page.query_selector_all("[role=listitem], .organization").unwrap();
    (0..found.length()).filter_map(|at| Some(markup(&found.get(at)?))).collect()
}

fn project(name: &str, ago_ms: f64) -> Value {
    // Times that are not about to become others.
    let at = (js_sys::Date::now() - ago_ms) as i64;
    let id = "01a20000-0000-7000-8000-000000000000";
    json!({ "id": id, "name": name, "slug": "shop", "drift": 3, "created_at": 0, "changed_at": at, "live": null })
}

fn live(name: &str, author_name: Option<&str>, number: i64, drift: u32) -> Value {
    let mut row = project(name, 9_000_000.0);
    row["drift"] = drift.into();
    let at = (js_sys::Date::now() - 200_000_000.0) as i64;
    row["live"] = json!({ "number": number, "author": "anna@example.com", "author_name": author_name, "published_at": at });
    row
}

#[wasm_bindgen_test]
async fn painted_rows_are_those_of_the_console() {
    for row in [
        project("Shop", 1_000.0),
        project("Shop", 9_000_000.0),
        project("Shop", -100_000_000.0),
        project("<b>Bold</b> & \"quoted\" {slug}", 40_000_000_000.0),
        project("\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{202e}shop", 4_000_000_000.0),
        project(&"long ".repeat(40), 700_000.0),
        live("Shop", Some("Olga van den Berg"), 1, 0),
        live("Shop", Some("  \u{e9}lise "), 12_345, 4_321),
        live("Shop", Some("\u{1d4d0}nna"), 2, 1),
        live("Shop", Some(""), 2, 1),
        live("Shop", None, 2, 1),
    ] {
        let both = [
            painted(PROJECTS, 200, &answer(std::slice::from_ref(&row))).await,
            made(vec![row.clone()]).await,
        ];
        let [painted, made] = both.each_ref().map(items);
        assert_eq!(painted.len(), 1, "{row}");
        assert_eq!(painted, made);
    }
}

/// What the browser keeps of an earlier visit: of the session, and of the list.
fn last(texts: &str) -> JsValue {
    let last = Object::new();
    let read = format!("const kept = {texts}; return Promise.resolve(kept[url === '/api/session' ? 0 : 1])");
    set(&last, "read", &Function::new_with_args("url", &read));
    last.into()
}

#[wasm_bindgen_test]
async fn what_is_kept_is_painted_until_the_edge_has_answered() {
    const KEPT: &str = r#"[
        { since: 1e12, text: JSON.stringify({ offers: [], invites: [] }) },
        { since: 2e12, text: JSON.stringify({ organization: { projects: 1 }, next: null, found: null, projects: [
            { id: "01a20000-0000-7000-8000-000000000000", name: "Kept", slug: "kept", drift: 0, changed_at: 1e12, live: null },
        ] }) },
    ]"#;
    let never = || JsValue::from(Promise::new(&mut |_, _| {}));
    let refused = || early(404, &json!({ "detail": "No." }));
    let newer = || early(200, &answer(&[project("Newer", 9_000_000.0)]));
    let unreached = early(503, &json!({}));
    for (edge, shown) in [(never(), "Kept"), (newer(), "Newer"), (unreached, "Kept"), (refused(), "")] {
        let page = painted_with(PROJECTS, edge, Some(last(KEPT))).await;
        let rows = items(&page);
        assert_eq!(rows.len(), usize::from(!shown.is_empty()), "{shown}");
        assert!(rows.iter().all(|row| row.contains(shown)), "{shown}");
    }
}

#[wasm_bindgen_test]
async fn of_many_rows_a_window_is_painted() {
    let rows = vec![project("Shop", 9_000_000.0); 50];
    let painted = items(&painted(PROJECTS, 200, &answer(&rows)).await);
    let window = window().inner_height().unwrap().as_f64().unwrap();
    assert_eq!(painted.len(), ((window / 56.0 + 1.0) as usize).min(50));
    assert!(painted[0].contains("aria-setsize=\"50\""));
}

#[wasm_bindgen_test]
async fn what_is_no_list_with_rows_leaves_the_skeleton() {
    let mut unknown = project("Shop", 0.0);
    unknown["changed_at"] = 9_000_000_000_000_000_i64.into();
    for (status, answer) in [
        (200, answer(&[])),
        (200, answer(&[unknown])),
        (200, json!({})),
        (403, json!({ "detail": "No." })),
        (0, json!(null)),
    ] {
        let page = painted(PROJECTS, status, &answer).await;
        assert!(items(&page).is_empty(), "{answer}");
        find(&page, ".skeleton");
    }
}

fn organization(name: &str, more: &Value) -> Value {
    let at = (js_sys::Date::now() - 9_000_000.0) as i64;
    let mut one = json!({
        "id": "01a20000-0000-7000-8000-000000000000", "name": name, "slug": "acme", "website": "https://acme.example", "role": "owner",
        "projects": 1_234, "members": 1, "invites": 0, "plan": "free", "reads": 0, "version": 1, "created_at": 0, "used_at": at,
        "is_closed": false,
    });
    for (field, value) in more.as_object().unwrap() {
        one[field] = value.clone();
    }
    one
}

#[wasm_bindgen_test]
async fn painted_organizations_are_those_of_the_console() {
    for mores in [
        vec![json!({})],
        vec![json!({ "members": 2, "role": "viewer", "plan": "pro", "used_at": null })],
        vec![json!({ "role": "developer", "website": "https://b\u{fc}cher.example/a?b/" })],
        vec![json!({ "role": "admin", "website": "https://acme.example/\u{e9}//", "plan": "enterprise" })],
        vec![json!({ "is_closed": true, "website": "", "projects": 0, "members": 0 })],
        // Two that are called the same.
        vec![json!({}), json!({ "slug": "acme-2", "is_closed": true, "website": "" })],
    ] {
        let rows: Vec<_> = mores.iter().map(|more| organization("<b>Acme</b> {slug}", more)).collect();
        let painted = painted(ORGANIZATIONS, 200, &json!({ "organizations": rows })).await;
        let repeated = rows.len() > 1;
        let made: Vec<Organization> =
            rows.iter().map(|row| serde_json::from_value(row.clone()).unwrap()).collect();
        let made = show(move || {
            let rows: Vec<_> = made.iter().map(|one| table::row(one, repeated)).collect();
            view! { <table><tbody>{rows}</tbody></table> }
        });
        assert_eq!(items(&painted).len(), mores.len());
        assert_eq!(items(&painted), items(&made));
        assert_eq!(painted.query_selector_all("thead th").unwrap().length(), 6);
    }
}

#[wasm_bindgen_test]
async fn organizations_that_have_a_field_to_search_them_are_left_to_the_console() {
    let rows: Vec<_> = (0..9).map(|_| organization("Acme", &json!({}))).collect();
    for rows in [&rows[..], &rows[..0]] {
        let page = painted(ORGANIZATIONS, 200, &json!({ "organizations": rows })).await;
        assert!(items(&page).is_empty());
        find(&page, ".skeleton");
    }
}
