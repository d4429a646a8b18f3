use portico_app::recent::{Recent, forget_lost, gone, recent, visit};
use wasm_bindgen_test::wasm_bindgen_test;

fn place(of: &str, number: usize) -> Recent {
    let id = format!("{of}-{number}");
    let (slug, name) = (format!("slug-{id}"), format!("Name of {id}"));
    Recent { of: of.to_owned(), slug, name, context: format!("Live v{number}"), id }
}

fn ids(person: &str, of: &str) -> Vec<String> {
    recent(person, of).into_iter().map(|place| place.id).collect()
}

#[wasm_bindgen_test]
fn where_one_was_last_comes_first_each_place_once_and_organizations_apart() {
    for number in [1, 2, 1, 3] {
        visit("anna", place("", number));
        visit("anna", place("acme", number));
    }
    assert_eq!(ids("anna", ""), ["-3", "-1", "-2"]);
    assert_eq!(ids("anna", "acme"), ["acme-3", "acme-1", "acme-2"]);
    assert_eq!(recent("anna", "acme").remove(0), place("acme", 3));
    visit("anna", Recent { name: "Renamed".into(), ..place("acme", 2) });
    assert_eq!(recent("anna", "acme").remove(0).name, "Renamed");
    gone("anna", "acme", "slug-acme-3");
    assert_eq!(ids("anna", "acme"), ["acme-2", "acme-1"]);
}

#[wasm_bindgen_test]
fn what_is_none_of_mine_any_more_is_forgotten_with_its_projects() {
    for of in ["acme", "beta"] {
        visit(
            "emil",
            Recent {
                of: String::new(),
                id: of.into(),
                slug: of.into(),
                name: of.into(),
                context: String::new(),
            },
        );
        visit("emil", place(of, 1));
    }
    forget_lost("emil", &["beta".to_owned()]);
    assert_eq!((ids("emil", ""), ids("emil", "acme").len()), (vec!["beta".to_owned()], 0));
    assert_eq!(ids("emil", "beta"), ["beta-1"]);
}

#[wasm_bindgen_test]
fn few_are_shown_and_what_is_kept_does_not_grow() {
    for number in 0..200 {
        visit("ben", place("acme", number));
    }
    assert_eq!(ids("ben", "acme").len(), 6);
    let kept = portico_app::browser::remembered("portico.recent").unwrap();
    assert_eq!(kept.lines().count(), 61);
}

#[wasm_bindgen_test]
fn what_somebody_else_left_behind_or_what_makes_no_sense_is_nothing() {
    visit("carl", place("acme", 1));
    assert_eq!(ids("dora", "acme"), Vec::<String>::new());
    portico_app::browser::remember("portico.recent", "dora\nnonsense\n\t\t");
    assert_eq!(ids("dora", "acme"), Vec::<String>::new());
    visit("dora", place("acme", 2));
    assert_eq!(ids("dora", "acme"), ["acme-2"]);
}

#[wasm_bindgen_test]
fn what_a_console_before_this_one_kept_is_there_without_its_second_line() {
    portico_app::browser::remember("portico.recent", "greta\nacme\tacme-1\tshop\tShop");
    let shop = recent("greta", "acme").remove(0);
    assert_eq!((shop.name.as_str(), shop.context.as_str()), ("Shop", ""));
    visit("greta", Recent { context: "Live v2".into(), ..shop });
    assert_eq!(recent("greta", "acme").remove(0).context, "Live v2");
}
