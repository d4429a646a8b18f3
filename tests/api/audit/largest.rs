//! What each change accepts at most.

use crate::account_address;
use crate::imports;
use crate::offers;
use crate::passkeys;
use crate::security;
use crate::support::{Authenticator, World};
use crate::trash;
use portico_api::account::{ChangeAddress, RequestAddressChange, UpdateAccount};
use portico_api::billing::UpdateBillingDetails;
use portico_api::configuration::SaveDraft;
use portico_api::environments::Mode;
use portico_api::imports::ImportProject;
use portico_api::invites::{AcceptInvite, CreateInvites, DeclineInvite, OutcomeKind};
use portico_api::keys::CreateKey;
use portico_api::members::LeaveOrganization;
use portico_api::offers::{AcceptOffer, TakeBackProject};
use portico_api::organizations::{CreateOrganization, UpdateOrganization};
use portico_api::passkeys::{AddPasskey, PasskeyParams, RenamePasskey, SignInWithPasskey};
use portico_api::projects::{CreateProject, UpdateProject};
use portico_api::promotion::Promote;
use portico_api::schema::UpdateSchema;
use portico_api::security::{UpdateSecurity, WAYS_MAX};
use portico_api::sign_in::{RequestCode, SignIn};
use portico_api::trash::RestoreProject;
use portico_api::versions::{PublishDraft, RollBack};
use portico_api::{Endpoint, Role};
use serde_json::{Value, json};

/// The longest name: characters of four bytes.
fn name() -> String {
    "🦀".repeat(64)
}

/// The longest address.
fn address() -> String {
    format!("{}@{}.example", "a".repeat(64), "b".repeat(60))
}

/// The longest text of several lines. Each of its quotes is two characters in JSON.
pub(super) fn message() -> String {
    "🦀\"".repeat(250)
}

fn website() -> String {
    let site = format!("https://example.com/{}", "w".repeat(2_048));
    site.chars().take(2_048).collect()
}

/// The longest key of a setting.
fn key(number: usize) -> String {
    format!("{}.k{number:03}", "k".repeat(59))
}

/// As many settings as there may be.
pub(super) fn settings() -> Value {
    let setting = |number| json!({ "key": key(number), "title": "A switch", "kind": { "type": "boolean" } });
    (0..500).map(setting).collect()
}

pub(super) fn all_values() -> Value {
    (0..500).map(|number| (key(number), json!(true))).collect::<serde_json::Map<_, _>>().into()
}

