//! What a team does with a configuration, in one line each.

use super::{Browser, Reply, World};
use portico_api::configuration::{Configuration, DraftState, SaveDraft, ShowConfiguration};
use portico_api::environments::{EnvironmentParams, Mode};
use portico_api::keys::{CreateKey, CreatedKey};
use portico_api::promotion::{Promote, Promotion, ShowPromotion};
use portico_api::schema::{Schema, ShowSchema, UpdateSchema};
use portico_api::versions::{PublishDraft, RollBack, VersionParams, VersionRow};
use serde_json::{Value, json};

impl<'a> World<'a> {
    pub(crate) fn environment(&self, mode: Mode) -> EnvironmentParams {
        let organization = self.organization.slug.clone();
        EnvironmentParams { organization, project: self.project.slug.clone(), mode }
    }

    pub(crate) fn version(&self, mode: Mode, number: i64) -> VersionParams {
        let EnvironmentParams { organization, project, mode } = self.environment(mode);
        VersionParams { organization, project, mode, number }
    }

    pub(crate) fn environment_id(&self, mode: Mode) -> &str {
        match mode {
            Mode::Sandbox => self.project.sandbox.id.as_str(),
            Mode::Live => self.project.live.id.as_str(),
        }
    }

    /// The configuration as the Owner sees it.
    pub(crate) fn configuration(&self, mode: Mode) -> Configuration {
        self.owner.get::<ShowConfiguration>(&self.environment(mode)).ok::<ShowConfiguration>()
    }

    pub(crate) fn promotion(&self) -> Promotion {
        self.owner.get::<ShowPromotion>(&self.project_params()).ok::<ShowPromotion>()
    }

    pub(crate) fn schema(&self) -> Schema {
        self.owner.get::<ShowSchema>(&self.project_params()).ok::<ShowSchema>()
    }

    /// The Owner replaces the settings.
    pub(crate) fn declare(&self, settings: Value) -> Schema {
        let body = json!({ "settings": settings, "version": self.schema().version });
        self.owner.send::<UpdateSchema>(&self.project_params(), body).ok::<UpdateSchema>()
    }

    /// Saves the fields of a draft's change at the revision that is current.
    pub(crate) fn send_draft(&self, by: &Browser, mode: Mode, mut change: Value) -> Reply {
        change["revision"] = self.configuration(mode).revision.into();
        by.send::<SaveDraft>(&self.environment(mode), change)
    }

    /// The Owner saves these values.
    pub(crate) fn save(&self, mode: Mode, set: Value) -> DraftState {
        self.send_draft(&self.owner, mode, json!({ "set": set })).ok::<SaveDraft>()
    }

    /// The Owner saves these secrets.
    pub(crate) fn save_secrets(&self, mode: Mode, secrets: Value) -> DraftState {
        self.send_draft(&self.owner, mode, json!({ "secrets": secrets })).ok::<SaveDraft>()
    }

    /// What publishing what is there now takes.
    pub(crate) fn publication(&self, mode: Mode) -> Value {
        let found = self.configuration(mode);
        let version = found.published.map_or(0, |published| published.version.number);
        json!({ "revision": found.revision, "version": version, "message": "A change", "confirm": found.project.name })
    }

    pub(crate) fn publish(&self, mode: Mode) -> VersionRow {
        let body = self.publication(mode);
        self.owner.send::<PublishDraft>(&self.environment(mode), body).ok::<PublishDraft>()
    }

    /// Saves these values and publishes them.
    pub(crate) fn release(&self, mode: Mode, set: Value) -> VersionRow {
        self.save(mode, set);
        self.publish(mode)
    }

    /// Sets all that the web app's live requires, and publishes it.
    pub(crate) fn go_live(&self) -> VersionRow {
        self.save_secrets(Mode::Live, json!({ "auth.signing_secret": "s".repeat(32) }));
        self.release(
            Mode::Live,
            json!({
                "app.display_name": "Acme",
                "app.support_address": "help@acme.example",
                "auth.allowed_origins": ["https://acme.example"],
                "auth.redirect_urls": ["https://acme.example/in"],
            }),
        )
    }

    /// What promoting these keys now takes.
    pub(crate) fn selection(&self, to: Mode, keys: &[&str]) -> Value {
        let found = self.promotion();
        let from = if to == Mode::Live { Mode::Sandbox } else { Mode::Live };
        let number =
            |version: Option<portico_api::versions::Version>| version.map_or(0, |found| found.version.number);
        json!({
            "from": from, "to": to, "keys": keys, "message": "Promoted", "confirm": found.project.name,
            "sandbox_version": number(found.sandbox), "live_version": number(found.live),
        })
    }

    pub(crate) fn promote(&self, to: Mode, keys: &[&str]) -> VersionRow {
        let body = self.selection(to, keys);
        self.owner.send::<Promote>(&self.project_params(), body).ok::<Promote>()
    }

    pub(crate) fn roll_back(&self, mode: Mode, number: i64) -> VersionRow {
        let version = self.configuration(mode).published.map_or(0, |published| published.version.number);
        let body = json!({ "version": version, "message": "Back", "confirm": self.project.name });
        self.owner.send::<RollBack>(&self.version(mode, number), body).ok::<RollBack>()
    }

    pub(crate) fn create_key(&self, mode: Mode) -> CreatedKey {
        self.owner.send::<CreateKey>(&self.environment(mode), json!({ "name": "Server" })).ok::<CreateKey>()
    }
}
