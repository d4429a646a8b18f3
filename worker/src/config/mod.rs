//! What the installation is told by its environment.

mod analytics;

pub use analytics::Analytics;

use crate::providers::{self, Provider};
use crate::ring::KeyRing;
use crate::stripe;
use std::rc::Rc;

/// How mail leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailTransport {
    /// Mail stays in the database and is shown at `/mailbox`. Only for an origin on this machine.
    Local,
    /// Cloudflare's `send_email` binding named `EMAIL`.
    SendEmail,
    /// An HTTP API that takes mail as Resend's does.
    Http { url: String, key: String },
    /// There is none: what needs mail is refused, with the reason.
    None,
}

/// The settings of this installation.
#[derive(Clone, Debug)]
pub struct Config {
    /// Scheme, host and port of the console, without a slash at the end. Links in mail begin with it, never with
    /// what a request claims.
    pub origin: String,
    pub mail: MailTransport,
    /// What mail says it comes from.
    pub mail_from: String,
    /// What the tokens of invite links and server keys are derived from. Without it nobody can be invited.
    pub secret_key: Option<String>,
    /// What secrets are encrypted with. Without it none can be set.
    pub secrets_keys: KeyRing,
    /// Who collects the money. `None`: invoices are issued here and paid by hand.
    pub stripe: Option<stripe::Settings>,
    /// What is missing for that, where some of it is there: for the log.
    pub stripe_lacks: Option<String>,
    /// Where else one can sign in, in the order of the buttons.
    pub providers: Rc<[Provider]>,
    /// Who issues the invoices, in lines: name, address, tax number.
    pub seller: String,
    /// How invoices are paid by hand, in lines.
    pub instructions: String,
    /// Where reads are counted in place of the database.
    pub analytics: Option<Analytics>,
    /// What is missing for that, where some of it is there: for the log.
    pub analytics_lacks: Option<String>,
    /// How long reads are summed up before they are written, in milliseconds.
    pub slice_ms: i64,
    /// What must be set before anything is answered, a sentence each: names and what they are for.
    pub lacks: Vec<&'static str>,
}

/// Where the key of a laptop's installation is public anyway, as its mail is.
const LOCAL_KEY: &str = "local development only";

/// Slices in which reads are summed up, in milliseconds: where each write is paid for, and on this machine, where somebody waits for it.
const SLICE_MS: i64 = 60_000;
const SLICE_HERE_MS: i64 = 2_000;

impl Config {
    /// Reads the variables and secrets `ORIGIN`, `MAIL_TRANSPORT` (`local`, `send_email` or `http`), `MAIL_FROM`,
    /// `MAIL_API_URL`, `MAIL_API_KEY`, `SECRET_KEY`, `SECRETS_KEYS`, `INVOICE_SELLER`, `INVOICE_INSTRUCTIONS`,
    /// `OIDC_PROVIDERS` with the secret of each, and those of [`stripe::Settings`] and [`Analytics`]; what is not set is empty, and `EMAIL` and `READS` are empty unless there is a binding of that name.
    ///
    /// `host` is what the request was sent to, with its port. The mailbox that anybody can read, and keys that everybody knows, exist only
    /// where that is this machine and `ORIGIN` is as well: a variable alone that nobody has changed yet opens nothing.
    pub fn read(variable: impl Fn(&str) -> String, host: &str) -> Self {
        let origin = variable("ORIGIN").trim_end_matches('/').to_owned();
        let is_local = is_here(&origin) && is_this_machine(host);
        let mail = match variable("MAIL_TRANSPORT").as_str() {
            "local" if is_local => MailTransport::Local,
            "send_email" => MailTransport::SendEmail,
            "http" => {
                MailTransport::Http { url: api_url(variable("MAIL_API_URL")), key: variable("MAIL_API_KEY") }
            }
            _ => MailTransport::None,
        };
        let key = Some(variable("SECRET_KEY")).filter(|key| key.len() >= 32);
        let secret_key = key.or_else(|| is_local.then(|| LOCAL_KEY.to_owned()));
        let ring = variable("SECRETS_KEYS");
        let secrets_keys = if ring.is_empty() && is_local {
            KeyRing::of_this_machine(LOCAL_KEY)
        } else {
            KeyRing::parse(&ring)
        };
        let or = |name: &str, otherwise: &str| {
            Some(variable(name)).filter(|text| !text.is_empty()).unwrap_or(otherwise.into())
        };
        let seller = or("INVOICE_SELLER", "Portico");
        let stripe = stripe::Settings::read(&variable, &origin, &seller);
        let analytics = Analytics::read(&variable);
        let providers = providers::read(&variable);
        let providers_lack = providers.as_ref().err().copied();
        let mut config = Self {
            analytics_lacks: analytics.as_ref().err().cloned(),
            analytics: analytics.ok().flatten(),
            stripe_lacks: stripe::Settings::lacks(&variable, stripe.as_ref()),
            stripe,
            providers: providers.unwrap_or_default().into(),
            seller,
            instructions: or("INVOICE_INSTRUCTIONS", "Ask whoever runs this installation how to pay."),
            origin,
            mail,
            mail_from: variable("MAIL_FROM"),
            secret_key,
            secrets_keys,
            slice_ms: if is_local { SLICE_HERE_MS } else { SLICE_MS },
            lacks: Vec::new(),
        };
        if !is_local {
            config.lacks = config.lacks_in_public(!variable("EMAIL").is_empty());
        }
        config.lacks.extend(providers_lack);
        config
    }

