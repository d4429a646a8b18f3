use crate::support::*;
use leptos::prelude::*;
use portico_api::page::Search;
use portico_api::projects::{ListProjects, ListProjectsParams};
use portico_app::query::{List, forget_all, list};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

fn answered(names: &[&str], next: Option<&str>) -> Value {
    let row = |name: &&str| json!({ "id": name, "name": name, "slug": name, "drift": 0, "created_at": 0, "changed_at": 0 });
    json!({
        "organization": {
            "id": "1", "name": "Acme", "slug": "acme", "website": "https://acme.example", "role": "owner",
            "projects": 4, "members": 1, "invites": 0, "plan": "free", "reads": 0, "version": 1, "created_at": 0,
        },
        "projects": names.iter().map(row).collect::<Vec<_>>(),
        "next": next,
    })
}

fn words(projects: List<ListProjects>) -> String {
    projects.with(|listed| {
        let names: Vec<_> = listed.rows().map(|row| row.name.clone()).collect();
        format!("{}{}", names.join(" "), if listed.previous { " (before)" } else { "" })
    })
}

#[wasm_bindgen_test]
async fn pages_are_appended_when_they_are_asked_for() {
    stub_fetch();
    forget_all();
    answer("/api/organizations/paged/projects", 200, answered(&["a", "b"], Some("b")));
    let slot = StoredValue::new(None);
    let page = show(move || {
        let projects = list::<ListProjects>(|| Some(ListProjectsParams::first("paged")));
        slot.set_value(Some(projects));
        move || words(projects)
    });
    sleep(60).await;
    assert_eq!(page.inner_text(), "a b");
    answer("/api/organizations/paged/projects?after=b", 200, answered(&["c"], None));
    let projects = slot.get_value().unwrap();
    projects.more();
    projects.more();
    sleep(60).await;
    assert_eq!(page.inner_text(), "a b c");
    projects.more();
    sleep(60).await;
    assert_eq!(calls().len(), 2);
}

#[wasm_bindgen_test]
async fn next_page_that_is_asked_for_before_the_first_is_there_comes_after_it() {
    stub_fetch();
    forget_all();
    answer_late("/api/organizations/early/projects", answered(&["a"], Some("a")), 40);
    answer("/api/organizations/early/projects?after=a", 200, answered(&["b"], None));
    let page = show(move || {
        let projects = list::<ListProjects>(|| Some(ListProjectsParams::first("early")));
        projects.more();
        projects.more();
        move || words(projects)
    });
    sleep(120).await;
    assert_eq!(page.inner_text(), "a b");
    assert_eq!(calls().len(), 2);
}

#[wasm_bindgen_test]
async fn rows_of_the_search_before_stay_until_the_answer_is_there() {
    stub_fetch();
    forget_all();
    answer("/api/organizations/found/projects", 200, answered(&["a", "b"], None));
    let term = RwSignal::new("");
    let page = show(move || {
        let projects = list::<ListProjects>(move || {
            let search = Search::parse(term.get()).ok();
            Some(ListProjectsParams { search, ..ListProjectsParams::first("found") })
        });
        move || words(projects)
    });
    sleep(60).await;
    answer("/api/organizations/found/projects?search=b", 200, answered(&["b"], None));
    term.set("b");
    sleep(1).await;
    assert_eq!(page.inner_text(), "a b (before)");
    sleep(60).await;
    assert_eq!(page.inner_text(), "b");
}
