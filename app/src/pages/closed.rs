//! In place of each page of an organization that asks for another sign-in than this session's: what it asks, what to do, and the way out.

use crate::browser::use_title;
use crate::client::Failure;
use crate::navigation::use_go;
use crate::parts::here::use_here;
use crate::parts::loaded::failed;
use crate::parts::{Heading, membership_changed};
use crate::paths::{Place, sign_in_again};
use crate::query::{Phase, forget_below, invalidate, query};
use crate::submit::submission;
use crate::ui::{Button, ButtonKind, ButtonLink, ConfirmDialog, Skeleton, TextField, Words, use_toasts};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use portico_api::members::{LeaveOrganization, LeaveParams};
use portico_api::organizations::{OrganizationParams, ShowOrganization};
use portico_api::problem::kind;
use portico_api::security::{AskedSignIn, LiftSecurity, SecurityLift};
use portico_api::session::ShowSession;
use portico_api::text::is_name;
use portico_api::{Empty, url};

pub fn page(slug: String) -> AnyView {
    use_here().mark_absent();
    let params = StoredValue::new(OrganizationParams { organization: slug });
    let organization = query::<ShowOrganization>(move || Some(params.get_value()));
    let phase = Memo::new(move |_| organization.phase());
    Effect::new(move || {
        // It is open again: the session says so as well.
        if matches!(phase.get(), Phase::Ready) {
            invalidate::<ShowSession>();
        }
    });
    (move || match phase.get() {
        Phase::Failed(Failure::Problem(problem)) if problem.sign_in.is_some() => {
            problem.sign_in.map(|asked| closed(params.get_value(), *asked)).into_any()
        }
        Phase::Failed(failure) => failed(failure, Callback::new(move |()| organization.retry())),
        _ => view! { <Skeleton rows=4 /> }.into_any(),
    })
    .into_any()
}

fn closed(params: OrganizationParams, asked: AskedSignIn) -> AnyView {
    let name = asked.organization.clone();
    let title = name.clone();
    use_title(move || vec!["Sign in again".into(), title.clone()]);
    let has = |passkey: bool| asked.ways.iter().any(|way| (way == "passkey") == passkey);
    // One page stands for all of the organization: it leads back to whichever was asked for last.
    let at = use_location();
    let again = Signal::derive(move || {
        let (path, search) = (at.pathname.get(), at.search.get());
        let query = search.trim_start_matches('?');
        let path = if query.is_empty() { path } else { format!("{path}?{query}") };
        sign_in_again(&path)
    });
    // Also where only the hours have passed: whoever has lost the passkey since needs another one.
    let passkey = has(true).then(|| {
        view! {
            <li>"No passkey yet? " <a href=Place::Account.path() + "#passkeys">"Add one to your account"</a> " first, then sign in with it."</li>
        }
    });
    let provider = has(false).then(|| {
        let names: Vec<String> = asked.providers.iter().map(|provider| provider.name.clone()).collect();
        let it = if names.is_empty() { "that provider".to_owned() } else { names.join(" or ") };
        view! {
            <li>
                "Not linked to " <span translate="no">{it}</span> " yet? " <a href=Place::Account.path() + "#providers">"Link it to your account"</a>
                " first, then sign in with it."
            </li>
        }
    });
    let steps = (passkey.is_some() || provider.is_some())
        .then(|| view! { <ul class="closed-steps">{passkey}{provider}</ul> });
    let asks = match asked.is_only_old() {
        true => " asks you to sign in again",
        false => " requires a different sign-in",
    };
    let said = asked.parts().into_iter().fold(Words::default(), |said, (is_name, part)| match is_name {
        true => said.name(part),
        false => said.text(part),
    });
    let owner = asked.is_owner.then(|| lift(params.clone(), name.clone()));
    let leave = leave(params, name.clone());
    view! {
        <section class="missing">
            <Heading><span translate="no">{name}</span> {asks}</Heading>
            <p role="status">{said.view()}</p>
            {steps}
            <div class="actions">
                <ButtonLink kind=ButtonKind::Primary href=again>"Sign in again"</ButtonLink>
                <ButtonLink kind=ButtonKind::Secondary href=Place::Organizations.path()>"Show organizations"</ButtonLink>
            </div>
            {owner}
            {leave}
        </section>
    }
    .into_any()
}