    /// Whether reads are added up as soon as they are written, and not by cron.
    pub fn adds_up_at_once(&self) -> bool {
        self.slice_ms <= SLICE_HERE_MS
    }

    /// What nobody may reach this installation without.
    fn lacks_in_public(&self, has_binding: bool) -> Vec<&'static str> {
        let (mail, is_complete) = match &self.mail {
            MailTransport::SendEmail => ("a binding named EMAIL to send mail by, and MAIL_FROM", has_binding),
            MailTransport::Http { key, .. } => {
                ("MAIL_API_KEY and MAIL_FROM, to send mail by", !key.is_empty())
            }
            MailTransport::Local | MailTransport::None => {
                ("MAIL_TRANSPORT, the way in which mail leaves: `send_email` or `http`", false)
            }
        };
        let parts = [
            (is_public(&self.origin), "ORIGIN, the address that people open: https:// and a host"),
            (self.secret_key.is_some(), "SECRET_KEY, a secret of at least 32 random characters"),
            (
                self.secrets_keys.first().is_some(),
                "SECRETS_KEYS, what secret settings are encrypted with: an id, a colon and 32 bytes in base64",
            ),
            (is_complete && !self.mail_from.is_empty(), mail),
        ];
        parts.into_iter().filter(|(is_there, _)| !is_there).map(|(_, what)| what).collect()
    }
}

fn api_url(url: String) -> String {
    if url.is_empty() { "https://api.resend.com/emails".to_owned() } else { url }
}

/// Whether a host, with or without its port, is this machine itself.
pub fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    matches!(name, "localhost" | "127.0.0.1" | "::1")
}

/// Whether people open the console on this machine.
fn is_here(origin: &str) -> bool {
    origin.strip_prefix("http://").is_some_and(is_this_machine)
}

fn is_public(origin: &str) -> bool {
    let host = origin.strip_prefix("https://").unwrap_or_default();
    !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) && !is_this_machine(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "localhost:8787";

    fn read_at(host: &str, variables: &[(&str, &str)]) -> Config {
        let variable = |name: &str| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        };
        Config::read(variable, host)
    }

    fn read(variables: &[(&str, &str)]) -> Config {
        read_at(HERE, variables)
    }

    #[test]
    fn the_mailbox_opens_only_on_this_machine() {
        for (origin, mail) in [
            ("http://localhost:8787", MailTransport::Local),
            ("http://127.0.0.1", MailTransport::Local),
            ("http://[::1]:8787", MailTransport::Local),
            ("https://console.example.com", MailTransport::None),
            ("http://localhost.example.com", MailTransport::None),
            ("http://localhost@example.com", MailTransport::None),
        ] {
            assert_eq!(read(&[("ORIGIN", origin), ("MAIL_TRANSPORT", "local")]).mail, mail, "{origin}");
        }
        assert_eq!(read(&[("ORIGIN", "http://localhost")]).mail, MailTransport::None);
    }

    #[test]
    fn what_was_never_set_opens_nothing_to_whoever_comes_from_elsewhere() {
        let fresh = [("ORIGIN", "http://localhost:8787"), ("MAIL_TRANSPORT", "local")];
        for host in ["portico.somebody.workers.dev", "console.example.com", "192.168.1.7:8787", "0.0.0.0", ""]
        {
            let config = read_at(host, &fresh);
            assert_eq!((config.mail, config.secret_key), (MailTransport::None, None), "{host}");
            assert_eq!((config.secrets_keys.first(), config.lacks.len()), (None, 4), "{host}");
        }
        assert!(read(&fresh).lacks.is_empty());
        assert_eq!(read(&[]).lacks.len(), 4, "not even on this machine without an ORIGIN");
    }

    #[test]
    fn whatever_is_missing_in_public_is_named() {
        let (key, ring) = ("k".repeat(32), format!("a:{}", "A".repeat(43)));
        let all = [
            ("ORIGIN", "https://console.example.com"),
            ("SECRET_KEY", &key),
            ("SECRETS_KEYS", &ring),
            ("MAIL_TRANSPORT", "send_email"),
            ("EMAIL", "bound"),
            ("MAIL_FROM", "console@example.com"),
        ];
        assert!(read_at("console.example.com", &all).lacks.is_empty());
        for (name, _) in all {
            let rest: Vec<_> = all.into_iter().filter(|(other, _)| *other != name).collect();
            let lacks = read_at("console.example.com", &rest).lacks;
            assert_eq!(lacks.len(), 1, "{name}");
            assert!(lacks.iter().all(|lack| lack.contains(name)), "{name}: {lacks:?}");
        }
        for (name, wrong) in [
            ("ORIGIN", "http://console.example.com"),
            ("ORIGIN", "https://console.example.com/portico"),
            ("ORIGIN", "https://localhost"),
            ("SECRET_KEY", "short"),
            ("SECRETS_KEYS", "a:short"),
            ("MAIL_TRANSPORT", "http"),
            ("MAIL_TRANSPORT", "local"),
        ] {
            let rest: Vec<_> =
                all.into_iter().map(|(key, value)| (key, if key == name { wrong } else { value })).collect();
            assert_eq!(read_at("console.example.com", &rest).lacks.len(), 1, "{name} {wrong}");
        }
        let by_http = [("MAIL_TRANSPORT", "http"), ("MAIL_API_KEY", "re_1")];
        let rest: Vec<_> = by_http.into_iter().chain(all).collect();
        assert!(read_at("console.example.com", &rest).lacks.is_empty());
    }
}
