//! What wrangler.toml says, as far as a deployment depends on it.

/// Most milliseconds of CPU that one request, or one run of cron, may be given: what is asked for in good faith takes a small part of that.
const CPU_MS_MAX: u32 = 5_000;

/// Its lines `key = value`, each with the table that it stands in. Of a value the quotes at its ends are gone.
pub(crate) struct Settings(Vec<(String, String, String)>);

impl Settings {
    pub(crate) fn read(text: &str) -> Self {
        let (mut table, mut all) = (String::new(), Vec::new());
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[') {
                table = name.trim_matches(['[', ']']).to_owned();
            } else if let Some((key, value)) = line.split_once('=') {
                let value = value.trim().trim_matches('"');
                all.push((table.clone(), key.trim().to_owned(), value.to_owned()));
            }
        }
        Self(all)
    }

    /// The value of a key in a table; empty where there is none.
    pub(super) fn text(&self, table: &str, key: &str) -> &str {
        let found = self.0.iter().find(|(of, name, _)| of == table && name == key);
        found.map(|(_, _, value)| value.as_str()).unwrap_or_default()
    }

    /// The IDs in `OIDC_PROVIDERS`, as far as they can be found without reading JSON: the worker itself says what is wrong with it.
    pub(super) fn providers(&self) -> Vec<String> {
        let rest = self.text("vars", "OIDC_PROVIDERS").split("\"id\"").skip(1);
        let value = |rest: &str| {
            let (before, after) = rest.split_once('"')?;
            let (id, _) = after.split_once('"')?;
            (before.trim() == ":").then(|| id.to_owned())
        };
        rest.filter_map(value).collect()
    }

    /// Where people reach it on Cloudflare, as it is written there.
    pub(crate) fn routes(&self) -> Vec<&str> {
        let all = [self.text("", "routes"), self.text("", "route"), self.text("routes", "pattern")];
        all.into_iter().filter(|route| !route.is_empty()).collect()
    }

    /// What only fits a laptop, or is not there yet: a sentence each, with what to do.
    pub(super) fn faults(&self) -> Vec<String> {
        let is_id = |id: &str| id.chars().any(|char| char != '0' && char != '-');
        let origin = self.text("vars", "ORIGIN");
        let host = origin.strip_prefix("https://").unwrap_or_default();
        let transport = self.text("vars", "MAIL_TRANSPORT");
        let crons = self.text("triggers", "crons");
        let providers = self.text("vars", "OIDC_PROVIDERS");
        let is_list = providers.starts_with("'[") && providers.ends_with("]'");
        let routes = self.routes();
        let cpu = self.text("limits", "cpu_ms").parse::<u32>().unwrap_or_default();
        let checks = [
            (
                (1..=CPU_MS_MAX).contains(&cpu),
                "cpu_ms under [limits] must be a number from 1 to 5000: without it one request may take as long as the platform lets it",
            ),
            (
                self.text("observability.logs", "invocation_logs") == "false",
                "invocation_logs under [observability.logs] must be false: they hold whole addresses, in which the tokens of links stand",
            ),
            (
                is_id(self.text("d1_databases", "database_id")),
                "there is no database: `npx wrangler d1 create portico` prints the database_id for wrangler.toml",
            ),
            (
                is_id(self.text("kv_namespaces", "id")),
                "there is no key-value store: `npx wrangler kv namespace create CONFIG` prints the id for wrangler.toml",
            ),
            (
                is_public(host),
                "ORIGIN under [vars] is not https:// and a host: put there the address that people will open",
            ),
            (
                host.is_empty() || routes.iter().any(|route| names(route, host)),
                "`routes` does not name the host of ORIGIN, so nothing would be reached there",
            ),
            (
                matches!(transport, "send_email" | "http"),
                "MAIL_TRANSPORT under [vars] is neither \"send_email\" nor \"http\", so nobody could sign in",
            ),
            (
                transport != "send_email" || self.text("send_email", "name") == "EMAIL",
                "MAIL_TRANSPORT is \"send_email\", and there is no [[send_email]] with name = \"EMAIL\"",
            ),
            (
                providers.is_empty() || (is_list && !self.providers().is_empty()),
                "OIDC_PROVIDERS under [vars] is no JSON list in one line between single quotes: docs/sign-in.md has examples",
            ),
            (
                self.text("vars", "MAIL_FROM").contains('@'),
                "MAIL_FROM under [vars] is no address: put there what mail says it comes from",
            ),
            (
                crons.contains("\"* * * * *\"") && crons.contains("\"17 * * * *\""),
                "crons under [triggers] lacks \"* * * * *\" or \"17 * * * *\", without which nothing is renewed, sent or swept",
            ),
            (
                self.text("", "workers_dev") == "false" && self.text("", "preview_urls") == "false",
                "workers_dev and preview_urls must be false: they are further addresses, which nobody watches",
            ),
        ];
        checks.into_iter().filter(|(is_right, _)| !is_right).map(|(_, what)| what.to_owned()).collect()
    }
}

