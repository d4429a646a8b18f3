//! Which version of an environment holds, how far it has come, and how far apart sandbox and live are.

use super::super::BOUND;
use super::super::promote::version;
use crate::browser::{is_visible, now_ms};
use crate::paths::{Section, project_at};
use crate::query::{Query, invalidate};
use crate::reactive::memo;
use crate::ui::{Badge, Person, RelativeTime, Tone};
use leptos::prelude::*;
use portico_api::environments::{Environment, Mode};
use portico_api::projects::{ProjectParams, ShowProject};
use portico_api::promotion::Promotion;
use portico_api::versions::VersionRow;
use std::time::Duration;

/// How often it is asked whether a new version was read.
const LOOK: Duration = Duration::from_secs(10);
/// For so long after a publication, in milliseconds: whoever reads has read by then.
const LOOK_FOR_MS: f64 = 300_000.0;

/// The current version of the environment that is shown.
pub(super) fn current_version(
    at: ProjectParams,
    promotion: Query<Promotion>,
    environment: Memo<Environment>,
    mode: Mode,
) -> AnyView {
    // The version or, until it is there, when it was published: one memo, because a view that reads two of which one is made of the other
    // misses changes.
    let newest = memo(move |_| {
        let (number, at) =
            environment.with(|environment| (environment.published_version, environment.published_at));
        let promotion = promotion.ready();
        let found = promotion.as_ref().and_then(|promotion| version(promotion, mode));
        found.map(|found| found.version.clone()).filter(|row| row.number == number).ok_or(at)
    });
    let read = memo(move |_| environment.with(Read::of));
    let published = memo(move |_| environment.with(|environment| environment.published_version > 0));
    look_again(environment);
    let versions = project_at(&at.organization, &at.project, Section::Versions(mode)).path();
    (move || match published.get() {
        false => never(mode),
        true => {
            let versions = versions.clone();
            view! {
                <section class="environment-version" aria-labelledby="current-version">
                    <h2 id="current-version">
                        {move || format!("Version {}", environment.with(|environment| environment.published_version))}
                    </h2>
                    {move || newest.get().map_or_else(published_at, said)}
                    {propagation(read)}
                    <a href=versions>"Show all versions"</a>
                </section>
            }
            .into_any()
        }
    })
    .into_any()
}

fn published_at(at: Option<i64>) -> AnyView {
    at.map(|at_ms| {
        view! { <p class="environment-when" data-tips="">"Published " <RelativeTime at_ms alone=true /></p> }
    })
    .into_any()
}

fn said(version: VersionRow) -> AnyView {
    let by = format!("{} by ", super::super::versions::origin(&version));
    view! {
        <p class="version-said">{version.message}</p>
        <p class="environment-when" data-tips="">
            {by} <Person name=version.author_name email=version.author alone=true /> " " <RelativeTime at_ms=version.created_at />
        </p>
    }
    .into_any()
}

/// Which version was read last, and whether it is the published one.
#[derive(Clone, Copy, PartialEq)]
struct Read {
    version: i64,
    at_ms: i64,
    has_arrived: bool,
}

impl Read {
    fn of(environment: &Environment) -> Option<Self> {
        let (version, at_ms) = environment.last_read_version.zip(environment.last_read_at)?;
        Some(Self { version, at_ms, has_arrived: version == environment.published_version })
    }
}

/// Whether the version has arrived where the configuration is read. Only that is read out, and not the time that passes.
fn propagation(read: Memo<Option<Read>>) -> AnyView {
    let state = memo(move |_| read.get().map(|read| (read.version, read.has_arrived)));
    let said = move || match state.get() {
        None => "Nothing has read it yet.".into_any(),
        Some((version, has_arrived)) => {
            let (tone, word) =
                if has_arrived { (Tone::Good, "Arrived") } else { (Tone::Warning, "Not picked up yet") };
            view! { <Badge text=word tone /> " " <span>{format!("Version {version} was last read")}</span> }
                .into_any()
        }
    };
    let when = move || {
        read.get().map(|read| {
            let rest = if read.has_arrived {
                String::new()
            } else {
                format!(" The new version is read everywhere {BOUND}.")
            };
            view! { <span data-tips=""><RelativeTime at_ms=read.at_ms alone=true /> "." {rest}</span> }
        })
    };
    view! { <p class="propagation"><span class="propagation-state" role="status">{said}</span> {when}</p> }
        .into_any()
}

/// Asks again from time to time while a new version has not been read.
fn look_again(environment: Memo<Environment>) {
    let waits = move || {
        environment.try_with_untracked(|environment| {
            let young = environment.published_at.is_some_and(|at| now_ms() - (at as f64) < LOOK_FOR_MS);
            young && environment.last_read_version != Some(environment.published_version)
        })
    };
    let look = move || {
        if is_visible() && waits() == Some(true) {
            invalidate::<ShowProject>();
        }
    };
    if let Ok(handle) = set_interval_with_handle(look, LOOK) {
        on_cleanup(move || handle.clear());
    }
}

/// Where nothing was ever published; what to do about it stands beside the heading.
fn never(mode: Mode) -> AnyView {
    let (title, text) = match mode {
        Mode::Sandbox => (
            "Nothing is published yet",
            "Until its first version is published, the edge answers 404 for this environment.",
        ),
        Mode::Live => (
            "Live has never been published",
            "Until its first version is published, the edge answers 404 for this environment. Promote what works in the sandbox, \
             set what only live knows, such as secrets, and publish.",
        ),
    };
    view! {
        <section class="environment-version" aria-labelledby="current-version">
            <h2 id="current-version">{title}</h2>
            <p class="environment-note">{text}</p>
        </section>
    }
    .into_any()
}
