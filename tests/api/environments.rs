//! Environments are reached only along their whole chain.

use crate::support::{TestApp, World, create_organization, create_project};
use portico_api::environments::{EnvironmentParams, Mode, ShowEnvironment};

#[test]
fn each_mode_answers_its_own_environment() {
    let app = TestApp::new();
    let world = World::new(&app);
    for (mode, expected) in [(Mode::Sandbox, &world.project.sandbox), (Mode::Live, &world.project.live)] {
        let params = EnvironmentParams { organization: "acme".into(), project: "checkout".into(), mode };
        assert_eq!(&world.owner.get::<ShowEnvironment>(&params).ok::<ShowEnvironment>(), expected);
    }
}

#[test]
fn environment_under_another_project_or_organization_is_not_found() {
    let app = TestApp::new();
    let world = World::new(&app);
    create_organization(&world.owner, "Second");
    create_project(&world.owner, "second", "Elsewhere");
    for (organization, project) in [("second", "checkout"), ("acme", "elsewhere"), ("other", "checkout")] {
        let params = EnvironmentParams {
            organization: organization.into(),
            project: project.into(),
            mode: Mode::Live,
        };
        world.owner.get::<ShowEnvironment>(&params).problem(404);
    }
}

#[test]
fn unknown_mode_is_not_found() {
    let app = TestApp::new();
    let world = World::new(&app);
    let params =
        EnvironmentParams { organization: "acme".into(), project: "checkout".into(), mode: Mode::Live };
    let mut request = world.owner.request::<ShowEnvironment>(&params, serde_json::Value::Null);
    request.path = request.path.replace("/live", "/staging");
    app.send(&request).problem(404);
}
