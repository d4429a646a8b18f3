//! What the installation is told by its environment.

use crate::ring::KeyRing;
use crate::stripe;

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
    /// Who issues the invoices, in lines: name, address, tax number.
    pub seller: String,
    /// How invoices are paid by hand, in lines.
    pub instructions: String,
}

/// Where the key of a laptop's installation is public anyway, as its mail is.
const LOCAL_KEY: &str = "local development only";

impl Config {
    /// Reads the variables and secrets `ORIGIN`, `MAIL_TRANSPORT` (`local`, `send_email` or `http`), `MAIL_FROM`,
    /// `MAIL_API_URL`, `MAIL_API_KEY`, `SECRET_KEY`, `SECRETS_KEYS`, `INVOICE_SELLER`, `INVOICE_INSTRUCTIONS` and those of
    /// [`stripe::Settings`]; what is not set is empty. A mailbox that anybody can read is never
    /// opened on an origin that others can reach.
    pub fn read(variable: impl Fn(&str) -> String) -> Self {
        let origin = variable("ORIGIN").trim_end_matches('/').to_owned();
        let is_local = is_this_machine(&origin);
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
        Self {
            stripe_lacks: stripe::Settings::lacks(&variable, stripe.as_ref()),
            stripe,
            seller,
            instructions: or("INVOICE_INSTRUCTIONS", "Ask whoever runs this installation how to pay."),
            origin,
            mail,
            mail_from: variable("MAIL_FROM"),
            secret_key,
            secrets_keys,
        }
    }
}

fn api_url(url: String) -> String {
    if url.is_empty() { "https://api.resend.com/emails".to_owned() } else { url }
}

fn is_this_machine(origin: &str) -> bool {
    let host = origin.strip_prefix("http://").unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    host == "localhost" || host == "127.0.0.1"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Config {
        Config::read(|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned()).unwrap_or_default()
        })
    }

    #[test]
    fn the_mailbox_opens_only_on_this_machine() {
        for (origin, mail) in [
            ("http://localhost:8787", MailTransport::Local),
            ("http://127.0.0.1", MailTransport::Local),
            ("https://console.example.com", MailTransport::None),
            ("http://localhost.example.com", MailTransport::None),
        ] {
            assert_eq!(read(&[("ORIGIN", origin), ("MAIL_TRANSPORT", "local")]).mail, mail, "{origin}");
        }
        assert_eq!(read(&[("ORIGIN", "http://localhost")]).mail, MailTransport::None);
    }

    #[test]
    fn links_need_a_long_key_of_ones_own_wherever_others_can_come() {
        let public = ("ORIGIN", "https://console.example.com");
        let key = "k".repeat(32);
        assert_eq!(read(&[public]).secret_key, None);
        assert_eq!(read(&[public, ("SECRET_KEY", "short")]).secret_key, None);
        assert_eq!(read(&[public, ("SECRET_KEY", &key)]).secret_key, Some(key));
        assert!(read(&[("ORIGIN", "http://localhost:8787")]).secret_key.is_some());
    }
}
