//! The section of an organization's settings for what it asks of how its members sign in. Admins see it, Owners change it.

use crate::browser::here;
use crate::form::{Form, FormState, shaped_form};
use crate::parts::loaded::part_failed;
use crate::paths::{Place, sign_in_again};
use crate::query::{Phase, Query, invalidate, query, seed};
use crate::reactive::memo;
use crate::session::use_session;
use crate::ui::{SelectField, SelectOption, Skeleton, Tick, use_toasts};
use leptos::prelude::*;
use portico_api::Role;
use portico_api::organizations::{Organization, OrganizationParams};
use portico_api::providers::{ListProviders, ProviderList};
use portico_api::security::{Security, ShowSecurity, UpdateSecurity};
use serde_json::{Map, Value};
use std::sync::Arc;

const WAYS: &str = "ways";
const HOURS: &str = "sign_in_hours";

/// How long ago a sign-in may be, in hours, with what that is called.
const CHOICES: [(&str, &str); 9] = [
    ("", "The end of the session, 30 days at most"),
    ("1", "1 hour"),
    ("4", "4 hours"),
    ("8", "8 hours"),
    ("12", "12 hours"),
    ("24", "1 day"),
    ("72", "3 days"),
    ("168", "7 days"),
    ("336", "14 days"),
];

/// What the form holds.
#[derive(Debug, PartialEq)]
struct Texts {
    version: i64,
    ways: String,
    hours: String,
}

impl Texts {
    fn of(security: &Security) -> Self {
        Self {
            version: security.version,
            ways: security.ways.join(" "),
            hours: security.sign_in_hours.map_or_else(String::new, |hours| hours.to_string()),
        }
    }

    fn values(&self) -> (i64, Vec<(&'static str, &str)>) {
        (self.version, vec![(WAYS, &self.ways), (HOURS, &self.hours)])
    }
}

/// What the section reads.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    security: Query<Security>,
    providers: Query<ProviderList>,
}

/// Asks for what the section shows, together with the rest of the page: as soon as it is known that there is one.
pub(super) fn ask(params: &OrganizationParams, organization: Query<Organization>) -> Asked {
    let (slug, session) = (params.organization.clone(), use_session());
    let may = memo(move |_| {
        let role = organization.ready().map(|organization| organization.role);
        let role = role.or_else(|| session.organization(&slug).map(|organization| organization.role));
        role.is_some_and(Role::may_edit_organization)
    });
    let params = params.clone();
    Asked {
        security: query::<ShowSecurity>(move || may.get().then(|| params.clone())),
        providers: query::<ListProviders>(move || may.get().then_some(())),
    }
}

pub(super) fn section(slug: String, organization: Memo<Arc<Organization>>, asked: Asked) -> AnyView {
    let (id, role) =
        organization.with_untracked(|organization| (organization.id.to_string(), organization.role));
    if !role.may_edit_organization() {
        return ().into_any();
    }
    let at = At { read: slug, written: id };
    let Asked { security, providers } = asked;
    let phase = memo(move |_| security.phase());
    view! {
        <section class="account-section" aria-labelledby="security">
            <h2 id="security">"Security"</h2>
            <p>"This applies to every member at once, including you. Other organizations stay open, and your software keeps reading its configuration."</p>
            {move || match (phase.get(), untrack(|| security.ready())) {
                (Phase::Failed(failure), _) => part_failed(failure, Callback::new(move |()| security.retry())),
                (Phase::Ready, Some(first)) => {
                    let texts = memo(move |_| Arc::new(Texts::of(&security.ready().unwrap_or_else(|| first.clone()))));
                    fields(at.clone(), texts, providers, role)
                }
                _ => view! { <Skeleton rows=2 /> }.into_any(),
            }}
        </section>
    }
    .into_any()
}

/// The organization as it is read, and as it is written: by ID, because by the time of saving the slug may stand for another.
#[derive(Clone)]
struct At {
    read: String,
    written: String,
}

