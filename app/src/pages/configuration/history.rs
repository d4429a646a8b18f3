//! The history of a setting: the versions that changed it, in a dialog of the configuration page. Like the versions, it comes with their chunk; which
//! setting it is about stands in the address.

use super::text::whole;
use super::versions::origin;
use crate::locale::number;
use crate::parameters::use_parameter;
use crate::parts::list_end::ListEnd;
use crate::parts::loaded::part_failed;
use crate::paths;
use crate::query::{List, list};
use crate::reactive::{effect, memo};
use crate::ui::{Badge, EmptyState, Person, RelativeTime, Skeleton};
use leptos::prelude::*;
use portico_api::environments::Mode;
use portico_api::history::{
    SettingChange, SettingHistoryParams, SettingKey, SettingState, ShowSettingHistory,
};
use portico_api::schema::Kind;
use portico_api::versions::VersionKind;

/// A longer value is folded, in characters.
const UNFOLDED_MAX: usize = 160;

/// The content of the dialog.
pub fn content(organization: String, project: String, mode: Mode) -> AnyView {
    let key = untrack(|| use_parameter("history").get()).and_then(|key| SettingKey::parse(&key).ok());
    let at = key.map(|setting| SettingHistoryParams {
        organization: organization.clone(),
        project: project.clone(),
        mode,
        setting,
        after: None,
    });
    let history = list::<ShowSettingHistory>(move || at.clone());
    // Who asks when it changed last wants no empty page: the next ones are asked for until there is something, or nothing more.
    effect(move || {
        let goes_on = history
            .with(|listed| listed.is_empty() && listed.more && !listed.loading && listed.failure.is_none());
        if goes_on {
            history.more();
        }
    });
    let state = memo(move |_| {
        history.with(|listed| match (listed.is_empty(), &listed.failure) {
            (true, Some(failure)) => State::Failed(failure.clone()),
            (true, None) if listed.loading || listed.more => State::Waiting,
            (true, None) => State::Nothing,
            (false, _) => State::Changes,
        })
    });
    // The oldest version that is whole stands alone.
    let to = move |change: &SettingChange| {
        let number = change.version.number;
        let before = if change.or_before { 0 } else { number - 1 };
        paths::versions(&organization, &project, mode, Some((before, number)))
    };
    (move || match state.get() {
        State::Failed(failure) => part_failed(failure, Callback::new(move |()| history.retry())),
        State::Waiting => view! { <Skeleton rows=3 /> }.into_any(),
        State::Nothing => nothing(kept_from(history)),
        State::Changes => changes(history, to.clone()),
    })
    .into_any()
}

/// The rows that are there stay as they are when more come: with what is unfolded, and where one has read to.
fn changes(
    history: List<ShowSettingHistory>,
    to: impl Fn(&SettingChange) -> String + Clone + Send + 'static,
) -> AnyView {
    let numbers = memo(move |_| {
        history.with(|listed| listed.rows().map(|change| change.version.number).collect::<Vec<_>>())
    });
    let make = move |number: i64| {
        let find = |change: &&SettingChange| change.version.number == number;
        untrack(|| history.with(|listed| listed.rows().find(find).map(|change| row(change, to(change)))))
    };
    let kept = move || kept_from(history).map(|from| view! { <p class="dialog-note">{not_kept(from)}</p> });
    view! {
        <ul class="history-changes" aria-label="Versions that changed it">
            <For each=move || numbers.get() key=|number| *number children=make />
        </ul>
        {kept}
        <ListEnd list=history />
    }
    .into_any()
}

#[derive(Clone, PartialEq)]
enum State {
    Waiting,
    Failed(crate::client::Failure),
    Nothing,
    Changes,
}

/// The oldest version whose values are kept, once that is known and there are older ones.
fn kept_from(history: List<ShowSettingHistory>) -> Option<i64> {
    history.with(|listed| listed.last().and_then(|page| page.kept_from))
}

fn not_kept(from: i64) -> String {
    format!("Versions before {from} no longer keep their values.")
}

fn nothing(kept_from: Option<i64>) -> AnyView {
    let text = match kept_from {
        None => "It has had its default, or no value, since the first version.".to_owned(),
        Some(from) => {
            format!("It has had its default, or no value, since version {from}. {}", not_kept(from))
        }
    };
    view! { <EmptyState title="Never changed" text /> }.into_any()
}

/// What a version did to the setting, after its author's name and before its number.
pub(super) fn verb(state: SettingState) -> &'static str {
    match state {
        SettingState::Set | SettingState::Secret => "set this in",
        SettingState::Default => "published the default in",
        SettingState::Empty => "left this empty in",
        SettingState::Unknown => "changed this in",
    }
}

fn row(change: &SettingChange, href: String) -> AnyView {
    let version = &change.version;
    let name = match change.or_before {
        true => format!("version {} or before", version.number),
        false => format!("version {}", version.number),
    };
    let origin = (version.kind != VersionKind::Publish).then(|| view! { <Badge text=origin(version) /> });
    let link = match version.whole {
        true => view! { <a href=href>{name}</a> }.into_any(),
        false => name.into_any(),
    };
    view! {
        <li class="history-change" data-tips="">
            <p class="history-said">
                <span>
                    <Person name=version.author_name.clone() email=version.author.clone() />
                    " " {verb(change.state)} " " {link} ", " <RelativeTime at_ms=version.created_at />
                </span>
                {origin}
            </p>
            <p class="history-message" translate="no">{version.message.clone()}</p>
            {value(change)}
        </li>
    }
    .into_any()
}

fn value(change: &SettingChange) -> AnyView {
    let said = |text: String| view! { <p class="history-none">{text}</p> }.into_any();
    match (&change.value, change.left_out, change.state) {
        // Whatever looks like an address says whom browsers ask.
        (Some(value), ..) => folded(whole(Some(&Kind::Url), value)),
        (None, Some(bytes), _) => {
            said(format!("{} KB, too long to be shown here.", number((bytes + 500) / 1000)))
        }
        (None, None, SettingState::Secret) => said("A secret: no one can read it here.".to_owned()),
        (None, None, SettingState::Set | SettingState::Default) => {
            said("It is a secret now, so its earlier values are not shown.".to_owned())
        }
        _ => said("No value".to_owned()),
    }
}

/// A long value is opened by whoever wants to read all of it.
fn folded(text: String) -> AnyView {
    let first = text.lines().next().unwrap_or_default();
    let end = first.char_indices().nth(UNFOLDED_MAX).map(|(end, _)| end);
    if end.is_none() && text.lines().nth(1).is_none() {
        return view! { <pre class="history-value" translate="no">{text}</pre> }.into_any();
    }
    let beginning = format!("{}…", &first[..end.unwrap_or(first.len())]);
    view! {
        <details class="history-folded">
            <summary translate="no">{beginning}</summary>
            <pre class="history-value" translate="no" tabindex="0">{text}</pre>
        </details>
    }
    .into_any()
}
