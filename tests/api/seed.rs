//! The data of a new local console is what the console itself would have made.

use crate::support::{TestApp, World, text};
use portico_api::configuration::ShowConfiguration;
use portico_api::environments::{EnvironmentParams, Mode};

const DEMO: &str = include_str!("../../xtask/seed.sql");

#[test]
fn demo_project_has_the_schema_and_first_version_of_a_new_one() {
    let app = TestApp::new();
    app.db().execute(DEMO);
    let world = World::new(&app);
    let expected = world.configuration(Mode::Sandbox);
    let demo = app.sign_in("demo@example.com");
    let params = EnvironmentParams {
        organization: "lighthouse-books".into(),
        project: "shop".into(),
        mode: Mode::Sandbox,
    };
    let found = demo.get::<ShowConfiguration>(&params).ok::<ShowConfiguration>();
    assert_eq!(found.schema.settings, expected.schema.settings);
    assert_eq!(found.project.drift, expected.project.drift);
    let (found_version, version) = (found.published.unwrap(), expected.published.unwrap());
    assert_eq!((&found_version.values, &found_version.own), (&version.values, &version.own));
    assert_eq!(found_version.version.hash, version.version.hash);
    assert_eq!(found_version.version.message, version.version.message);
    crate::storage::count(&app, "lighthouse-books");
    // Its texts are kept under the names that the console would give them.
    let before = app.db().number("SELECT count(*) FROM documents");
    let twice =
        "SELECT count(*) FROM (SELECT 1 FROM documents GROUP BY text HAVING count(DISTINCT hash) > 1)";
    assert_eq!((before % 2, app.db().number(twice)), (0, 0));
    // It is not in the store yet: the first read brings it there.
    let environment = found.project.sandbox.id.as_str();
    let first = app.read(environment);
    let second = app.read(environment);
    assert_eq!(text(&first), text(&app.read(world.environment_id(Mode::Sandbox))));
    assert_eq!(second.header("Portico-Source"), Some("kv"));
}