/// What is called, by its name.
type Call = (&'static str, fn(&World));

fn of<E: Endpoint>(call: fn(&World)) -> Call {
    (E::NAME, call)
}

/// What each change with a text of somebody's own accepts at most. Everything else has a body of numbers and words that stand fixed.
pub(super) fn largest() -> Vec<Call> {
    vec![
        of::<SignIn>(|world| drop(world.app.sign_in(&address()))),
        of::<RequestCode>(|world| {
            world.app.browser().request_code(&address()).ok::<RequestCode>();
        }),
        of::<UpdateAccount>(|world| {
            world.owner.send::<UpdateAccount>(&(), json!({ "name": name() })).ok::<UpdateAccount>();
        }),
        of::<RequestAddressChange>(|world| {
            account_address::ask(&world.owner, &address()).ok::<RequestAddressChange>();
        }),
        of::<ChangeAddress>(|world| {
            account_address::change(&world.owner, &address()).ok::<ChangeAddress>();
        }),
        of::<AddPasskey>(|world| {
            passkeys::add(&world.owner, &mut Authenticator::es256(), &name());
        }),
        of::<RenamePasskey>(|world| {
            let passkey = passkeys::add(&world.owner, &mut Authenticator::es256(), &"\"".repeat(64));
            let own = PasskeyParams { passkey: passkey.id.to_string() };
            world.owner.send::<RenamePasskey>(&own, json!({ "name": name() })).ok::<RenamePasskey>();
        }),
        of::<SignInWithPasskey>(|world| {
            let mut device = Authenticator::es256();
            passkeys::add(&world.owner, &mut device, &name());
            passkeys::sign_in(&mut world.app.browser(), &device).ok::<SignInWithPasskey>();
        }),
        of::<CreateOrganization>(|world| {
            let body = json!({ "name": name(), "website": website(), "slug": "s".repeat(48) });
            world.owner.send::<CreateOrganization>(&(), body).ok::<CreateOrganization>();
        }),
        of::<UpdateOrganization>(|world| {
            let body = json!({ "name": name(), "website": website(), "slug": "s".repeat(48), "version": 1 });
            world
                .owner
                .send::<UpdateOrganization>(&world.organization_params(), body)
                .ok::<UpdateOrganization>();
        }),
        of::<CreateProject>(|world| {
            world
                .owner
                .send::<CreateProject>(&world.organization_params(), json!({ "name": name() }))
                .ok::<CreateProject>();
        }),
        of::<UpdateProject>(|world| {
            let body = json!({ "name": name(), "slug": "s".repeat(48), "developers_publish_live": true, "version": 1 });
            world.owner.send::<UpdateProject>(&world.project_params(), body).ok::<UpdateProject>();
        }),
        of::<ImportProject>(|world| {
            let side = |id| {
                json!({
                    "id": id, "values": all_values(), "own": [], "version": 1_i64 << 53, "message": message(), "draft": all_values(),
                })
            };
            let mut project = imports::small(&name());
            project["slug"] = "s".repeat(48).into();
            project["settings"] = settings();
            project["keep_ids"] = true.into();
            project["sandbox"] = side("01990000-0000-7000-8000-000000000001");
            project["live"] = side("01990000-0000-7000-8000-000000000002");
            world.unlimited();
            world.owner.send::<ImportProject>(&world.organization_params(), project).ok::<ImportProject>();
        }),
        of::<UpdateSecurity>(|world| {
            // From as many ways to as many others, but for the one that whoever asks has signed in with.
            let own = format!("provider:{}", "z".repeat(32));
            security::signed_in_by(&world.owner, &own);
            for (version, first) in [(0, 10), (1, 50)] {
                let others = (first + 1..first + WAYS_MAX).map(|number| format!("provider:{number:-<32}"));
                let ways: Vec<_> = others.chain([own.clone()]).collect();
                let body = json!({ "ways": ways, "sign_in_hours": 720, "version": version });
                world.owner.send::<UpdateSecurity>(&world.organization_params(), body).ok::<UpdateSecurity>();
            }
        }),
        of::<RestoreProject>(|world| {
            trash::delete(world);
            trash::restore(world, json!({ "name": name() })).ok::<RestoreProject>();
        }),
        of::<AcceptOffer>(|world| {
            let offer = offers::offer(world, "other");
            world
                .stranger
                .send::<AcceptOffer>(&offers::at("other", &offer), json!({ "name": name() }))
                .ok::<AcceptOffer>();
        }),
        of::<TakeBackProject>(|world| {
            let offer = offers::offer(world, "other");
            offers::accept(&world.stranger, "other", &offer).ok::<AcceptOffer>();
            let body = json!({ "name": name() });
            world.owner.send::<TakeBackProject>(&offers::at("acme", &offer), body).ok::<TakeBackProject>();
        }),
        of::<UpdateBillingDetails>(|world| {
            let line = "🦀".repeat(100);
            let body = json!({
                "name": line, "line1": line, "line2": line, "postal_code": line, "city": line, "tax_id": line, "country": "DE",
                "email": address(), "version": 1,
            });
            world
                .owner
                .send::<UpdateBillingDetails>(&world.organization_params(), body)
                .ok::<UpdateBillingDetails>();
        }),
        of::<CreateInvites>(|world| {
            world.unlimited();
            let domain = vec!["d".repeat(60); 3].join(".");
            let emails: Vec<_> =
                (0..20).map(|number| format!("{}{number:02}@{domain}", "a".repeat(62))).collect();
            let body = json!({ "emails": emails, "role": "viewer", "note": message() });
            let made =
                world.owner.send::<CreateInvites>(&world.organization_params(), body).ok::<CreateInvites>();
            assert!(made.outcomes.iter().all(|outcome| outcome.kind == OutcomeKind::Invited));
        }),
        of::<AcceptInvite>(|world| {
            let link = world.invite_link("new@example.com");
            world
                .app
                .sign_in("new@example.com")
                .send::<AcceptInvite>(&link, Value::Null)
                .ok::<AcceptInvite>();
        }),
        of::<DeclineInvite>(|world| {
            let link = world.invite_link("new@example.com");
            world
                .app
                .sign_in("new@example.com")
                .send::<DeclineInvite>(&link, Value::Null)
                .ok::<DeclineInvite>();
        }),
        of::<LeaveOrganization>(|world| {
            world
                .member(Role::Admin)
                .send::<LeaveOrganization>(&world.leaving(), Value::Null)
                .ok::<LeaveOrganization>();
        }),
        of::<UpdateSchema>(|world| drop(world.declare(settings()))),
        of::<SaveDraft>(|world| {
            world.declare(settings());
            world.save(Mode::Sandbox, all_values());
            // All of them are given up again, among others that were never there.
            let keep: Vec<_> = (0..250).flat_map(|number| [key(number), "n".repeat(600)]).collect();
            world.send_draft(&world.owner, Mode::Sandbox, json!({ "keep": keep })).ok::<SaveDraft>();
        }),
        of::<PublishDraft>(|world| {
            world.declare(settings());
            world.save(Mode::Sandbox, all_values());
            let mut body = world.publication(Mode::Sandbox);
            body["message"] = message().into();
            world.owner.send::<PublishDraft>(&world.environment(Mode::Sandbox), body).ok::<PublishDraft>();
        }),
        of::<RollBack>(|world| {
            world.release(Mode::Sandbox, json!({ "features.sign_up": false }));
            let body = json!({ "version": 2, "message": message(), "confirm": "Checkout" });
            world.owner.send::<RollBack>(&world.version(Mode::Sandbox, 1), body).ok::<RollBack>();
        }),
        of::<Promote>(|world| {
            world.declare(settings());
            world.release(Mode::Sandbox, all_values());
            let keys: Vec<_> = (0..500).map(key).collect();
            let keys: Vec<_> = keys.iter().map(String::as_str).collect();
            let mut body = world.selection(Mode::Live, &keys);
            body["message"] = message().into();
            world.owner.send::<Promote>(&world.project_params(), body).ok::<Promote>();
        }),
        of::<CreateKey>(|world| {
            let body = json!({ "name": name(), "expires_at": world.app.db().number("SELECT max(created_at) + 9000 FROM users") });
            world.owner.send::<CreateKey>(&world.environment(Mode::Live), body).ok::<CreateKey>();
        }),
    ]
}
