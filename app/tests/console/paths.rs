use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::projects::ProjectSort;
use portico_app::parameters::parameter;
use portico_app::paths::{
    Place, Section, members_search, overview, project_at, projects_search, promote, safe_return, setting,
    sign_in, usage, versions,
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
        Place::MailChoice("0123abcd".into()),
        Place::BillingAddress("0123abcd".into()),
        Place::Members("acme".into()),
        Place::Invites("acme".into()),
        Place::Trash("acme".into()),
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

#[wasm_bindgen_test]
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

#[wasm_bindgen_test]
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
fn addresses_of_before_lead_to_those_of_now() {
    assert_eq!(Place::parse("/o/acme/p/shop/general"), project_at("acme", "shop", Section::ProjectSettings));
    let configuration = project_at("acme", "shop", Section::Configuration(Mode::Live));
    assert_eq!(Place::parse("/o/acme/p/shop/live/settings"), configuration);
}

#[wasm_bindgen_test]
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

#[wasm_bindgen_test]
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

#[wasm_bindgen_test]
fn search_and_order_stand_in_the_address_only_when_they_say_something() {
    assert_eq!(projects_search("acme", "", ProjectSort::Changed), "/o/acme");
    assert_eq!(projects_search("acme", "a&b", ProjectSort::Changed), "/o/acme?search=a%26b");
    assert_eq!(projects_search("acme", "", ProjectSort::Name), "/o/acme?sort=name");
    assert_eq!(projects_search("acme", "", ProjectSort::Newest), "/o/acme?sort=newest");
    assert_eq!(projects_search("acme", "x", ProjectSort::Newest), "/o/acme?search=x&sort=newest");
}

#[wasm_bindgen_test]
fn search_and_filter_of_members_stand_in_the_address() {
    assert_eq!(members_search("acme", "", None), "/o/acme/members");
    assert_eq!(Place::Invites("a b".into()).path(), "/o/a%20b/members/invites");
    assert_eq!(members_search("acme", "a b", Some(Role::Admin)), "/o/acme/members?search=a%20b&role=admin");
}

#[wasm_bindgen_test]
fn month_and_project_of_the_usage_stand_in_the_address() {
    assert_eq!(usage("acme", "", ""), "/o/acme/billing/usage");
    assert_eq!(usage("acme", "2026-11", ""), "/o/acme/billing/usage?month=2026-11");
    assert_eq!(usage("acme", "2026-11", "p1"), "/o/acme/billing/usage?month=2026-11&project=p1");
    assert_eq!(Place::Billing("acme".into()).path(), "/o/acme/billing");
    let invoice = Place::Invoice { organization: "acme".into(), invoice: "i1".into() };
    assert_eq!(invoice.path(), "/o/acme/billing/invoices/i1");
    assert_eq!(invoice.organization(), Some("acme"));
}

#[wasm_bindgen_test]
fn sign_in_leads_back_to_where_it_began() {
    assert_eq!(sign_in("/"), "/sign-in");
    assert_eq!(sign_in("/o/acme?search=x"), "/sign-in?return_to=%2Fo%2Facme%3Fsearch%3Dx");
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
fn every_address_of_the_console_and_no_other_is_answered_with_the_page() {
    // tests/api/addresses.rs looks at the rules for files, by which nothing with a dot gets as far as these.
    let rules: Vec<&str> = include_str!("../../../public/_redirects")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.ends_with(" /no-such-file 200"))
        .map(|line| line.strip_suffix(" / 200").expect("the page, not a redirect"))
        .collect();
    let is_answered = |path: &str| {
        rules.iter().any(|rule| {
            let (rule, path): (Vec<_>, Vec<_>) = (rule.split('/').collect(), path.split('/').collect());
            let fits =
                |(rule, part): (&&str, &&str)| rule == part || (rule.starts_with(':') && !part.is_empty());
            let is_file = path.iter().any(|part| part.contains('.'));
            rule.len() == path.len() && rule.iter().zip(&path).all(fits) && !is_file
        })
    };
    for rule in &rules {
        assert!(Place::parse(&rule.replace(':', "")) != Place::Missing, "{rule}");
    }
    let words = [
        "sign-in",
        "mailbox",
        "account",
        "invites",
        "no-more-mail",
        "billing-address",
        "organizations",
        "new",
        "o",
        "p",
        "x",
        "trash",
        "audit",
        "members",
        "settings",
        "billing",
        "usage",
        "invoices",
        "promote",
        "schema",
        "general",
        "configuration",
        "sandbox",
        "live",
        "versions",
        "keys",
        "404",
        "",
    ];
    let stems = [
        "",
        "/o",
        "/o/x",
        "/o/x/billing",
        "/o/x/billing/invoices",
        "/o/x/members",
        "/o/x/members/invites",
        "/o/x/p",
        "/o/x/p/x",
        "/o/x/p/x/sandbox",
        "/o/x/p/x/live",
        "/o/x/p/x/schema",
        "/o/x/p/x/live/keys",
        "/invites",
        "/no-more-mail",
        "/billing-address",
        "/sign-in",
    ];
    for path in
        stems.iter().flat_map(|stem| words.map(|word| format!("{stem}/{word}"))).filter(|path| path != "/")
    {
        for path in [path.clone(), format!("{path}/"), format!("{path}/x.js.map"), format!("{path}.js")] {
            assert_eq!(is_answered(&path), Place::parse(&path) != Place::Missing, "{path}");
        }
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
