//! How an archive is made: slice by slice, whoever stops, and without a part that is too large.

use super::{furnished, listed, part, ready, records};
use crate::audit::fill;
use crate::support::memory::peak;
use crate::support::{DAY, MINUTE, TestApp, World};
use portico_api::environments::Mode;
use portico_api::exports::{DownloadExport, ExportState, RequestExport, ShowExportPart};
use portico_api::mailbox::ListMail;
use portico_edge::patience::{together, within};
use portico_edge::ports::Local;
use serde_json::{Value, json};

/// Many projects of `acme`, without a version.
fn many_projects(app: &TestApp, count: usize) {
    app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) \
         SELECT printf('00000000-0000-7000-a000-%012d', n.i), o.id, 'M' || n.i, 'm' || n.i, 'm-' || n.i, 1, 1 \
         FROM n, organizations o WHERE o.slug = 'acme'; \
         INSERT INTO environments (id, organization_id, project_id, mode, created_at) \
         SELECT replace(p.id, '-a000-', m.value ->> 0), p.organization_id, p.id, m.value ->> 1, 1 \
         FROM projects p, json_each('[[\"-b000-\", \"sandbox\"], [\"-b001-\", \"live\"]]') m WHERE p.slug LIKE 'm-%'"
    ));
}

/// Has an archive asked for by an instance that dies before it has begun.
fn ask_and_die(app: &mut TestApp) {
    let request = {
        let world = World::new(app);
        world.unlimited();
        furnished(&world);
        many_projects(app, 2_500);
        fill(app, 4_000);
        app.wait(1);
        world.owner.request::<RequestExport>(&world.organization_params(), Value::Null)
    };
    assert_eq!(app.send_and_die(&request).status, 201);
}

fn state(app: &TestApp) -> String {
    app.db().text("SELECT state || ' ' || section || ' ' || parts FROM exports")
}

/// Every record once, and none of two parts alike.
fn is_whole(app: &TestApp) {
    let number = |sql: &str| app.db().number(sql);
    let lines = "SELECT count(*) FROM export_parts p, json_each('[' || replace(rtrim(p.text, char(10)), char(10), ',') || ']') l WHERE l.value ->> 'kind' = ";
    let of = |kind: &str| number(&format!("{lines}'{kind}'"));
    assert_eq!(of("project"), 2_501);
    assert_eq!(of("version"), 4);
    assert_eq!((of("organization"), of("end")), (1, 1));
    assert_eq!(
        of("audit"),
        number(
            "SELECT count(*) FROM audit_entries a, exports x WHERE a.organization_id = x.organization_id AND a.id < substr(x.id, 1, 13)"
        )
    );
    assert_eq!(number("SELECT sum(records) FROM export_parts"), number("SELECT records FROM exports"));
    assert_eq!(number("SELECT max(number) + 1 FROM export_parts"), number("SELECT parts FROM exports"));
}

#[test]
fn archive_is_made_by_cron_alone_over_several_runs() {
    let mut app = TestApp::new();
    ask_and_die(&mut app);
    let mut seen = Vec::new();
    while !state(&app).starts_with("ready") {
        app.run_cron();
        seen.push(state(&app));
        app.wait(MINUTE);
        assert!(seen.len() < 20, "{seen:?}");
    }
    assert!(seen.len() > 2, "{seen:?}");
    seen.dedup();
    is_whole(&app);
}

#[test]
fn instance_that_is_stopped_half_way_leaves_what_the_next_one_goes_on_with() {
    let mut app = TestApp::new();
    ask_and_die(&mut app);
    app.db().pace.takes.set(150);
    for cut in [2_000, 3_500, 5_000] {
        let cron = app.cron();
        assert!(app.block_on(within(&app.service.clock, cut, cron)).is_none());
        app.db().statements.set(0);
        // The lease of the one that died is over.
        app.wait(MINUTE + 1);
    }
    app.db().pace.takes.set(0);
    for _ in 0..12 {
        app.run_cron();
        app.wait(MINUTE);
    }
    assert!(state(&app).starts_with("ready"), "{}", state(&app));
    is_whole(&app);
}

#[test]
fn two_instances_at_once_write_nothing_twice() {
    let mut app = TestApp::new();
    ask_and_die(&mut app);
    app.db().pace.takes.set(20);
    for _ in 0..12 {
        let runs = (0..3).map(|_| Box::pin(app.cron()) as Local<'_, _>).collect();
        let log: Vec<_> = app.block_on(together(runs)).into_iter().flatten().collect();
        assert!(log.iter().all(|line: &String| !line.contains("export")), "{log:?}");
        app.db().statements.set(0);
        app.wait(MINUTE);
    }
    app.db().pace.takes.set(0);
    assert!(state(&app).starts_with("ready"), "{}", state(&app));
    is_whole(&app);
}

#[test]
fn whoever_lost_the_lease_writes_nothing() {
    let mut app = TestApp::new();
    ask_and_die(&mut app);
    app.db().pace.takes.set(400);
    let first = app.cron();
    // While it is on its way somebody else takes over.
    let cut = within(&app.service.clock, 6_000, first);
    let steal = async {
        use portico_edge::ports::Clock;
        app.service.clock.wait(3_000).await;
        app.db().execute("UPDATE exports SET lease = 'another', leased_until = 9007199254740991");
        state(&app)
    };
    let both: Vec<Local<'_, Option<String>>> = vec![
        Box::pin(async {
            cut.await;
            None
        }),
        Box::pin(async { Some(steal.await) }),
    ];
    let stolen = app.block_on(together(both)).into_iter().flatten().next();
    assert_eq!(Some(state(&app)), stolen);
}

