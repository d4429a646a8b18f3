//! Every address of the console (`paths/` says how each is written and read), and which of them may be gone back to.

pub use portico_paths::{
    Chunk, INVITING, InProject, Place, Section, audit, invite_members, members_search, organizations_search,
    overview, project_at, projects_search, promote, rows, setting, setting_history, sign_in, sign_in_again,
    sign_in_page, usage, versions,
};

/// `return_to` of the sign-in page, if it is an address of this console: anything else could be a trap. It is read as the
/// browser reads it, because that is who goes there: `/.//x` begins with two slashes then, and leads to another host.
pub fn safe_return(return_to: &str) -> Option<String> {
    const SOME_HOST: &str = "https://portico.invalid";
    if !return_to.starts_with('/') || return_to.contains('\\') || return_to.chars().any(char::is_control) {
        return None;
    }
    let url =
        web_sys::Url::new_with_base(return_to, SOME_HOST).ok().filter(|url| url.origin() == SOME_HOST)?;
    let path = url.pathname();
    let is_ours = !path.starts_with("//") && Place::parse(&path) != Place::SignIn;
    is_ours.then(|| path + &url.search() + &url.hash())
}
