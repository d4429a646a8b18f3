//! Which addresses the static files answer with the console's page, read as Cloudflare reads `public/_redirects`.

use regex_lite::Regex;

/// From a pattern of addresses to the file that is answered; what has no variable part is looked at first.
struct Rules(Vec<(String, Regex, &'static str)>);

/// The limits of Cloudflare: rules without and with a variable part. All behind the first with one count as such.
const FIXED_MAX: usize = 2000;
const VARIABLE_MAX: usize = 100;

impl Rules {
    fn read() -> Self {
        let lines = include_str!("../../public/_redirects").lines();
        let rules = lines.filter(|line| line.starts_with('/')).map(|line| {
            let [from, to, status] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            assert_eq!(status, "200", "{line}");
            (from.to_owned(), pattern(from), to)
        });
        let (fixed, variable): (Vec<_>, Vec<_>) = rules.partition(|(from, ..)| !from.contains([':', '*']));
        Self(fixed.into_iter().chain(variable).collect())
    }

    fn answer(&self, path: &str) -> Option<&'static str> {
        self.0.iter().find(|(_, pattern, _)| pattern.is_match(path)).map(|(.., to)| *to)
    }
}

/// `*` is anything, `:name` is anything within one part.
fn pattern(rule: &str) -> Regex {
    assert!(rule.matches('*').count() <= 1, "{rule}: Cloudflare takes one `*`");
    let mut pattern = String::new();
    let mut rest = rule;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '*' => pattern.push_str(".*"),
            ':' => {
                pattern.push_str("[^/]+");
                rest = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
            }
            c => pattern.push_str(&regex_lite::escape(&c.to_string())),
        }
    }
    Regex::new(&format!("^{pattern}$")).unwrap()
}

#[test]
fn file_that_is_asked_for_below_the_addresses_of_the_console_is_not_answered_with_the_page() {
    let rules = Rules::read();
    for path in [
        "/o/acme.js.map",
        "/o/acme.js/",
        "/o/.env",
        "/o/.git/config",
        "/o/a.b/members",
        "/o/acme/p/x.map",
        "/o/acme/p/x.map/",
        "/o/acme/p/x.js/live/keys",
        "/o/acme/p/.env/live",
        "/o/acme/billing/invoices/1.pdf",
        "/o/x/y/z.map",
        "/o/acme/members.php",
        "/o/acme/p/shop/live.json",
        "/invites/a.js",
        "/invites/a.js/",
        "/invites/.well-known",
        "/no-more-mail/a.js",
        "/billing-address/a.js.map/",
        "/new.php",
        "/new/x.js",
        "/sign-in.html",
        "/mailbox.json",
        "/account/x.json",
        "/organizations.csv",
        "/x.js.map",
        "/.git/config",
        "/metrics",
        "/app_bg.wasm",
        "/o",
        "/o/acme/nothing",
        "/o/acme/p",
        "/o/acme/p/shop/staging",
        "/invites",
        "/invites/a/b",
    ] {
        assert_ne!(rules.answer(path), Some("/"), "{path}");
    }
    for path in [
        "/sign-in",
        "/new/",
        "/organizations",
        "/o/acme",
        "/o/acme/",
        "/o/0190b0a0-0000-7000-8000-000000000000/members",
        "/o/acme/members/invites",
        "/o/acme/members/invites/",
        "/o/acme/billing/invoices/0190b0a0-0000-7000-8000-000000000000",
        "/o/acme/p/shop/live/keys",
        "/invites/00baa495868a2f",
        "/no-more-mail/00baa495868a2f",
        "/billing-address/00baa495868a2f",
    ] {
        assert_eq!(rules.answer(path), Some("/"), "{path}");
    }
}

#[test]
fn rules_of_addresses_are_as_many_as_cloudflare_takes_and_lead_to_the_page_or_to_no_file() {
    let rules = Rules::read();
    let variable = rules.0.iter().filter(|(from, ..)| from.contains([':', '*'])).count();
    assert!(variable <= VARIABLE_MAX && rules.0.len() - variable <= FIXED_MAX, "{variable}");
    let public = concat!(env!("CARGO_MANIFEST_DIR"), "/../public");
    for (from, _, to) in &rules.0 {
        assert!(*to == "/" || !std::path::Path::new(&format!("{public}{to}")).exists(), "{from}");
    }
}
