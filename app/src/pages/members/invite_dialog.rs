//! The dialog that invites up to 20 addresses at once.

use super::addresses::split_addresses;
use super::outcomes::outcomes;
use super::roles;
use crate::form::{Form, shaped_form};
use crate::parts::limits::{no_seat, notice, seats, seats_text};
use crate::parts::{counted, membership_changed};
use crate::reactive::{effect, memo};
use crate::ui::{Choices, Dialog, TextArea, Words};
use leptos::prelude::*;
use portico_api::Role;
use portico_api::invites::{CreateInvites, INVITES_AT_ONCE, NOTE_MAX, Outcome};
use portico_api::organizations::{Organization, OrganizationParams};
use serde_json::{Map, Value};

#[component]
pub(super) fn InviteDialog(
    slug: StoredValue<String>,
    organization: Memo<Option<Organization>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let dirty = RwSignal::new(false);
    let title = Signal::derive(move || {
        let name = organization.get().map(|known| known.name).unwrap_or_default();
        Words::from("Invite members to ").name(name)
    });
    view! {
        <Dialog open title dirty>
            {move || {
                view! { <Steps slug organization open dirty /> }
            }}
        </Dialog>
    }
}

/// The form, then what became of each address.
#[component]
fn Steps(
    slug: StoredValue<String>,
    organization: Memo<Option<Organization>>,
    open: RwSignal<bool>,
    dirty: RwSignal<bool>,
) -> impl IntoView {
    let told = RwSignal::new(None::<Vec<Outcome>>);
    let again = RwSignal::new(String::new());
    move || match told.get() {
        None => {
            view! { <Fields slug organization open dirty told emails=again.get_untracked() /> }.into_any()
        }
        Some(told_now) => {
            dirty.set(false);
            outcomes(
                &told_now,
                Callback::new(move |()| open.set(false)),
                Callback::new(move |(emails,): (String,)| {
                    again.set(emails);
                    told.set(None);
                }),
            )
        }
    }
}

#[component]
fn Fields(
    slug: StoredValue<String>,
    organization: Memo<Option<Organization>>,
    open: RwSignal<bool>,
    dirty: RwSignal<bool>,
    told: RwSignal<Option<Vec<Outcome>>>,
    emails: String,
) -> impl IntoView {
    let state = shaped_form::<CreateInvites>(
        &[("emails", ""), ("role", Role::Viewer.as_str()), ("note", "")],
        addresses_as_a_list,
        move || OrganizationParams { organization: slug.get_value() },
        move |_, reply| {
            membership_changed();
            told.set(Some(reply.outcomes));
        },
    );
    let addresses = state.value("emails");
    addresses.set(emails);
    let id = organization.with_untracked(|known| known.as_ref().map(|known| known.id.to_string()));
    state.keep(id.unwrap_or_default(), "invites", &["emails", "role", "note"]);
    effect(move || dirty.set(state.is_dirty()));
    let count = memo(move |_| addresses.with(|text| split_addresses(text).len()));
    let hint = Signal::derive(move || {
        Some(match count.get() {
            0 => format!("Up to {INVITES_AT_ONCE} addresses, one per line or separated by commas."),
            1 => "1 address".to_owned(),
            many if many > INVITES_AT_ONCE => {
                format!("{many} addresses: invite at most {INVITES_AT_ONCE} at once.")
            }
            many => format!("{many} addresses"),
        })
    });
    let role = organization.get_untracked().map_or(Role::Viewer, |known| known.role);
    let full = memo(move |_| organization.with(|known| known.as_ref().and_then(no_seat)));
    let above = move || organization.get().zip(full.get()).map(|(known, reason)| notice(&known, reason));
    // Who is invited already takes no further seat: only the edge knows, so this warns and does not stop.
    let room = move || {
        let text = organization.with(|known| known.as_ref().map(|known| seats_left(known, count.get())));
        text.filter(|_| full.with(Option::is_none))
    };
    view! {
        {above}
        <Form
            form=state
            action="Send invites"
            on_cancel=Callback::new(move |()| open.set(false))
            disabled_reason=Signal::derive(move || full.get().map(|words| words.to_string()))
        >
            <TextArea label="E-mail addresses" name="emails" value=addresses error=state.error("emails") hint autofocus=true />
            <Choices label="Role" name="role" value=state.value("role") choices=roles::choices(role) />
            <p class="field-error">{state.error("role")}</p>
            <TextArea
                label="Note (optional)"
                name="note"
                value=state.value("note")
                error=state.error("note")
                rows=2
                hint=Some(format!("Included in the e-mail. At most {NOTE_MAX} characters."))
            />
            {move || room().map(|text| view! { <p class="dialog-note">{text}</p> })}
            <p class="dialog-note">"Members can see every project in the organization. Invites are valid for 7 days."</p>
        </Form>
    }
}

/// What is typed is one text; what is sent is a list.
fn addresses_as_a_list(object: &mut Map<String, Value>) {
    let text = object.get("emails").and_then(Value::as_str).unwrap_or_default();
    let list = split_addresses(text);
    object.insert("emails".to_owned(), list.into());
}

/// How many seats are in use, and whether those that are typed find one.
fn seats_left(organization: &Organization, wanted: usize) -> String {
    let room = seats(organization);
    let used = format!("{} of the {} plan.", seats_text(organization), organization.plan.title());
    match room.allowed.map(|allowed| (allowed - room.used).max(0)) {
        Some(left) if wanted as i64 > left && left > 0 => {
            format!(
                "{used} Only {} left: the remaining addresses won't be invited.",
                counted(left as u32, "seat")
            )
        }
        _ => used,
    }
}
