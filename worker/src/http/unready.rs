//! The one page of an installation that is not set up yet.

use super::{Answer, Response};

/// What is missing, in words for whoever installs it: nothing else is answered before it is there.
pub(crate) fn unready(lacks: &[&str], request_id: &str) -> Response {
    let list: String = lacks.iter().map(|lack| format!("- {lack}\n")).collect();
    let page = format!(
        "Portico is not set up yet. What is missing:\n\n{list}\nWhoever installs it finds the steps in its README, under \"Put it on Cloudflare\".\n"
    );
    let mut response = Response::new(Answer::new(500, page), "text/plain; charset=utf-8", request_id);
    response.log = Some(format!("not set up: {}", lacks.join("; ")));
    response
}