/// The way out of a member who can't, or won't, sign in like that.
fn leave(params: OrganizationParams, name: String) -> AnyView {
    let (toasts, go) = (use_toasts(), use_go());
    let (open, doing) = (RwSignal::new(false), submission());
    let shown = name.clone();
    let act = move |()| {
        let (at, left) = (url::<ShowOrganization>(&params), shown.clone());
        let params = LeaveParams { organization: params.organization.clone(), revoke_keys: false };
        doing.send::<LeaveOrganization>(params, Empty {}, move |outcome| {
            if outcome.is_ok() {
                toasts.success(Words::from("You left ").name(left.clone()));
                open.set(false);
                forget_below(&at);
                go.replace(&Place::Organizations);
                membership_changed();
            }
        });
    };
    let ask = move |()| {
        doing.failure.set(None);
        open.set(true);
    };
    let title = Words::from("Leave ").name(&name).text("?");
    let lost = name.clone();
    view! {
        <section class="identity" aria-labelledby="leave">
            <h2 id="leave">"Don't want to sign in this way?"</h2>
            <p class="field-hint">"You can leave " <span translate="no">{name}</span> ". Everything else stays as it is."</p>
            <Button on_click=Callback::new(ask)>"Leave organization"</Button>
        </section>
        <ConfirmDialog
            open
            title
            confirm="Leave organization"
            kind=ButtonKind::Danger
            pending=doing
            on_confirm=Callback::new(act)
        >
            <p>
                "You lose access to " <span translate="no">{lost.clone()}</span>
                " and all its projects at once, in every open tab. To come back, someone has to invite you again. \
                 Keys you created there keep working."
            </p>
            <div role="alert" class="field-error">{move || doing.failure.get().map(|failure| failure.message())}</div>
        </ConfirmDialog>
    }
    .into_any()
}

/// The way out of an Owner who can't sign in like that any more.
fn lift(params: OrganizationParams, name: String) -> AnyView {
    let toasts = use_toasts();
    let doing = submission();
    let typed = RwSignal::new(String::new());
    let wanted = name.clone();
    let reason = Signal::derive(move || {
        (!typed.with(|typed| is_name(typed.trim(), &wanted)))
            .then(|| "Type the organization's name first.".to_owned())
    });
    let act = move |()| {
        let body = SecurityLift { confirm: typed.with_untracked(|typed| typed.trim().to_owned()) };
        doing.send::<LiftSecurity>(params.clone(), body, move |outcome| {
            if outcome.is_ok() {
                toasts.success("Sign-in requirements removed");
                membership_changed();
            }
        });
    };
    let refused = move || {
        doing.failure.get().map(|failure| match failure.is(kind::PROOF_NEEDED) {
            true => "Sign in again any way you can, then do this within 10 minutes.".to_owned(),
            false => failure.message(),
        })
    };
    view! {
        <section class="identity danger" aria-labelledby="lift">
            <h2 id="lift">"Can't sign in this way any more?"</h2>
            <p class="field-hint">
                "As an Owner, you can remove the sign-in requirements of " <span translate="no">{name.clone()}</span>
                " for all members. All Owners are e-mailed and the audit log records it. You must have signed in within the last 10 minutes."
            </p>
            <TextField label="Type the organization's name to confirm" name="confirm" value=typed error=Signal::stored(None::<String>) />
            <div role="alert" class="field-error">{refused}</div>
            <Button kind=ButtonKind::Danger pending=doing disabled_reason=reason on_click=Callback::new(act)>
                "Remove sign-in requirements"
            </Button>
        </section>
    }
    .into_any()
}
