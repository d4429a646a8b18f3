//! The tables in the scripts of `app/index.html`.

use super::hold;
use portico_api::Role;
use portico_api::environments::Mode;
use portico_api::organizations::OrganizationColumn;
use portico_api::plans::PlanId;
use portico_api::sign_in::CODE_LIFE_MS;
use portico_paths::first::{FORGIVEN, First, Question, first, patterns};
use portico_paths::rows::{
    COLUMNS, INITIALS, JUST_NOW, NOW_SECONDS, OLD, OLD_LOST, OLD_SAID_AFTER_MS, ORGANIZATION, PROJECT,
    PROJECT_HEIGHT, Part, SEARCH_FROM, UNITS,
};
use portico_paths::sign_in_page::{
    ADDRESS, AGAIN, ANOTHER, CODE, KEPT_AS, LEAD, NO_ANSWER, ONLY_NEWEST, PROOF, RESEND_AFTER_MS, SENT,
    SENT_NEWER, STALLED, STOP_WAITING, Step, TITLE, TRY_AGAIN, WAIT,
};
use portico_paths::{Chunk, overview};
use regex_lite::Regex;

const BEGIN: &str =
    "        // Written from paths/src/first.rs: UPDATE_SNAPSHOTS=1 cargo test -p portico-paths.\n";
const END: &str = "        // That far.\n";
const BEGIN_WORDS: &str =
    "Written from paths/src/sign_in_page.rs: UPDATE_SNAPSHOTS=1 cargo test -p portico-paths.\n";
const BEGIN_ROWS: &str = "Written from paths/src/rows.rs: UPDATE_SNAPSHOTS=1 cargo test -p portico-paths.\n";
/// Of the words and of the rows.
const END_WORDS: &str = "            // That far.\n";

fn row(pattern: &str) -> String {
    let First { shell, tab, chunk, questions } = first(pattern);
    let mut cells = vec![format!("{pattern:?}, {shell:?}, {tab:?}, {:?}", chunk.map_or("", Chunk::name))];
    cells.extend(questions.iter().map(cell));
    format!("          [{}],\n", cells.join(", "))
}

fn cell(question: &Question) -> String {
    let Question { url, otherwise, roles, .. } = question;
    let query = expression(question).map_or_else(|| "null".to_owned(), |query| format!("/{query}/"));
    match (query.as_str(), *otherwise, roles) {
        (query, otherwise, Some(roles)) => {
            format!("[{url:?}, {query}, {otherwise:?}, /^({})$/]", words(roles))
        }
        ("null", _, None) => format!("[{url:?}]"),
        (query, "", None) => format!("[{url:?}, {query}]"),
        (query, otherwise, None) => format!("[{url:?}, {query}, {otherwise:?}]"),
    }
}

/// The roles, as a regular expression names them.
fn words(roles: &[Role]) -> String {
    roles.iter().copied().map(Role::as_str).collect::<Vec<_>>().join("|")
}

/// Which queries of the address go with the question.
fn expression(question: &Question) -> Option<String> {
    let parts = question.query.as_ref()?.iter().enumerate().map(|(at, (name, values))| {
        let before = if at == 0 { r"\?" } else { "[?&]" };
        let values = if values.contains('|') { format!("({values})") } else { values.clone() };
        format!("({before}{name}={values})?")
    });
    Some(format!("^{}$", parts.collect::<String>()))
}

/// The page with `made` between the two lines.
fn with(page: &str, begin: &str, end: &str, made: &str) -> String {
    let (before, rest) = page.split_once(begin).expect("app/index.html has lost a line \"Written from\"");
    let (_, after) = rest.split_once(end).expect("app/index.html has lost a line \"That far\"");
    [before, begin, made, end, after].concat()
}

