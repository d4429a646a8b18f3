//! What a read asks for.

use crate::error::Error;
use crate::http::Request;

/// A request for a configuration: the few things of it that are looked at.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Upper case.
    pub method: String,
    /// Without the query.
    pub path: String,
    pub authorization: Option<String>,
    pub if_none_match: Option<String>,
    /// `Access-Control-Request-Headers`: what a browser wants to send from another site.
    pub request_headers: Option<String>,
    /// The address of the client as the platform saw it, never as the client says.
    pub client_address: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
    Options,
}

/// A request that was understood.
#[derive(Debug)]
pub(super) struct Target<'a> {
    pub(super) method: Method,
    /// `None`: what stands in the place of the ID can't be one.
    pub(super) environment: Option<&'a str>,
    if_none_match: Option<&'a str>,
    request_headers: Option<&'a str>,
    /// Who is counted; `None`: nobody to guard against.
    pub(super) client: Option<String>,
}

/// Headers that one preflight allows, and how long the name of each may be.
const HEADERS_MAX: usize = 32;
const HEADER_NAME_MAX: usize = 64;

impl<'a> Target<'a> {
    pub(super) fn read(asked: &'a Asked) -> Result<Self, Error> {
        let rest = asked.path.strip_prefix("/v1/environments/").ok_or(Error::NotFound)?;
        let id = rest.strip_suffix("/config").filter(|id| !id.contains('/')).ok_or(Error::NotFound)?;
        let method = match asked.method.as_str() {
            "GET" => Method::Get,
            "HEAD" => Method::Head,
            "OPTIONS" => Method::Options,
            _ => return Err(Error::MethodNotAllowed("GET, HEAD, OPTIONS".to_owned())),
        };
        let environment = Some(id).filter(|id| is_id(id));
        let (if_none_match, request_headers) =
            (asked.if_none_match.as_deref(), asked.request_headers.as_deref());
        let from = Request { client_address: asked.client_address.clone(), ..Request::default() };
        let client = from.client().map(|client| client.host);
        Ok(Self { method, environment, if_none_match, request_headers, client })
    }

    /// The headers that a page of another site may send: any, because none changes what is answered. But no `Authorization`: a key belongs on
    /// a server.
    pub(super) fn allowed_headers(&self) -> String {
        let wanted =
            self.request_headers.unwrap_or_default().split(',').map(|name| name.trim().to_ascii_lowercase());
        let mut allowed = vec!["if-none-match".to_owned()];
        for name in wanted.filter(|name| is_header(name) && name != "authorization").take(HEADERS_MAX) {
            if !allowed.contains(&name) {
                allowed.push(name);
            }
        }
        allowed.join(", ")
    }

    /// Whether the client says what it has.
    pub(super) fn has_some(&self) -> bool {
        self.if_none_match.is_some()
    }

    /// Whether the client has this very document (RFC 9110, 13.1.2: compared weakly).
    pub(super) fn has(&self, tag: &str) -> bool {
        let tags = self.if_none_match.unwrap_or_default().split(',').map(str::trim);
        let mut tags = tags.map(|given| given.strip_prefix("W/").unwrap_or(given));
        tags.any(|given| {
            given == "*" || given.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) == Some(tag)
        })
    }
}

/// The name of a header (RFC 9110, 5.6.2: a token), of a sensible length.
fn is_header(name: &str) -> bool {
    (1..=HEADER_NAME_MAX).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// A UUID in its usual form.
fn is_id(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "/v1/environments/01890a5d-ac96-774b-bcce-b302099a8057/config";

    fn asked(path: &str, if_none_match: Option<&str>) -> Asked {
        let if_none_match = if_none_match.map(str::to_owned);
        Asked { method: "GET".to_owned(), path: path.to_owned(), if_none_match, ..Asked::default() }
    }

    #[test]
    fn only_ids_in_their_usual_form_name_an_environment() {
        assert!(Target::read(&asked(PLACE, None)).is_ok_and(|target| target.environment.is_some()));
        for id in
            ["", "x", "01890A5D-AC96-774B-BCCE-B302099A8057", "01890a5dac96774bbcceb302099a8057", "%2e%2e"]
        {
            let asked = asked(&format!("/v1/environments/{id}/config"), None);
            assert!(Target::read(&asked).is_ok_and(|target| target.environment.is_none()), "{id}");
        }
        for path in
            ["/v1/", "/v1/environments/a/b/config", "/v1/environments/a", "/v1/environments/a/config/"]
        {
            assert!(Target::read(&asked(path, None)).is_err(), "{path}");
        }
    }

    #[test]
    fn tags_are_compared_weakly_and_one_by_one() {
        for (header, expected) in [
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"x\", \"abc\"", true),
            ("*", true),
            ("abc", false),
            ("\"ab\"", false),
            ("", false),
        ] {
            let asked = asked(PLACE, Some(header));
            assert_eq!(Target::read(&asked).is_ok_and(|target| target.has("abc")), expected, "{header}");
        }
    }
}
