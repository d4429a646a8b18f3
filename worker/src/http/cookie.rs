//! The cookies: the session; the ties between a browser and the code or the challenge it asked for, or the provider it went to; and what a browser is
//! known by.

/// A cookie by name. All carry the `__Host-` prefix: only this host, over HTTPS (or localhost), sets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// 256 random bits that stand for a session.
    Session,
    /// 256 random bits that bind a sign-in code to the browser that asked for it.
    SignIn,
    /// 256 random bits that bind a sign-in at a provider to the browser that began it.
    Provider,
    /// 256 random bits that bind the challenge of a passkey to the browser that asked for it.
    Passkey,
    /// 256 random bits by which a browser is known again in which somebody signed in before. They open nothing: only a budget of its own follows.
    Device,
}

impl Cookie {
    pub fn name(self) -> &'static str {
        match self {
            Cookie::Session => "__Host-portico_session",
            Cookie::SignIn => "__Host-portico_sign_in",
            Cookie::Provider => "__Host-portico_provider",
            Cookie::Passkey => "__Host-portico_passkey",
            Cookie::Device => "__Host-portico_device",
        }
    }

    /// The `Set-Cookie` value that keeps `token` for `life_ms` milliseconds.
    ///
    /// `Strict` is no hindrance for links from mail: the page itself needs no cookie, and what it then fetches is
    /// same-site. Only whoever comes back from a provider is led to the API itself by another site.
    pub fn set(self, token: &str, life_ms: i64) -> String {
        let name = self.name();
        let same_site = if self == Cookie::Provider { "Lax" } else { "Strict" };
        format!("{name}={token}; Path=/; Secure; HttpOnly; SameSite={same_site}; Max-Age={}", life_ms / 1000)
    }

    /// The `Set-Cookie` value that takes the cookie away.
    pub fn clear(self) -> String {
        self.set("", 0)
    }
}

/// The value of a cookie in a `Cookie` header, if it looks like one of our tokens.
pub fn read_cookie(header: Option<&str>, cookie: Cookie) -> Option<&str> {
    value(header, cookie).filter(|token| is_token(token))
}

/// The tokens in a cookie that holds several, parted by dots; none where one of them is no token.
pub fn read_tokens(header: Option<&str>, cookie: Cookie) -> impl Iterator<Item = &str> {
    let whole = value(header, cookie).filter(|value| value.split('.').all(is_token));
    whole.into_iter().flat_map(|value| value.split('.'))
}

fn value(header: Option<&str>, cookie: Cookie) -> Option<&str> {
    let mut pairs = header?.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie.name()).map(|(_, value)| value)
}

fn is_token(token: &str) -> bool {
    token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_well_formed_tokens_are_read() {
        let token = "ab".repeat(32);
        let header = format!("a=b; __Host-portico_session={token}; c=d");
        assert_eq!(read_cookie(Some(&header), Cookie::Session), Some(token.as_str()));
        assert_eq!(read_cookie(Some(&header), Cookie::SignIn), None);
        assert_eq!(read_cookie(Some("__Host-portico_session=short"), Cookie::Session), None);
        assert_eq!(read_cookie(None, Cookie::Session), None);
        let other = "cd".repeat(32);
        let several = |value: &str| {
            let header = format!("__Host-portico_sign_in={value}");
            read_tokens(Some(&header), Cookie::SignIn).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(several(&token).len(), 1);
        assert_eq!(several(&format!("{token}.{other}")), [token.clone(), other]);
        assert!(several(&format!("{token}.short")).is_empty() && several("").is_empty());
    }
}