#[test]
fn export_that_makes_no_headway_is_given_up_after_a_day() {
    let mut app = TestApp::new();
    ask_and_die(&mut app);
    app.run_cron();
    app.db().execute("UPDATE exports SET leased_until = 9007199254740991");
    app.wait(DAY);
    app.run_cron();
    assert!(state(&app).starts_with("failed"), "{}", state(&app));
    app.run_cron();
    assert_eq!(app.db().number("SELECT count(*) FROM export_parts"), 0);
}

#[test]
fn archive_that_becomes_too_large_says_so_at_its_end() {
    let mut app = TestApp::new();
    ask_and_die(&mut app);
    app.run_cron();
    // As if there were that many parts already.
    app.db()
        .execute("UPDATE export_parts SET number = number + 2990; UPDATE exports SET parts = parts + 2990");
    for _ in 0..20 {
        app.run_cron();
        app.wait(MINUTE);
    }
    assert!(state(&app).starts_with("ready"), "{}", state(&app));
    let end = app.db().text("SELECT text FROM export_parts ORDER BY number DESC LIMIT 1");
    let end: Value = serde_json::from_str(&end).unwrap();
    assert_eq!((&end["kind"], &end["is_cut"]), (&json!("end"), &json!(true)));
    assert!(app.db().number("SELECT parts FROM exports") <= 3_001);
}

#[test]
fn archive_has_no_more_bytes_than_the_plan_allows_and_says_so_at_its_end() {
    for (plan, bytes) in [("free", 50_000_000), ("pro", 1_000_000_000), ("enterprise", 2_000_000_000)] {
        let mut app = TestApp::new();
        ask_and_die(&mut app);
        let period = "iif(?1 = 'free', NULL, 9007199254740991)".replace("?1", &format!("'{plan}'"));
        app.db().execute(&format!("UPDATE subscriptions SET plan = '{plan}', period_end = {period}"));
        app.run_cron();
        // As if it had come that far already.
        app.db().execute(&format!("UPDATE exports SET bytes = {bytes} - 1000"));
        for _ in 0..20 {
            app.run_cron();
            app.wait(MINUTE);
        }
        assert!(state(&app).starts_with("ready"), "{plan}: {}", state(&app));
        let end = app.db().text("SELECT text FROM export_parts ORDER BY number DESC LIMIT 1");
        let end: Value = serde_json::from_str(&end).unwrap();
        assert_eq!((&end["kind"], &end["is_cut"]), (&json!("end"), &json!(true)), "{plan}");
        // A part, and the end.
        let over = app.db().number("SELECT bytes FROM exports") - bytes;
        assert!((0..1_900_000).contains(&over), "{plan}: {over}");
    }
}

#[test]
fn all_archives_of_an_organization_have_no_more_bytes_than_two_of_its_plan() {
    let app = TestApp::new();
    let world = World::new(&app);
    furnished(&world);
    let sizes: Vec<_> = (0..5)
        .map(|_| {
            app.wait(1);
            ready(&world.owner, "acme");
            app.run_cron();
            app.db().number("SELECT count(DISTINCT export_id) FROM export_parts")
        })
        .collect();
    // The one before goes once there is a newer one: so there are two while one is made.
    assert_eq!(sizes, [1; 5]);
    assert_eq!(world.owner.send::<RequestExport>(&world.organization_params(), Value::Null).status, 429);
}

#[test]
fn no_part_is_longer_than_what_a_string_of_d1_may_be() {
    let app = TestApp::new();
    let world = World::new(&app);
    world.unlimited();
    let text = |name: &str| json!({ "key": name, "title": name, "kind": { "type": "json" } });
    let keys: Vec<_> = (0..3).map(|number| format!("j{number}")).collect();
    world.declare(json!(keys.iter().map(|key| text(key)).collect::<Vec<_>>()));
    // As much as a version may hold, all of it in quotes; and drafts of the same length on both sides.
    let fill = |letter: char| {
        let value = "\"".repeat(40_000) + &letter.to_string().repeat(80_000);
        for mode in [Mode::Sandbox, Mode::Live] {
            for key in &keys {
                world.save(mode, json!({ key.as_str(): value }));
            }
        }
    };
    for letter in ['a', 'b', 'c'] {
        fill(letter);
        for mode in [Mode::Sandbox, Mode::Live] {
            world.publish(mode);
        }
    }
    fill('d');
    let place = ready(&world.owner, "acme");
    let records = records(&world.owner, &place);
    assert!(serde_json::to_string(&records).unwrap().len() > 2_000_000);
    let longest = app.db().number("SELECT max(bytes) FROM export_parts");
    assert!((700_000..1_900_000).contains(&longest), "{longest}");
    // Nor does a part take much more memory than its text.
    world.owner.send::<DownloadExport>(&place, Value::Null).ok::<DownloadExport>();
    let (_, bytes) = peak(|| world.owner.get::<ShowExportPart>(&part(&place, 1)).status);
    assert!(bytes < 12 * usize::try_from(longest).unwrap(), "{bytes}");
}

#[test]
fn whoever_asked_is_told_by_mail_once() {
    let app = TestApp::with_variables(&[("ORIGIN", "http://localhost:8787"), ("MAIL_TRANSPORT", "local")]);
    let world = World::new(&app);
    ready(&world.owner, "acme");
    (0..3).for_each(|_| app.run_cron());
    let mails = app.mailer.sent.borrow();
    let told: Vec<_> = mails.iter().filter(|mail| mail.subject == "The export of Acme is ready").collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].recipient, "owner@example.com");
    assert!(told[0].text.contains("http://localhost:8787/o/acme/export"), "{}", told[0].text);
    let _ = world.owner.get::<ListMail>(&());
    assert_eq!(listed(&world)[0].state, ExportState::Ready);
}
