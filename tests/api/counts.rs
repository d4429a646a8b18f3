//! What an organization's row says it has is what there is, whatever was done.

use crate::offers::at;
use crate::support::{Browser, DAY, MINUTE, Reply, TestApp, World, create_organization, unlimited};
use portico_api::OfferId;
use portico_api::invites::{
    AcceptInvite, CreateInvites, DeclineInvite, InviteLinkParams, InviteParams, ResendInvite, RevokeInvite,
};
use portico_api::members::{LeaveOrganization, LeaveParams, RemovalParams, RemoveMember};
use portico_api::offers::{AcceptOffer, OfferProject, TakeBackProject};
use portico_api::organizations::{OrganizationParams, ShowOrganization};
use portico_api::projects::{CreateProject, ProjectParams};
use portico_api::trash::{DeleteProject, RestoreProject, TrashParams};
use portico_edge::ports::Clock;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};

/// Organizations whose row does not say what there is.
const WRONG: &str = "\
    SELECT count(*) FROM organizations o WHERE \
      o.projects <> (SELECT count(*) FROM projects p WHERE p.organization_id = o.id AND p.deleted_at IS NULL) \
      OR o.trashed <> (SELECT count(*) FROM projects p WHERE p.organization_id = o.id AND p.deleted_at IS NOT NULL AND p.purged_at IS NULL) \
      OR o.members <> (SELECT count(*) FROM memberships m WHERE m.organization_id = o.id) \
      OR o.invites <> (SELECT count(*) FROM invites i WHERE i.organization_id = o.id AND i.state = 'open' AND i.lapsed = 0)";

