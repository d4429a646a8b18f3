//! An organization's website.

use super::{email::is_label, is_hidden, normalize::lower, refuse_unprintable, text_type};

/// Longest address, in characters.
const WEBSITE_MAX: usize = 2048;

text_type!(
    /// An `http` or `https` address. It is shown as a link and never fetched.
    Website: schema
);

const NOT_A_WEBSITE: &str = "Enter a website address, such as https://example.com.";

impl Website {
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.trim().is_empty() {
            return Err("Enter the website of the organization.");
        }
        web_address(text).map(Self)
    }
}

/// An `http` or `https` address in its canonical form; `https://` is added where no scheme is given. Parsed by hand: a full
/// URL parser would be the largest part of both bundles.
pub fn web_address(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NOT_A_WEBSITE);
    }
    refuse_unprintable(text)?;
    if text.chars().any(is_hidden) {
        return Err("Remove the invisible characters.");
    }
    let (scheme, rest) = split_scheme(text)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    if authority.contains('@') {
        return Err("Leave the user name and password out of the address.");
    }
    if !is_authority(authority) || path.contains(|c: char| c.is_whitespace() || "\\<>\"".contains(c)) {
        return Err(NOT_A_WEBSITE);
    }
    let website = format!("{scheme}://{}{path}", lower(authority));
    if website.chars().count() > WEBSITE_MAX {
        return Err("Use an address of at most 2,048 characters.");
    }
    Ok(website)
}

fn split_scheme(text: &str) -> Result<(&'static str, &str), &'static str> {
    let Some((scheme, rest)) = text.split_once("://") else {
        // "example.com:8080" has a port behind its colon; "javascript:x" and "mailto:x" have another scheme before it.
        let end = text.find(['/', '?', '#']).unwrap_or(text.len());
        let (authority, _) = text.split_at(end);
        return match authority.split_once(':') {
            Some((_, port)) if !port.starts_with(|c: char| c.is_ascii_digit()) => {
                Err("Use an http or https address.")
            }
            _ => Ok(("https", text)),
        };
    };
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok(("https", rest)),
        "http" => Ok(("http", rest)),
        _ => Err("Use an http or https address."),
    }
}

fn is_authority(authority: &str) -> bool {
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    is_host(host) && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number > 0))
}

fn is_host(host: &str) -> bool {
    if host.eq_ignore_ascii_case("localhost") {
        return true;
    }
    // Names in other scripts are shown as typed; browsers turn them into their ASCII form.
    let labels = || host.strip_suffix('.').unwrap_or(host).split('.');
    labels().count() > 1 && labels().all(|label| is_label(label) || is_international(label))
}

fn is_international(label: &str) -> bool {
    !label.is_ascii() && label.len() <= 255 && label.chars().all(|c| c.is_alphanumeric() || c == '-')
}

/// Host names in other scripts are described by their larger alphabets only: a class of all letters would be longer than the rest of
/// the document. Where no scheme is given, `https://` counts as well.
#[cfg(feature = "openapi")]
pub(crate) fn schema() -> serde_json::Value {
    use super::email::LABEL;
    let letters = "\\u00DF-\\u00F6\\u00F8-\\u00FF\\u03B1-\\u03C1\\u03C3-\\u03C9\\u0430-\\u045F\\u3041-\\u3096\\u30A1-\\u30FA\\u4E00-\\u9FFF\\uAC00-\\uD7A3";
    let label = format!("(?:{LABEL}|[a-z0-9{letters}]{{1,63}})");
    let port =
        "(?::(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3}))?";
    let refused =
        |c: char| c.is_whitespace() || is_hidden(c) || super::is_unprintable(c) || "\\<>\"".contains(c);
    static SHOWN: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let path = format!("(?:[/?#]{}*)?", SHOWN.get_or_init(|| crate::described::none_of(refused)));
    let address = format!("(?:[Ll][Oo][Cc][Aa][Ll][Hh][Oo][Ss][Tt]|{label}(?:\\.{label})+\\.?){port}{path}$");
    serde_json::json!({
        "type": "string",
        "anyOf": [
            { "pattern": format!("^[Hh][Tt][Tt][Pp][Ss]?://{address}"), "maxLength": WEBSITE_MAX },
            { "pattern": format!("^{address}"), "maxLength": WEBSITE_MAX - "https://".len() },
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(text: &str) -> String {
        Website::parse(text).unwrap().to_string()
    }

    #[test]
    fn https_is_added_where_no_scheme_is_given() {
        assert_eq!(ok("Example.com"), "https://example.com");
        assert_eq!(ok("example.com:8080/A?b#c"), "https://example.com:8080/A?b#c");
        assert_eq!(ok("HTTP://localhost"), "http://localhost");
        assert_eq!(ok("bücher.example"), "https://bücher.example");
    }

    #[test]
    fn anything_but_a_plain_web_address_is_refused() {
        let long = format!("https://example.com/{}", "a".repeat(2048));
        for bad in [
            "",
            "example",
            "ftp://example.com",
            "javascript:alert(1)",
            "mailto:a@b.de",
            "https://a:b@example.com",
            "https://exa mple.com",
            "https://.com",
            "https://example.com:99999",
            "https://",
            "data:text/html,x",
            "https://example.com\\@evil.com",
            "https://-a.com",
            "https://example.com/\"onclick=",
            "//example.com",
            "https://exa\u{3164}mple.com",
            "https://example.com/\u{200B}",
            "https://example.com/\u{2800}",
            "https://ex\u{200D}ample.com",
            &long,
        ] {
            assert!(Website::parse(bad).is_err(), "{bad:?}");
        }
    }
}
