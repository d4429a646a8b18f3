//! What the installation is told by its environment.

/// How mail leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTransport {
    /// Mail stays in the database and is shown at `/mailbox`. Only for an origin on this machine.
    Local,
    /// There is none: signing in by mail answers 503 and says so.
    None,
}

/// The settings of this installation.
#[derive(Clone, Debug)]
pub struct Config {
    /// Scheme, host and port of the console, without a slash at the end. Links in mail begin with it, never with
    /// what a request claims.
    pub origin: String,
    pub mail: MailTransport,
}

impl Config {
    /// Reads the variables `ORIGIN` and `MAIL_TRANSPORT`. A mailbox that anybody can read is never opened on an
    /// origin that others can reach.
    pub fn new(origin: &str, mail_transport: &str) -> Self {
        let origin = origin.trim_end_matches('/').to_owned();
        let mail = match mail_transport {
            "local" if is_this_machine(&origin) => MailTransport::Local,
            _ => MailTransport::None,
        };
        Self { origin, mail }
    }
}

fn is_this_machine(origin: &str) -> bool {
    let host = origin.strip_prefix("http://").unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    host == "localhost" || host == "127.0.0.1"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mailbox_opens_only_on_this_machine() {
        for (origin, mail) in [
            ("http://localhost:8787", MailTransport::Local),
            ("http://127.0.0.1", MailTransport::Local),
            ("https://console.example.com", MailTransport::None),
            ("http://localhost.example.com", MailTransport::None),
        ] {
            assert_eq!(Config::new(origin, "local").mail, mail, "{origin}");
        }
        assert_eq!(Config::new("http://localhost", "").mail, MailTransport::None);
    }
}
