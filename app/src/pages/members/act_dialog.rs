//! The dialog that asks before a member's role or membership changes, and says what ends at once.

use super::act::{Act, Acts, Whom};
use super::keys::{self, Keys};
use super::roles;
use crate::form::{Form, form};
use crate::navigation::use_go;
use crate::parts::membership_changed;
use crate::paths::Place;
use crate::query::forget_below;
use crate::submit::{Submission, submission};
use crate::ui::{Button, ButtonKind, Choices, Dialog, Words, actions, use_toasts};
use leptos::prelude::*;
use portico_api::members::{
    ChangeRole, LeaveOrganization, LeaveParams, MemberParams, RemovalParams, RemoveMember, Transfer,
    TransferOwnership,
};
use portico_api::organizations::{Organization, OrganizationParams, ShowOrganization};
use portico_api::{Empty, Role, url};

#[component]
pub(super) fn ActDialog(
    slug: StoredValue<String>,
    organization: Memo<Option<Organization>>,
    acts: Acts,
) -> impl IntoView {
    let title = Signal::derive(move || {
        let asked = acts.asked.get();
        asked.map_or_else(Words::default, |(act, whom)| {
            let organization = organization.get().map(|known| known.name).unwrap_or_default();
            let who = whom.called();
            match act {
                Act::ChangeRole => Words::from("Change the role of ").name(who),
                Act::Remove => Words::from("Remove ").name(who).text(" from ").name(organization).text("?"),
                Act::Leave => Words::from("Leave ").name(organization).text("?"),
                Act::Transfer => Words::from("Make ").name(who).text(" Owner in your place?"),
            }
        })
    });
    let doing = submission();
    view! {
        <Dialog open=acts.open title locked=doing.pending>
            {move || {
                let (act, whom) = acts.asked.get_untracked()?;
                let organization = organization.get_untracked()?;
                Some(match act {
                    Act::ChangeRole => change_role(slug.get_value(), &organization, whom, acts.open),
                    _ => confirm(slug.get_value(), act, &whom, &organization, acts.open, doing),
                })
            }}
        </Dialog>
    }
}

fn change_role(slug: String, organization: &Organization, whom: Whom, open: RwSignal<bool>) -> AnyView {
    let toasts = use_toasts();
    let kept = format!("role.{}", whom.user_id);
    let who = whom.called().to_owned();
    let params = MemberParams { organization: slug, member: whom.user_id };
    let choices = roles::choices(organization.role);
    let state = form::<ChangeRole>(
        &[("role", whom.role.as_str()), ("from", whom.role.as_str())],
        move || params.clone(),
        move |_, member| {
            toasts.success(Words::named(who.as_str()).text(format!(" is now {}", with_article(member.role))));
            membership_changed();
            open.set(false);
        },
    );
    state.keep(&organization.id, kept, &["role"]);
    let reload = Callback::new(move |()| {
        membership_changed();
        open.set(false);
    });
    view! {
        <Form
            form=state
            action="Change role"
            reload
            on_cancel=Callback::new(move |()| open.set(false))
            disabled_reason=state.save_reason(Signal::stored(None))
        >
            <Choices label="Role" name="role" value=state.value("role") choices />
            <p class="field-error">{state.error("role")}</p>
            <p class="dialog-note">"The new role applies at once, in every open tab."</p>
        </Form>
    }
    .into_any()
}

fn with_article(role: Role) -> String {
    let article = if role >= Role::Admin { "an" } else { "a" };
    format!("{article} {}", role.title())
}

/// What is lost at once, and the button that does it.
fn confirm(
    slug: String,
    act: Act,
    whom: &Whom,
    organization: &Organization,
    open: RwSignal<bool>,
    doing: Submission,
) -> AnyView {
    doing.failure.set(None);
    let (toasts, go) = (use_toasts(), use_go());
    let who = whom.called().to_owned();
    let name = organization.name.clone();
    let (text, label) = match act {
        Act::Leave => (
            Words::from("You lose access to ").name(name.as_str()).text(
                " and all its projects at once, in every open tab. To come back, someone has to invite you again.",
            ),
            "Leave organization",
        ),
        Act::Transfer => (
            Words::named(who.as_str()).text(" becomes an Owner of ").name(name.as_str()).text(
                ". You become an Admin at once, and only an Owner can make you an Owner again.",
            ),
            "Transfer ownership",
        ),
        _ => (
            Words::named(who.as_str())
                .text(" loses access to ")
                .name(name.as_str())
                .text(" and all its projects at once, in every open tab. Invites that ")
                .name(who.as_str())
                .text(" sent stop working."),
            "Remove member",
        ),
    };
    let done = match act {
        Act::Leave => Words::from("You left ").name(name),
        Act::Transfer => Words::named(who).text(" is now an Owner"),
        _ => Words::named(who).text(" removed"),
    };
    let member = whom.user_id.clone();
    // Whoever stays keeps their keys, and their say over them.
    let made = (act != Act::Transfer).then(|| Keys::new(&slug, &member));
    let reason = Signal::derive(move || made.and_then(Keys::reason));
    let shown = made.map(|made| keys::view(made, act == Act::Leave));
    let act = move |()| {
        let (slug, member, done) = (slug.clone(), member.clone(), done.clone());
        let revoke_keys = made.is_some_and(Keys::are_revoked);
        let at = OrganizationParams { organization: slug.clone() };
        let left = at.clone();
        let finish = move || {
            toasts.success(done);
            open.set(false);
            if act == Act::Leave {
                // What was read there may not be asked for again.
                forget_below(&url::<ShowOrganization>(&left));
                go.replace(&Place::Organizations);
            }
            membership_changed();
        };
        match act {
            Act::Leave => {
                let params = LeaveParams { organization: slug, revoke_keys };
                doing.send::<LeaveOrganization>(params, Empty {}, move |outcome| {
                    drop(outcome.map(|_| finish()))
                })
            }
            Act::Transfer => doing.send::<TransferOwnership>(at, Transfer { member }, move |outcome| {
                drop(outcome.map(|_| finish()));
            }),
            _ => doing.send::<RemoveMember>(
                RemovalParams { organization: slug, member, revoke_keys },
                Empty {},
                move |outcome| {
                    drop(outcome.map(|_| finish()));
                },
            ),
        }
    };
    view! {
        <p class="dialog-text">{text.view()}</p>
        {shown}
        <div role="alert" class="field-error">{move || doing.failure.get().map(|failure| failure.message())}</div>
        {actions(
            view! {
                <Button kind=ButtonKind::Danger pending=doing disabled_reason=reason on_click=Callback::new(act)>{label}</Button>
            }
            .into_any(),
            Some(view! { <Button on_click=Callback::new(move |()| open.set(false))>"Cancel"</Button> }.into_any()),
        )}
    }
    .into_any()
}
