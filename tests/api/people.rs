//! People are named wherever they did something: by name and address, in the same answer.

use crate::keys::list_params;
use crate::support::{TestApp, World};
use crate::trash::{delete, trash};
use portico_api::Role;
use portico_api::account::UpdateAccount;
use portico_api::environments::Mode;
use portico_api::invites::{ListInvites, ListInvitesParams, ShowInvite};
use portico_api::keys::ListKeys;
use portico_api::projects::{ListProjects, ListProjectsParams};
use portico_api::session::ShowSession;
use portico_api::versions::{ListVersions, ListVersionsParams};
use serde_json::json;

fn rename(world: &World, name: Option<&str>) {
    world.owner.send::<UpdateAccount>(&(), json!({ "name": name })).ok::<UpdateAccount>();
}

/// What names the Owner, everywhere in the organization: what is shown first, and what belongs to it.
fn named(world: &World) -> Vec<(&'static str, Option<String>, String)> {
    let place = world.environment(Mode::Live);
    let after = None;
    let versions = world.owner.get::<ListVersions>(&ListVersionsParams {
        organization: place.organization,
        project: place.project,
        mode: Mode::Live,
        after: after.clone(),
    });
    let version = versions.ok::<ListVersions>().versions.remove(0);
    let projects = world.owner.get::<ListProjects>(&ListProjectsParams::first("acme".to_owned()));
    let live = projects.ok::<ListProjects>().projects.remove(0).live.unwrap();
    let draft = world.configuration(Mode::Sandbox).draft.unwrap();
    let schema = world.schema();
    let key = world.owner.get::<ListKeys>(&list_params(world, Mode::Live)).ok::<ListKeys>().keys.remove(0);
    let invites =
        world.owner.get::<ListInvites>(&ListInvitesParams { organization: "acme".to_owned(), after });
    let invite = invites.ok::<ListInvites>().invites.remove(0);
    vec![
        ("version", version.author_name, version.author),
        ("live", live.author_name, live.author),
        ("draft", draft.author_name, draft.author),
        ("schema", schema.updated_by_name, schema.updated_by.unwrap()),
        ("key", key.created_by_name, key.created_by),
        ("invite", invite.inviter_name, invite.inviter),
    ]
}

#[test]
fn whoever_did_something_is_named_once_they_have_a_name_and_by_address_until_then() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.go_live();
    let mut settings = serde_json::to_value(&world.schema().settings).unwrap();
    let more = json!({ "key": "app.shown", "title": "Shown", "kind": { "type": "boolean" } });
    settings.as_array_mut().unwrap().push(more);
    world.declare(settings);
    world.save(Mode::Sandbox, json!({ "app.shown": true }));
    world.create_key(Mode::Live);
    world.invite("new@example.com", Role::Viewer);
    for name in [None, Some("Olga Berg"), None] {
        rename(&world, name);
        for (what, shown, address) in named(&world) {
            assert_eq!((shown.as_deref(), address.as_str()), (name, "owner@example.com"), "{what}");
        }
    }
    rename(&world, Some("Olga Berg"));
    delete(&world);
    let [trashed] = &trash(&world).projects[..] else { panic!("not one project") };
    assert_eq!(
        (trashed.deleted_by_name.as_deref(), trashed.deleted_by.as_str()),
        (Some("Olga Berg"), "owner@example.com")
    );
}

#[test]
fn an_invite_names_the_inviter_with_the_address_in_the_mail_on_its_page_and_on_the_dashboard() {
    let app = TestApp::new();
    let world = World::new(&app);
    rename(&world, Some("Olga Berg"));
    let link = world.invite_link("new@example.com");
    let sent =
        app.mailer.sent.borrow().iter().rev().find(|mail| mail.recipient == "new@example.com").cloned();
    let mail = sent.unwrap();
    assert!(
        mail.subject.starts_with("Olga Berg (owner@example.com) invites you to Acme"),
        "{}",
        mail.subject
    );
    assert!(mail.text.contains("If you don't know Olga Berg (owner@example.com)"), "{}", mail.text);
    let new = app.sign_in("new@example.com");
    let offer = new.get::<ShowInvite>(&link).ok::<ShowInvite>();
    assert_eq!(
        (offer.inviter_name.as_deref(), offer.inviter.as_str()),
        (Some("Olga Berg"), "owner@example.com")
    );
    let mine = new.get::<ShowSession>(&()).ok::<ShowSession>().invites.remove(0);
    assert_eq!(
        (mine.inviter_name.as_deref(), mine.inviter.as_str()),
        (Some("Olga Berg"), "owner@example.com")
    );
}