/// Whether it is the name of a host that others reach: what the worker itself asks for before it answers anything.
fn is_public(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    let is_here = matches!(name, "localhost" | "127.0.0.1") || host.starts_with("[::1]");
    !name.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) && !is_here
}

/// Whether `routes`, as it is written, leads this very host here.
fn names(routes: &str, host: &str) -> bool {
    let words = routes.split(|char: char| !char.is_ascii_alphanumeric() && !"-._:*/".contains(char));
    words.map(|word| word.trim_end_matches(['*', '/'])).any(|word| word == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    const READY: &str = r#"
workers_dev = false
preview_urls = false
routes = [{ pattern = "console.example.com", custom_domain = true }]
[[d1_databases]]
database_id = "4f1c"
[[kv_namespaces]]
id = "9a"
[vars]
ORIGIN = "https://console.example.com"
MAIL_TRANSPORT = "send_email"
MAIL_FROM = "Portico <console@example.com>"
[[send_email]]
name = "EMAIL"
[triggers]
crons = ["* * * * *", "17 * * * *"]
[limits]
cpu_ms = 5000
[observability]
enabled = true
[observability.logs]
enabled = true
invocation_logs = false
"#;

    #[test]
    fn what_only_fits_a_laptop_is_refused() {
        assert!(Settings::read(READY).faults().is_empty(), "{:?}", Settings::read(READY).faults());
        for (right, wrong) in [
            ("4f1c", "0000-00"),
            ("9a", "00"),
            ("https:", "http:"),
            ("https://console.example.com", "https://localhost"),
            ("https://console.example.com", "https://me@console.example.com"),
            ("https://console.example.com", "https://console.example.com/portico"),
            ("pattern = \"console.example.com\"", "pattern = \"console.example.com.other.example\""),
            ("pattern = \"console.example.com\"", "pattern = \"my-console.example.com/*\""),
            ("pattern = \"console.example.com\"", "pattern = \"other.example.com\""),
            ("\"send_email\"", "\"local\""),
            ("[[send_email]]", "[[others]]"),
            ("MAIL_FROM", "# MAIL_FROM"),
            ("[\"* * * * *\", ", "["),
            ("[[send_email]]", "OIDC_PROVIDERS = [{ id = \"google\" }]\n[[send_email]]"),
            ("[[send_email]]", "OIDC_PROVIDERS = '[{\"name\": \"Google\"}]'\n[[send_email]]"),
            ("workers_dev = false", ""),
            ("preview_urls = false", "preview_urls = true"),
            ("[limits]", "[others]"),
            ("cpu_ms = 5000", "cpu_ms = 0"),
            ("cpu_ms = 5000", "cpu_ms = 300000"),
            ("cpu_ms = 5000", "# cpu_ms = 5000"),
            ("invocation_logs = false", "invocation_logs = true"),
            ("invocation_logs = false", ""),
            ("[observability.logs]", "[observability.traces]"),
        ] {
            assert!(READY.contains(right), "{right}");
            let faults = Settings::read(&READY.replace(right, wrong)).faults();
            // A host that is none is no host of a route either.
            let expected = if wrong.starts_with("https://") { 1..=2 } else { 1..=1 };
            assert!(expected.contains(&faults.len()), "{wrong}: {faults:?}");
        }
        let with_path =
            READY.replace("pattern = \"console.example.com\"", "pattern = \"console.example.com/*\"");
        assert!(Settings::read(&with_path).faults().is_empty());
    }

    #[test]
    fn the_file_as_it_comes_is_not_ready_and_carries_no_origin() {
        let comes = Settings::read(include_str!("../../../wrangler.toml"));
        assert_eq!(comes.text("vars", "ORIGIN"), "");
        assert_eq!(comes.text("limits", "cpu_ms"), "5000");
        assert_eq!(comes.text("observability.logs", "enabled"), "true");
        assert_eq!(comes.text("observability.logs", "invocation_logs"), "false");
        assert_eq!(comes.faults().len(), 5, "{:?}", comes.faults());
    }
}