/// What the sign-in page says and sends, as the script reads it.
fn words_to_sign_in() -> String {
    let step = |step: Step| {
        let Step { name, label, action, url, unsure, autocomplete, inputmode } = step;
        format!(
            "{{ name: {name:?}, label: {label:?}, action: {action:?}, url: {url:?}, unsure: {unsure:?}, autocomplete: {autocomplete:?}, inputmode: {inputmode:?} }}"
        )
    };
    let words = [
        ("address", step(ADDRESS)),
        ("code", step(CODE)),
        ("title", format!("{TITLE:?}")),
        ("lead", format!("{LEAD:?}")),
        ("sent", format!("{SENT:?}")),
        ("wait", format!("{WAIT:?}")),
        ("newer", format!("{SENT_NEWER:?}")),
        ("newest", format!("{ONLY_NEWEST:?}")),
        ("again", format!("{AGAIN:?}")),
        ("another", format!("{ANOTHER:?}")),
        ("no_answer", format!("{NO_ANSWER:?}")),
        ("stalled", format!("{STALLED:?}")),
        ("try_again", format!("{TRY_AGAIN:?}")),
        ("stop", format!("{STOP_WAITING:?}")),
        ("resend_after", RESEND_AFTER_MS.to_string()),
        ("lives", CODE_LIFE_MS.to_string()),
        ("proof", format!("{PROOF:?}")),
        ("kept", format!("{KEPT_AS:?}")),
    ];
    let lines: String =
        words.iter().map(|(name, value)| format!("              {name}: {value},\n")).collect();
    format!("            const words = {{\n{lines}            }};\n")
}