/// Somebody who tries everything that changes a count.
pub(crate) struct Walk<'a> {
    app: &'a TestApp,
    owner: Browser<'a>,
    made: u32,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(app: &'a TestApp) -> Self {
        let owner = World::new(app).owner;
        create_organization(&owner, "Second");
        unlimited(app);
        Self { app, owner, made: 0 }
    }

    fn name(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}{}", self.made)
    }

    /// One of the rows of a query of one column, if there are any.
    fn one(&self, rows: &str, choice: u16) -> Option<String> {
        let count = self.app.db().number(&format!("SELECT count(*) FROM ({rows})"));
        let at = i64::from(choice).checked_rem(count)?;
        Some(self.app.db().text(&format!("{rows} ORDER BY 1 LIMIT 1 OFFSET {at}")))
    }

    fn invite(&self, state: &str, choice: u16) -> Option<InviteParams> {
        let rows = format!(
            "SELECT i.id FROM invites i JOIN organizations o ON o.id = i.organization_id WHERE o.slug = 'acme' AND i.state IN ({state})"
        );
        self.one(&rows, choice).map(|invite| InviteParams { organization: "acme".into(), invite })
    }

    /// The addressee of an open invite, signed in.
    fn addressee(&self, choice: u16) -> Option<(Browser<'a>, InviteLinkParams)> {
        let invite = self.invite("'open'", choice)?.invite;
        let email = self.app.db().text(&format!("SELECT email FROM invites WHERE id = '{invite}'"));
        self.app.wait(10 * MINUTE);
        Some((self.app.sign_in(&email), InviteLinkParams { invite }))
    }

    fn member(&self, choice: u16) -> Option<(String, String)> {
        let rows = "SELECT m.user_id || ' ' || m.email_key FROM memberships m JOIN organizations o ON o.id = m.organization_id \
                    WHERE o.slug = 'acme' AND m.role < 4";
        self.one(rows, choice)?.split_once(' ').map(|(id, email)| (id.to_owned(), email.to_owned()))
    }

    pub(crate) fn later(&mut self, days: i64) {
        self.app.wait(days * DAY);
        self.owner = self.app.sign_in("owner@example.com");
    }

    /// Does one of the things, if there is something to do it to.
    pub(crate) fn step(&mut self, what: u8, choice: u16) -> Option<Reply> {
        let acme = OrganizationParams { organization: "acme".into() };
        match what {
            0 | 1 => {
                let name = self.name("Project ");
                Some(self.owner.send::<CreateProject>(&acme, json!({ "name": name })))
            }
            2 => {
                let project = self.project(choice)?;
                let body = json!({ "confirm": project.1, "version": project.2 });
                Some(self.owner.send::<DeleteProject>(&project.0, body))
            }
            3 => {
                let rows = "SELECT p.id FROM projects p JOIN organizations o ON o.id = p.organization_id \
                            WHERE o.slug = 'acme' AND p.deleted_at IS NOT NULL AND p.purged_at IS NULL";
                let project = self.one(rows, choice)?;
                let params = TrashParams { organization: "acme".into(), project };
                Some(self.owner.send::<RestoreProject>(&params, json!({})))
            }
            4 | 5 => {
                let emails: Vec<_> = (0..3).map(|_| format!("{}@example.com", self.name("p"))).collect();
                Some(self.owner.send::<CreateInvites>(&acme, json!({ "emails": emails, "role": "viewer" })))
            }
            6 => {
                // Whoever was invited before is invited once more: an expired invite makes room.
                let rows = "SELECT email FROM invites";
                let emails = [self.one(rows, choice)?];
                Some(self.owner.send::<CreateInvites>(&acme, json!({ "emails": emails, "role": "viewer" })))
            }
            7 => {
                let invite = self.invite("'open', 'declined'", choice)?;
                Some(self.owner.send::<RevokeInvite>(&invite, Value::Null))
            }
            8 => {
                let (browser, link) = self.addressee(choice)?;
                Some(browser.send::<DeclineInvite>(&link, Value::Null))
            }
            9 | 10 => {
                let (browser, link) = self.addressee(choice)?;
                Some(browser.send::<AcceptInvite>(&link, Value::Null))
            }
            11 => {
                let invite = self.invite("'open', 'declined'", choice)?;
                Some(self.owner.send::<ResendInvite>(&invite, Value::Null))
            }
            12 => {
                let (member, _) = self.member(choice)?;
                let removal = RemovalParams { organization: "acme".into(), member, revoke_keys: false };
                Some(self.owner.send::<RemoveMember>(&removal, Value::Null))
            }
            13 => {
                let (_, email) = self.member(choice)?;
                self.app.wait(10 * MINUTE);
                let leaving = LeaveParams { organization: "acme".into(), revoke_keys: false };
                Some(self.app.sign_in(&email).send::<LeaveOrganization>(&leaving, Value::Null))
            }
            14 => {
                let (place, name, version) = self.project(choice)?;
                let body = json!({ "target": "second", "confirm": name, "version": version });
                let offer: OfferId = self.owner.send::<OfferProject>(&place, body).ok::<OfferProject>().id;
                let moved = self.owner.send::<AcceptOffer>(&at("second", &offer), json!({}));
                Some(match choice % 2 {
                    0 => moved,
                    _ => self.owner.send::<TakeBackProject>(&at("acme", &offer), json!({})),
                })
            }
            15 => {
                let name = self.name("Organization ");
                create_organization(&self.owner, &name);
                None
            }
            16 => {
                self.later(8);
                None
            }
            17 => {
                self.later(31);
                self.app.run_cron();
                None
            }
            _ => {
                self.app.run_cron();
                None
            }
        }
    }

    /// A project of the organization that is not on probation: its place, name and version.
    fn project(&self, choice: u16) -> Option<(ProjectParams, String, i64)> {
        let rows = "SELECT p.id FROM projects p JOIN organizations o ON o.id = p.organization_id WHERE o.slug = 'acme' AND p.deleted_at IS NULL \
                    AND p.id NOT IN (SELECT f.project_id FROM project_offers f)";
        let project = self.one(rows, choice)?;
        let of = |column: &str| format!("SELECT {column} FROM projects WHERE id = '{project}'");
        let (name, version) = (self.app.db().text(&of("name")), self.app.db().number(&of("version")));
        Some((ProjectParams { organization: "acme".into(), project }, name, version))
    }

    /// What the console is told about the invites, beside what there is.
    pub(crate) fn invites(&self) -> (i64, i64) {
        let acme = OrganizationParams { organization: "acme".into() };
        let told = self.owner.get::<ShowOrganization>(&acme).ok::<ShowOrganization>().invites;
        let there = self.app.db().number(&format!(
            "SELECT count(*) FROM invites i JOIN organizations o ON o.id = i.organization_id \
             WHERE o.slug = 'acme' AND i.state = 'open' AND i.expires_at > {}",
            self.app.service.clock.now()
        ));
        (i64::from(told), there)
    }
}

proptest! {
    // Each case is a whole installation.
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn counts_are_what_there_is_whatever_is_done_in_whatever_order(steps in vec((0..19_u8, any::<u16>()), 10..40)) {
        let app = TestApp::new();
        let mut walk = Walk::new(&app);
        for (what, choice) in steps {
            let status = walk.step(what, choice).map_or(200, |reply| reply.status);
            prop_assert!(status < 500, "{what}: {status}");
            prop_assert_eq!(app.db().number(WRONG), 0, "after {}", what);
            let (told, there) = walk.invites();
            prop_assert_eq!(told, there, "after {}", what);
        }
        // The recount agrees: it writes nothing into the log, which the app would notice.
        walk.later(1);
        app.run_cron();
        prop_assert_eq!(app.db().number("SELECT count(*) FROM organizations WHERE miscounted > 0"), 0);
    }
}

#[test]
fn every_kind_of_step_does_something() {
    let app = TestApp::new();
    let mut walk = Walk::new(&app);
    for what in 0..19 {
        let reply = walk.step(what, u16::from(what));
        assert_eq!(reply.is_some(), what < 15, "{what}");
        reply.iter().for_each(|reply| assert_eq!(reply.status / 100, 2, "{what}: {}", reply.json));
    }
    for state in ["accepted", "declined", "revoked"] {
        assert!(walk.invite(&format!("'{state}'"), 0).is_some(), "{state}");
    }
}
