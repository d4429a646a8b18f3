//! What a browser makes of addresses. How they are written and read is tested without one (paths/tests/paths).

use portico_api::projects::ProjectSort;
use portico_app::parameters::parameter;
use portico_app::paths::{projects_search, safe_return, sign_in};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn sign_in_leads_back_to_where_it_began() {
    for here in ["/", "/o/acme?search=x", "/o/acme/p/shop/live/configuration#a.b", "/o/a%20b?x=%26"] {
        assert_eq!(safe_return(here).as_deref(), Some(here));
    }
    assert_eq!(safe_return("/o/../o/./acme").as_deref(), Some("/o/acme"));
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
        "/.//x",
        "/.//evil.example",
        "/..//x",
        "/o/..//x",
        "/%2e//x",
        "/o/%2E%2E//x?a=b",
        "/o/../sign-in",
    ] {
        assert_eq!(safe_return(foreign), None, "{foreign:?}");
    }
}

#[wasm_bindgen_test]
fn what_is_searched_reads_back_from_its_address_letter_by_letter() {
    for term in
        ["a%26b", "100%25", "100%", "a+b", "a b", "#1", "a&b=c", "?", "Straße", "👩‍👩‍👧", "%E0%A4%A", "\"<b>\""]
    {
        let address = projects_search("acme", term, ProjectSort::Newest);
        let (path, search) = address.split_once('?').unwrap();
        assert_eq!(path, "/o/acme");
        assert_eq!(parameter(search, "search").as_deref(), Some(term), "{address}");
        assert_eq!(parameter(search, "sort").as_deref(), Some("newest"));
        // As the address bar gives it, behind a question mark, on the way over the sign-in page.
        let sign_in = sign_in(&address);
        assert_eq!(parameter(sign_in.split_once("/sign-in").unwrap().1, "return_to"), Some(address));
    }
}

#[wasm_bindgen_test]
fn query_is_read_as_forms_write_it_and_never_refused() {
    for (search, expected) in [
        ("", None),
        ("?", None),
        ("search", Some("")),
        ("search=", Some("")),
        ("search=a+b", Some("a b")),
        ("search=a&search=b", Some("a")),
        ("x=1&%73earch=y", Some("y")),
        ("search=100%", Some("100%")),
        ("search=%zz%4", Some("%zz%4")),
        ("search=%FF", Some("\u{FFFD}")),
        ("search=a=b", Some("a=b")),
    ] {
        assert_eq!(parameter(search, "search").as_deref(), expected, "{search}");
    }
}
