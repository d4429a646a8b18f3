//! What a browser that waits for a code is known by: a token for each code that it asked for, the newest first. Only that one
//! lets in; the others tell that a code was an earlier one. None of them ever belonged to another browser's code.

use crate::http::{Cookie, read_tokens};
use portico_api::sign_in::CODES_PER_WINDOW;

/// The tokens of the cookie.
pub(super) fn read(cookies: Option<&str>) -> impl Iterator<Item = &str> {
    read_tokens(cookies, Cookie::SignIn).take(CODES_PER_WINDOW as usize)
}

/// The cookie's next value: the new token before those that it had.
pub(super) fn with_earlier(browser: &str, cookies: Option<&str>) -> String {
    let earlier = read(cookies).take(CODES_PER_WINDOW as usize - 1);
    std::iter::once(browser).chain(earlier).collect::<Vec<_>>().join(".")
}
