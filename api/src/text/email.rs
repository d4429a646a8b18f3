//! E-mail addresses.

use super::{text_type, trim_unseen};

/// Longest address, in characters (RFC 5321, 4.5.3.1.3 less the angle brackets).
const EMAIL_MAX: usize = 254;

text_type!(
    /// One e-mail address, as typed. Compared in lower case; mail goes to exactly this.
    EmailAddress: schema
);

impl EmailAddress {
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = trim_unseen(text);
        if text.is_empty() {
            return Err("Enter an e-mail address.");
        }
        if text.len() > EMAIL_MAX {
            return Err("Use an address of at most 254 characters.");
        }
        match text.rsplit_once('@') {
            Some((local, domain)) if is_local_part(local) && is_domain(domain) => Ok(Self(text.to_owned())),
            _ => Err("Enter one e-mail address, such as anna@example.com."),
        }
    }

    /// Lower case: what two addresses are compared by.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// Unquoted only (RFC 5322 dot-atom): quoted local parts are a way to smuggle a second address past a check.
fn is_local_part(local: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    local.len() <= 64 && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(allowed))
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.') && domain.split('.').all(is_label)
}

/// One label of a host name.
pub(super) fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Spaces around it are cut off and do not count.
#[cfg(feature = "openapi")]
pub(crate) fn schema() -> serde_json::Value {
    let atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    let pattern = format!(r"^{atom}(?:\.{atom})*@{LABEL}(?:\.{LABEL})+$");
    serde_json::json!({
        "type": "string", "minLength": 5, "maxLength": EMAIL_MAX, "pattern": pattern, "allOf": [{ "pattern": "^[^@]{1,64}@" }],
    })
}

/// What [`is_label`] accepts.
#[cfg(feature = "openapi")]
pub(super) const LABEL: &str = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_addresses_are_kept_as_typed_and_compared_in_lower_case() {
        let address = EmailAddress::parse(" Anna.B+x@Example.COM ").unwrap();
        assert_eq!(address.as_str(), "Anna.B+x@Example.COM");
        assert_eq!(address.key(), "anna.b+x@example.com");
    }

    #[test]
    fn what_cannot_be_seen_around_a_pasted_address_is_cut_off() {
        for pasted in [
            "anna@example.com\u{200B}",
            "\u{202A}anna@example.com\u{202C}",
            "\u{FEFF}\u{A0}anna@example.com \u{200F}",
            "\u{2068}anna@example.com\u{2069}\n",
        ] {
            assert_eq!(
                EmailAddress::parse(pasted).as_ref().map(EmailAddress::as_str),
                Ok("anna@example.com")
            );
        }
        assert_eq!(EmailAddress::parse("\u{200B} "), Err("Enter an e-mail address."));
    }

    #[test]
    fn anything_but_one_plain_address_is_refused() {
        let long = format!("a@{}.com", "b".repeat(250));
        for bad in [
            "",
            "anna",
            "@example.com",
            "a@b",
            "a@b..c",
            "a@-b.com",
            "a b@c.de",
            "a@b.de,c@d.de",
            "a@b.de\nBcc: x@y.de",
            "an\u{200B}na@example.com",
            "\"a@b\"@c.de",
            "a@b@c.de",
            "<a@b.de>",
            ".a@b.de",
            "a..b@c.de",
            &long,
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
    }
}
