use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::projects::ProjectSort;
use portico_app::paths::{
    Place, Section, members_search, overview, project_at, projects_search, safe_return, sign_in,
};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn every_address_reads_back_as_the_place_it_was_written_for() {
    for place in [
        Place::SignIn,
        Place::Mailbox,
        Place::Home,
        Place::Organizations,
        Place::NewOrganization,
        Place::Account,
        Place::Invite("0123abcd".into()),
        Place::Members("acme".into()),
        Place::Projects("acme".into()),
        Place::NewProject("acme".into()),
        Place::OrganizationSettings("acme".into()),
        overview("acme", "shop", Mode::Sandbox),
        overview("acme", "shop", Mode::Live),
        overview("a/b?c#d", "ü 東", Mode::Live),
        project_at("acme", "shop", Section::General),
    ] {
        assert_eq!(Place::parse(&place.path()), place, "{}", place.path());
    }
}

#[wasm_bindgen_test]
fn addresses_look_as_documented() {
    assert_eq!(overview("acme", "shop", Mode::Live).path(), "/o/acme/p/shop/live");
    assert_eq!(project_at("acme", "shop", Section::General).path(), "/o/acme/p/shop/general");
    assert_eq!(overview("a b", "c/d", Mode::Sandbox).path(), "/o/a%20b/p/c%2Fd/sandbox");
}

#[wasm_bindgen_test]
fn what_is_not_an_address_of_the_console_is_missing() {
    for path in [
        "/o",
        "/o/acme/p",
        "/o/acme/p/shop/staging",
        "/o/acme/p/shop/live/x",
        "/o//p/shop/live",
        "/nope",
        "/o/%zz",
        "x",
    ] {
        assert_eq!(Place::parse(path), Place::Missing, "{path}");
    }
}

#[wasm_bindgen_test]
fn a_trailing_slash_and_a_missing_mode_are_forgiven() {
    assert_eq!(Place::parse("/o/acme/"), Place::Projects("acme".into()));
    assert_eq!(Place::parse("/o/acme/p/shop"), overview("acme", "shop", Mode::Sandbox));
}

#[wasm_bindgen_test]
fn search_and_order_stand_in_the_address_only_when_they_say_something() {
    assert_eq!(projects_search("acme", "", ProjectSort::Name), "/o/acme");
    assert_eq!(projects_search("acme", "a&b", ProjectSort::Name), "/o/acme?search=a%26b");
    assert_eq!(projects_search("acme", "", ProjectSort::Newest), "/o/acme?sort=newest");
    assert_eq!(projects_search("acme", "x", ProjectSort::Newest), "/o/acme?search=x&sort=newest");
}

#[wasm_bindgen_test]
fn search_and_filter_of_members_stand_in_the_address() {
    assert_eq!(members_search("acme", "", None), "/o/acme/members");
    assert_eq!(members_search("acme", "a b", Some(Role::Admin)), "/o/acme/members?search=a%20b&role=admin");
}

#[wasm_bindgen_test]
fn sign_in_leads_back_to_where_it_began() {
    assert_eq!(sign_in("/"), "/sign-in");
    assert_eq!(sign_in("/o/acme?search=x"), "/sign-in?return_to=%2Fo%2Facme%3Fsearch%3Dx");
    assert_eq!(safe_return("/o/acme?search=x"), Some("/o/acme?search=x"));
}

#[wasm_bindgen_test]
fn return_to_refuses_foreign_addresses() {
    for foreign in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "evil",
        "",
        "javascript:alert(1)",
        "/sign-in?return_to=/sign-in",
    ] {
        assert_eq!(safe_return(foreign), None, "{foreign:?}");
    }
}
