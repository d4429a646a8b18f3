//! Addresses that carry more than a place.

use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::projects::ProjectSort;
use portico_paths::{Place, members_search, projects_search, promote, setting, sign_in, usage, versions};

#[test]
fn a_setting_a_direction_and_a_comparison_have_addresses() {
    let key = "auth.allowed_origins";
    assert_eq!(setting("acme", "shop", Mode::Live, key), format!("/o/acme/p/shop/live/configuration#{key}"));
    assert_eq!(promote("acme", "shop", Mode::Sandbox), "/o/acme/p/shop/promote");
    assert_eq!(promote("acme", "shop", Mode::Live), "/o/acme/p/shop/promote?from=live");
    assert_eq!(versions("acme", "shop", Mode::Live, None), "/o/acme/p/shop/live/versions");
    assert_eq!(
        versions("acme", "shop", Mode::Live, Some((3, 7))),
        "/o/acme/p/shop/live/versions?compare=3..7"
    );
}

#[test]
fn search_and_order_stand_in_the_address_only_when_they_say_something() {
    assert_eq!(projects_search("acme", "", ProjectSort::Changed), "/o/acme");
    assert_eq!(projects_search("acme", "a&b", ProjectSort::Changed), "/o/acme?search=a%26b");
    assert_eq!(projects_search("acme", "", ProjectSort::Name), "/o/acme?sort=name");
    assert_eq!(projects_search("acme", "", ProjectSort::Newest), "/o/acme?sort=newest");
    assert_eq!(projects_search("acme", "x", ProjectSort::Newest), "/o/acme?search=x&sort=newest");
}

#[test]
fn search_and_filter_of_members_stand_in_the_address() {
    assert_eq!(members_search("acme", "", None), "/o/acme/members");
    assert_eq!(Place::Invites("a b".into()).path(), "/o/a%20b/members/invites");
    assert_eq!(members_search("acme", "a b", Some(Role::Admin)), "/o/acme/members?search=a%20b&role=admin");
}

#[test]
fn month_and_project_of_the_usage_stand_in_the_address() {
    assert_eq!(usage("acme", "", ""), "/o/acme/billing/usage");
    assert_eq!(usage("acme", "2026-11", ""), "/o/acme/billing/usage?month=2026-11");
    assert_eq!(usage("acme", "2026-11", "p1"), "/o/acme/billing/usage?month=2026-11&project=p1");
    assert_eq!(Place::Billing("acme".into()).path(), "/o/acme/billing");
    let invoice = Place::Invoice { organization: "acme".into(), invoice: "i1".into() };
    assert_eq!(invoice.path(), "/o/acme/billing/invoices/i1");
    assert_eq!(invoice.organization(), Some("acme"));
}

#[test]
fn sign_in_says_where_to_go_afterwards() {
    assert_eq!(sign_in("/"), "/sign-in");
    assert_eq!(sign_in("/o/acme?search=x"), "/sign-in?return_to=%2Fo%2Facme%3Fsearch%3Dx");
}