fn fields(at: At, texts: Memo<Arc<Texts>>, providers: Query<ProviderList>, role: Role) -> AnyView {
    let toasts = use_toasts();
    let first = texts.get_untracked();
    let id = at.written.clone();
    let sent = OrganizationParams { organization: at.written };
    let read = OrganizationParams { organization: at.read };
    let state = shaped_form::<UpdateSecurity>(
        &[(WAYS, &first.ways), (HOURS, &first.hours)],
        shape,
        move || sent.clone(),
        move |state, security| {
            toasts.success("Security settings saved");
            let texts = Texts::of(&security);
            let (version, values) = texts.values();
            state.saved(version, &values);
            seed::<ShowSecurity>(&read, security);
        },
    );
    let reload = state.follow(texts, |texts: &Texts| texts.values(), invalidate::<ShowSecurity>);
    state.keep(id, "security", &[WAYS, HOURS]);
    let locked = (role != Role::Owner)
        .then(|| format!("Your role is {}. Only Owners can change this.", role.title()).into());
    // The installation's providers, and what was asked for while there were others.
    let others = memo(move |_| {
        let mut all: Vec<(String, String)> = providers.ready().map_or_else(Vec::new, |list| {
            list.providers.iter().map(|one| (format!("provider:{}", one.id), one.name.clone())).collect()
        });
        texts.with(|texts| {
            for name in texts.ways.split(' ').filter(|way| way.starts_with("provider:")) {
                if all.iter().all(|(known, _)| known != name) {
                    all.push((name.to_owned(), name.trim_start_matches("provider:").to_owned()));
                }
            }
        });
        all
    });
    let options: Vec<SelectOption> =
        CHOICES.iter().map(|(value, title)| ((*value).to_owned(), (*title).to_owned())).collect();
    view! {
        <Form form=state action="Save security" reload disabled_reason=state.save_reason(Signal::stored(None)) locked=Signal::stored(locked)>
            <fieldset class="field">
                <legend class="field-label">"Members sign in with"</legend>
                {way(state, "passkey".to_owned(), "A passkey".to_owned())}
                {move || others.get().into_iter().map(|(name, title)| way(state, name, title)).collect_view()}
                <p class="field-error">{state.error(WAYS)}</p>
                {move || state.error(WAYS).get().map(|_| way_on(state))}
                <p class="field-hint">"If none is ticked, members can sign in any way."</p>
            </fieldset>
            <SelectField
                label="Require a new sign-in after"
                name=HOURS
                value=state.value(HOURS)
                options=Signal::stored(options)
                error=state.error(HOURS)
                hint=Some("Members then have to sign in again to open this organization.".to_owned())
            />
            {move || state.error(HOURS).get().map(|_| way_on(state))}
        </Form>
    }
    .into_any()
}

/// What to do for whoever asks for what their own session does not fulfil. What is ticked is kept meanwhile.
fn way_on(state: FormState) -> AnyView {
    let ways = state.value(WAYS).get_untracked();
    let has = |passkey: bool| ways.split(' ').any(|way| !way.is_empty() && (way == "passkey") == passkey);
    let passkey = has(true).then(|| {
        view! { <li>"No passkey yet? " <a href=Place::Account.path() + "#passkeys">"Add a passkey"</a> " first."</li> }
    });
    let provider = has(false).then(|| {
        view! { <li>"Not linked yet? " <a href=Place::Account.path() + "#providers">"Link a provider"</a> " first."</li> }
    });
    view! {
        <ul class="closed-steps">
            <li><a href=sign_in_again(&here())>"Sign in again"</a> ", then save. What you chose here stays."</li>
            {passkey}
            {provider}
        </ul>
    }
    .into_any()
}

/// One way to sign in; with several ticked, each of them will do.
fn way(state: FormState, name: String, title: String) -> AnyView {
    let value = state.value(WAYS);
    let asked = name.clone();
    let is_in = move || value.with(|ways| ways.split(' ').any(|way| way == asked));
    let change = move |(on,): (bool,)| {
        value.update(|ways| {
            let mut all: Vec<&str> = ways.split(' ').filter(|way| !way.is_empty() && *way != name).collect();
            if on {
                all.push(&name);
            }
            all.sort_unstable();
            *ways = all.join(" ");
        });
    };
    view! {
        <label class="toggle">
            <Tick value=Signal::derive(is_in) on_change=Callback::new(change) />
            <span>{title}</span>
        </label>
    }
    .into_any()
}

/// The form holds texts; the edge takes a list and a number.
fn shape(object: &mut Map<String, Value>) {
    if let Some(Value::String(ways)) = object.get(WAYS) {
        let list: Vec<Value> = ways.split(' ').filter(|way| !way.is_empty()).map(Value::from).collect();
        object.insert(WAYS.to_owned(), list.into());
    }
    if let Some(Value::String(hours)) = object.get(HOURS) {
        let hours = hours.parse::<i64>().map_or(Value::Null, Value::from);
        object.insert(HOURS.to_owned(), hours);
    }
}