/// What the script draws rows of: a text as it is, an element as `[tag, attributes, ...inside]`, what is drawn of a value as
/// `["", name, ...inside]`.
fn drawn() -> String {
    let head = |(column, title): &(OrganizationColumn, &str)| {
        let number = matches!(column, OrganizationColumn::Projects | OrganizationColumn::Members);
        let class = if number { ", class: \"organization-number\"" } else { "" };
        let first = *column == OrganizationColumn::default();
        let (order, icon) = match first {
            true => (
                ", \"aria-sort\": \"ascending\"",
                r##", ["svg", { class: "icon", "aria-hidden": "true" }, ["use", { href: "#i-up" }]]"##,
            ),
            false => ("", ""),
        };
        // Only the console can sort.
        let button =
            format!(r#"["button", {{ class: "organizations-sort", disabled: "" }}, {title:?}{icon}]"#);
        format!(r#"["th", {{ role: "columnheader", scope: "col"{class}{order} }}, {button}]"#)
    };
    let heads = COLUMNS.iter().map(head).collect::<Vec<_>>().join(", ");
    let heads = format!(r#"["thead", {{ role: "rowgroup" }}, ["tr", {{ role: "row" }}, {heads}]]"#);
    let roles = Role::ALL.map(|role| (role.as_str(), role.title()));
    let plans = PlanId::ALL.map(|plan| (plan.as_str(), plan.title()));
    let titles: Vec<_> =
        roles.iter().chain(&plans).map(|(word, title)| format!("{word}: {title:?}")).collect();
    let billing = roles.iter().zip(Role::ALL).filter(|(_, role)| *role >= Role::Admin);
    let lines = [
        ("initials", parts(INITIALS)),
        ("organization", parts(ORGANIZATION)),
        ("heads", heads),
        ("titles", format!("{{ {} }}", titles.join(", "))),
        ("billing", list(billing.map(|((word, _), _)| format!("{word:?}")))),
        ("many", SEARCH_FROM.to_string()),
        ("row", parts(PROJECT)),
        ("height", PROJECT_HEIGHT.to_string()),
        ("units", list(UNITS.iter().map(|(seconds, unit)| format!("[{seconds}, {unit:?}]")))),
        ("now", NOW_SECONDS.to_string()),
        ("just", format!("{JUST_NOW:?}")),
        ("old", format!("{OLD:?}")),
        ("lost", format!("{OLD_LOST:?}")),
        ("late", OLD_SAID_AFTER_MS.to_string()),
    ];
    lines.iter().map(|(name, value)| format!("            const {name} = {value};\n")).collect()
}

fn parts(all: &[Part]) -> String {
    list(all.iter().map(part))
}

fn part(part: &Part) -> String {
    let with =
        |first: [String; 2], inside: &[Part]| list(first.into_iter().chain(inside.iter().map(self::part)));
    match part {
        Part::Text(text) => format!("{text:?}"),
        Part::Of(name, inside) => with(["\"\"".to_owned(), format!("{name:?}")], inside),
        Part::Element { tag, attributes, inside } => {
            let key = |name: &str| if name.contains('-') { format!("{name:?}") } else { name.to_owned() };
            let attributes: Vec<_> =
                attributes.iter().map(|(name, text)| format!("{}: {text:?}", key(name))).collect();
            with([format!("{tag:?}"), format!("{{ {} }}", attributes.join(", "))], inside)
        }
    }
}

fn list(all: impl Iterator<Item = String>) -> String {
    format!("[{}]", all.collect::<Vec<_>>().join(", "))
}

#[test]
fn row_of_a_project_leads_to_its_sandbox() {
    let Some(Part::Element { inside: [Part::Element { attributes, .. }, ..], .. }) = PROJECT.first() else {
        panic!("a row begins with its link");
    };
    let href = attributes.iter().find(|(name, _)| *name == "href").map(|(_, href)| *href);
    let filled = href.unwrap().replace("{organization}", "acme").replace("{slug}", "shop-2");
    assert_eq!(filled, overview("acme", "shop-2", Mode::Sandbox).path());
}

#[test]
fn page_says_what_the_addresses_the_words_of_the_sign_in_page_and_the_rows_say() {
    let page = include_str!("../../../app/index.html");
    let rows: String = patterns().iter().map(String::as_str).chain(FORGIVEN).map(row).collect();
    let table = format!("        const addresses = [\n{rows}        ];\n");
    let made = with(&with(page, BEGIN, END, &table), BEGIN_WORDS, END_WORDS, &words_to_sign_in());
    let made = with(&made, BEGIN_ROWS, END_WORDS, &drawn());
    hold("app/index.html", &made, page);
}

#[test]
fn questions_ask_only_what_the_address_says() {
    let all: Vec<String> = patterns().into_iter().chain(FORGIVEN.map(String::from)).collect();
    for pattern in &all {
        for Question { url, otherwise, .. } in first(pattern).questions {
            for part in url.split(['/', '?']).filter_map(|part| part.strip_prefix(':')) {
                let known = pattern.split('/').any(|of| of.strip_prefix(':') == Some(part));
                assert!(known || (pattern == "/" && part == "last"), "{pattern} does not say {part}");
            }
            assert!(matches!(otherwise, "" | "?month=:month"), "{otherwise}: the script knows no such name");
        }
    }
}

#[test]
fn question_that_the_query_goes_with_is_asked_for_what_the_page_will_ask() {
    let asked = |pattern: &str, query: &str| {
        let first = first(pattern);
        let expression = first.questions.iter().find_map(expression).expect("a question with a query");
        Regex::new(&expression).unwrap().is_match(query)
    };
    for query in ["", "?search=a%26b", "?sort=name", "?search=x&sort=newest"] {
        assert!(asked("/o/:organization", query), "{query}");
    }
    for query in [
        "?sort=changed",
        "?sort=nonsense",
        "?sort=name&search=x",
        "?search=",
        "?page=2",
        "?search=x&sort=name&x",
    ] {
        assert!(!asked("/o/:organization", query), "{query}");
    }
    for query in ["", "?sort=-name", "?sort=used", "?sort=-used"] {
        assert!(asked("/organizations", query), "{query}");
    }
    for query in ["?sort=name", "?search=x", "?sort=used&search=x"] {
        assert!(!asked("/organizations", query), "{query}");
    }
    assert!(asked("/o/:organization/members", "?search=a%20b&role=admin"));
    assert!(!asked("/o/:organization/members", "?role=king"));
    assert!(asked("/o/:organization/audit", "") && !asked("/o/:organization/audit", "?person=x"));
    let usage = "/o/:organization/billing/usage";
    assert!(asked(usage, "") && asked(usage, "?month=2026-11") && !asked(usage, "?month=2026-11&project=x"));
}

#[test]
fn question_that_not_everybody_may_ask_waits_for_who_one_is_in_the_organization_of_the_address() {
    for pattern in patterns().into_iter().chain(FORGIVEN.map(String::from)) {
        for Question { url, roles, .. } in first(&pattern).questions {
            let Some(roles) = roles else { continue };
            assert!(pattern.starts_with("/o/:organization/"), "{pattern}: {url}");
            assert_eq!(roles, [Role::Admin, Role::Owner], "{pattern}: {url}");
        }
    }
}
