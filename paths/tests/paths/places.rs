//! How addresses are written and read.

use portico_api::environments::Mode;
use portico_paths::first::{FORGIVEN, every, first, patterns};
use portico_paths::{Chunk, Place, Section, overview, project_at};

#[test]
fn every_address_reads_back_as_the_place_it_was_written_for() {
    for place in [
        Place::SignIn,
        Place::Mailbox,
        Place::Home,
        Place::Organizations,
        Place::NewOrganization,
        Place::Account,
        Place::Invite("0123abcd".into()),
        Place::MailChoice("0123abcd".into()),
        Place::BillingAddress("0123abcd".into()),
        Place::Members("acme".into()),
        Place::Invites("acme".into()),
        Place::Trash("acme".into()),
        Place::Export("acme".into()),
        Place::Projects("acme".into()),
        Place::NewProject("acme".into()),
        Place::OrganizationSettings("acme".into()),
        Place::Billing("acme".into()),
        Place::Usage("a/b".into()),
        Place::Invoice { organization: "acme".into(), invoice: "0192-ü/x".into() },
        overview("acme", "shop", Mode::Sandbox),
        overview("acme", "shop", Mode::Live),
        overview("a/b?c#d", "ü 東", Mode::Live),
        project_at("acme", "shop", Section::ProjectSettings),
        project_at("acme", "shop", Section::Configuration(Mode::Sandbox)),
        project_at("acme", "shop", Section::Configuration(Mode::Live)),
        project_at("acme", "shop", Section::Versions(Mode::Live)),
        project_at("acme", "shop", Section::Keys(Mode::Sandbox)),
        project_at("acme", "shop", Section::Promote),
        project_at("acme", "shop", Section::Schema),
    ] {
        assert_eq!(Place::parse(&place.path()), place, "{}", place.path());
    }
}

#[test]
fn addresses_look_as_documented() {
    assert_eq!(overview("acme", "shop", Mode::Live).path(), "/o/acme/p/shop/live");
    assert_eq!(project_at("acme", "shop", Section::ProjectSettings).path(), "/o/acme/p/shop/settings");
    let at = |section| project_at("acme", "shop", section).path();
    assert_eq!(at(Section::Configuration(Mode::Live)), "/o/acme/p/shop/live/configuration");
    assert_eq!(at(Section::Versions(Mode::Sandbox)), "/o/acme/p/shop/sandbox/versions");
    assert_eq!(at(Section::Keys(Mode::Live)), "/o/acme/p/shop/live/keys");
    assert_eq!(at(Section::Promote), "/o/acme/p/shop/promote");
    assert_eq!(at(Section::Schema), "/o/acme/p/shop/schema");
    assert_eq!(overview("a b", "c/d", Mode::Sandbox).path(), "/o/a%20b/p/c%2Fd/sandbox");
}

#[test]
fn what_is_not_an_address_of_the_console_is_missing() {
    for path in [
        "/o",
        "/o/acme/p",
        "/o/acme/p/shop/staging",
        "/o/acme/billing/invoices",
        "/o/acme/billing/usage/x",
        "/o/acme/billing/plans",
        "/o/acme/invites",
        "/o/acme/members/invites/x",
        "/o/acme/p/shop/live/x",
        "/o/acme/p/shop/staging/configuration",
        "/o/acme/p/shop/promote/x",
        "/o/acme/p/shop/live/configuration/x",
        "/o//p/shop/live",
        "//",
        "/nope",
        "/o/%zz",
        "x",
    ] {
        assert_eq!(Place::parse(path), Place::Missing, "{path}");
    }
}

#[test]
fn a_trailing_slash_and_a_missing_mode_are_forgiven() {
    assert_eq!(Place::parse("/o/acme/"), Place::Projects("acme".into()));
    assert_eq!(Place::parse("/o/acme/p/shop"), overview("acme", "shop", Mode::Sandbox));
}

#[test]
fn addresses_of_before_lead_to_those_of_now() {
    assert_eq!(Place::parse("/o/acme/p/shop/general"), project_at("acme", "shop", Section::ProjectSettings));
    let configuration = project_at("acme", "shop", Section::Configuration(Mode::Live));
    assert_eq!(Place::parse("/o/acme/p/shop/live/settings"), configuration);
}

#[test]
fn switching_the_environment_keeps_the_page_where_there_is_one_of_its_kind() {
    for (section, expected) in [
        (Section::Overview(Mode::Sandbox), Section::Overview(Mode::Live)),
        (Section::Configuration(Mode::Sandbox), Section::Configuration(Mode::Live)),
        (Section::Versions(Mode::Live), Section::Versions(Mode::Live)),
        (Section::Keys(Mode::Sandbox), Section::Keys(Mode::Live)),
        (Section::Promote, Section::Overview(Mode::Live)),
        (Section::Schema, Section::Overview(Mode::Live)),
        (Section::ProjectSettings, Section::Overview(Mode::Live)),
    ] {
        assert_eq!(section.in_mode(Mode::Live), expected, "{section:?}");
    }
}

#[test]
fn place_of_each_kind_reads_back_and_has_one_address() {
    let mut seen = std::collections::BTreeSet::new();
    for place in every() {
        assert_eq!(Place::parse(&place.path()), place, "{}", place.path());
        assert!(seen.insert(place.path()), "{place:?}");
    }
    for pattern in FORGIVEN {
        let path = pattern.replace(":mode", "live");
        let place = Place::parse(&path);
        assert_ne!(place, Place::Missing, "{pattern}");
        assert_ne!(place.path().replace("%3A", ":"), path, "{pattern} is the usual address");
    }
}

#[test]
fn both_environments_have_pages_of_one_chunk() {
    for pattern in patterns() {
        let live = Place::parse(&pattern.replace(":mode", "live"));
        assert_eq!(Chunk::of(&live), first(&pattern).chunk, "{pattern}");
    }
}

#[test]
fn name_is_written_as_the_browser_writes_it() {
    for (name, written) in [
        ("a b", "a%20b"),
        ("ü", "%C3%BC"),
        ("-_.!~*'()", "-_.!~*'()"),
        ("a/b?c#d&e%", "a%2Fb%3Fc%23d%26e%25"),
    ] {
        assert_eq!(Place::Members(name.into()).path(), format!("/o/{written}/members"));
    }
    for broken in ["%", "%4", "%zz", "%+1", "%FF", "a%E0%A4%A"] {
        assert_eq!(Place::parse(&format!("/o/{broken}")), Place::Missing, "{broken}");
    }
    assert_eq!(Place::parse("/o/a+b"), Place::Projects("a+b".into()));
}
