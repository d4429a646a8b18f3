//! The most expensive requests that are accepted, each of any share of its largest size.

use crate::audit::exported;
use crate::costs_values::{
    ALL, JSON, LARGEST_PATTERNS, archived, digits, nested, of_json, of_largest_pattern, of_pattern,
    of_small_pattern, settings, small_objects, texts, value,
};
use crate::exports;
use crate::passkeys;
use crate::support::provider::encode;
use crate::support::{Authenticator, World};
use portico_api::Role;
use portico_api::account::DeleteAccount;
use portico_api::audit::{ExportAudit, ExportFormat};
use portico_api::configuration::{SaveDraft, ShowConfiguration};
use portico_api::deletions::{DeleteOrganization, PreviewDeletion};
use portico_api::environments::Mode;
use portico_api::exports::{DownloadExport, ShowExportPart};
use portico_api::history::ShowSettingHistory;
use portico_api::imports::{ImportProject, PreviewImport};
use portico_api::invites::CreateInvites;
use portico_api::passkeys::AddPasskey;
use portico_api::promotion::{Promote, ShowPromotion};
use portico_api::schema::UpdateSchema;
use portico_api::versions::{PublishDraft, RollBack, ShowVersion};
use portico_edge::http::Request;
use serde_json::{Value, json};

/// Sets the values of `share` quarters of all there may be, in as many requests as it takes.
fn fill(world: &World, mode: Mode, share: usize, text: fn(usize) -> String) {
    for number in 0..3 {
        world.save(mode, json!({ format!("s{number:03}"): value(&text(ALL / 3 * share / 4)) }));
    }
}

fn save(world: &World, set: Value) -> Request {
    let revision = world.configuration(Mode::Sandbox).revision;
    world
        .owner
        .request::<SaveDraft>(&world.environment(Mode::Sandbox), json!({ "set": set, "revision": revision }))
}

/// A request, made ready in an installation of its own, and the bytes that it has to do with.
pub(crate) type Make = fn(&World, usize) -> (Request, usize);

/// What it is, how many times its bytes it may have in memory, and how it is made. What only passes through stays text; the rest of a body is read as a
/// tree.
pub(crate) const CASES: &[(&str, f64, Make)] = &[
    ("a schema of 500 settings", 25.0, |world, share| {
        let settings = settings(125 * share, of_pattern);
        let body = json!({ "settings": settings, "version": world.schema().version });
        let bytes = body.to_string().len();
        (world.owner.request::<UpdateSchema>(&world.project_params(), body), bytes)
    }),
    ("a draft of small objects", 20.0, |world, share| {
        world.declare(settings(1, of_json));
        (save(world, json!({ "s000": value(&small_objects(JSON * share / 4)) })), JSON * share / 4)
    }),
    ("a draft of nested lists", 20.0, |world, share| {
        world.declare(settings(1, of_json));
        (save(world, json!({ "s000": value(&nested(JSON * share / 4)) })), JSON * share / 4)
    }),
    ("a draft of long numbers", 10.0, |world, share| {
        world.declare(settings(1, of_json));
        (save(world, json!({ "s000": value(&digits(JSON * share / 4)) })), JSON * share / 4)
    }),
    ("a draft of texts under the largest patterns", 45.0, |world, share| {
        world.declare(settings(LARGEST_PATTERNS, of_largest_pattern));
        (save(world, texts(LARGEST_PATTERNS / 4 * share)), LARGEST_PATTERNS / 4 * share * 1_000)
    }),
    ("publishing texts under the largest patterns", 10.0, |world, share| {
        world.declare(settings(LARGEST_PATTERNS, of_largest_pattern));
        world.save(Mode::Sandbox, texts(LARGEST_PATTERNS / 4 * share));
        let body = world.publication(Mode::Sandbox);
        // Held against a document as large as the next one's.
        (world.owner.request::<PublishDraft>(&world.environment(Mode::Sandbox), body), 120 * share * 1_000)
    }),
    ("publishing as many texts under patterns as there may be", 10.0, |world, share| {
        world.declare(settings(480, of_small_pattern));
        (0..share).for_each(|part| {
            let set = texts(480).as_object().unwrap().clone();
            let part: serde_json::Map<_, _> = set.into_iter().skip(120 * part).take(120).collect();
            world.save(Mode::Sandbox, Value::Object(part));
        });
        let body = world.publication(Mode::Sandbox);
        (world.owner.request::<PublishDraft>(&world.environment(Mode::Sandbox), body), 120 * share * 1_000)
    }),
    ("a draft of small objects where none may be", 20.0, |world, share| {
        world.declare(settings(1, |_| json!({ "type": "url_list" })));
        (save(world, json!({ "s000": value(&small_objects(JSON * share / 4)) })), JSON * share / 4)
    }),
    ("an import of small objects", 20.0, |world, share| {
        let body = archived(2, of_json, JSON * share / 4, small_objects);
        let bytes = body.to_string().len();
        world.unlimited();
        (world.owner.request::<ImportProject>(&world.organization_params(), body), bytes)
    }),
    ("saying what an import of nested lists would do", 20.0, |world, share| {
        let body = archived(2, of_json, JSON * share / 4, nested);
        let bytes = body.to_string().len();
        world.unlimited();
        (world.owner.request::<PreviewImport>(&world.organization_params(), body), bytes)
    }),
    ("an import of settings with patterns", 25.0, |world, share| {
        let body = archived(100 * share, of_pattern, 0, small_objects);
        let bytes = body.to_string().len();
        world.unlimited();
        (world.owner.request::<ImportProject>(&world.organization_params(), body), bytes)
    }),
    ("publishing small objects", 10.0, |world, share| {
        world.declare(settings(3, of_json));
        fill(world, Mode::Sandbox, share, small_objects);
        let body = world.publication(Mode::Sandbox);
        (world.owner.request::<PublishDraft>(&world.environment(Mode::Sandbox), body), ALL * share / 4)
    }),
    ("comparing sandbox and live", 10.0, |world, share| {
        both_sides(world, share);
        (world.owner.request::<ShowPromotion>(&world.project_params(), Value::Null), 2 * ALL * share / 4)
    }),
    ("promoting small objects", 10.0, |world, share| {
        both_sides(world, share);
        let body = world.selection(Mode::Live, &["s000", "s001", "s002"]);
        (world.owner.request::<Promote>(&world.project_params(), body), 2 * ALL * share / 4)
    }),
    ("rolling back", 10.0, |world, share| {
        both_sides(world, share);
        world.release(Mode::Sandbox, json!({ "s000": null }));
        let body = json!({ "version": world.configuration(Mode::Sandbox).published.unwrap().version.number, "message": "Back" });
        (world.owner.request::<RollBack>(&world.version(Mode::Sandbox, 2), body), ALL * share / 4)
    }),
    ("showing a version", 10.0, |world, share| {
        both_sides(world, share);
        (world.owner.request::<ShowVersion>(&world.version(Mode::Sandbox, 2), Value::Null), ALL * share / 4)
    }),
    ("the history of a setting", 10.0, |world, share| {
        both_sides(world, share);
        let params = crate::history::params(world, Mode::Sandbox, "s001");
        (world.owner.request::<ShowSettingHistory>(&params, Value::Null), ALL * share / 4)
    }),
    ("showing a configuration", 10.0, |world, share| {
        both_sides(world, share);
        (
            world.owner.request::<ShowConfiguration>(&world.environment(Mode::Sandbox), Value::Null),
            ALL * share / 4,
        )
    }),
    ("a passkey in nested lists", 45.0, |world, share| {
        let mut body = passkeys::made(&world.owner, &mut Authenticator::es256(), "Phone");
        // CBOR: lists of one, as deep as there are bytes.
        let attestation = encode(&vec![0x81; 6_000 * share]);
        let bytes = attestation.len();
        body["attestation"] = attestation.into();
        (world.owner.request::<AddPasskey>(&(), body), bytes)
    }),
    ("a passkey with long strings that are not there", 45.0, |world, share| {
        let mut body = passkeys::made(&world.owner, &mut Authenticator::es256(), "Phone");
        // CBOR: maps of four thousand million entries, each a string of as many bytes.
        let attestation = encode(&[0xBA, 0xFF, 0xFF, 0xFF, 0xFF, 0x7A, 0xFF, 0xFF].repeat(750 * share));
        let bytes = attestation.len();
        body["attestation"] = attestation.into();
        (world.owner.request::<AddPasskey>(&(), body), bytes)
    }),
    ("a part of an archive", 15.0, |world, share| {
        both_sides(world, share);
        let place = exports::ready(&world.owner, "acme");
        world.owner.send::<DownloadExport>(&place, Value::Null).ok::<DownloadExport>();
        let largest = "FROM export_parts ORDER BY bytes DESC LIMIT 1";
        let number = world.app.db().number(&format!("SELECT number {largest}"));
        let bytes = world.app.db().number(&format!("SELECT bytes {largest}"));
        let request = world.owner.request::<ShowExportPart>(&exports::part(&place, number), Value::Null);
        (request, usize::try_from(bytes).unwrap())
    }),
    ("a slice of the audit log", 25.0, |world, share| {
        let count = 62 * share;
        crate::audit::fill(world.app, i64::try_from(count).unwrap());
        world.app.wait(1);
        let params = exported(ExportFormat::Csv);
        (world.owner.request::<ExportAudit>(&params, Value::Null), count * 300)
    }),
    ("what goes with an organization", 10.0, |world, share| {
        many_keys(world, 2_500 * share);
        let params = world.organization_params();
        (world.owner.request::<PreviewDeletion>(&params, Value::Null), 250_000 * share)
    }),
    ("deleting an organization", 10.0, |world, share| {
        many_keys(world, 2_500 * share);
        let version = world.app.db().number("SELECT version FROM organizations WHERE slug = 'acme'");
        let body = json!({ "confirm": "Acme", "version": version });
        (world.owner.request::<DeleteOrganization>(&world.organization_params(), body), 250_000 * share)
    }),
    ("deleting an account", 10.0, |world, share| {
        let own = 3_500 * share;
        world.app.db().execute(&format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {own}) \
             INSERT INTO audit_entries (id, actor_id, action, target_kind, target_id, details, request_id, user_agent, created_at) \
             SELECT printf('00000000-0000-7000-8000-%012d', n.i), u.id, 'update_account', 'user', u.id, '{{}}', 'r', 'u', 1 \
             FROM n, users u WHERE u.email_key = 'guest@example.com'"
        ));
        let guest = world.join("guest@example.com", Role::Viewer);
        (guest.request::<DeleteAccount>(&(), json!({ "confirm": "guest@example.com" })), own * 100)
    }),
    ("a body of unknown fields", 45.0, |world, share| {
        let fields: serde_json::Map<_, _> =
            (0..2_500 * share).map(|number| (format!("f{number}"), 1.into())).collect();
        let body = Value::Object(fields);
        let bytes = body.to_string().len();
        (world.owner.request::<CreateInvites>(&world.organization_params(), body), bytes)
    }),
];

/// So many keys of `acme` that work.
fn many_keys(world: &World, count: usize) {
    world.create_key(Mode::Sandbox);
    world.app.db().execute(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
         INSERT INTO keys (id, organization_id, project_id, environment_id, name, last4, token_hash, created_by, created_at) \
         SELECT 'k' || n.i, k.organization_id, k.project_id, k.environment_id, 'N', 'abcd', 'h' || n.i, k.created_by, 1 \
         FROM n, (SELECT * FROM keys LIMIT 1) k"
    ));
}

/// Sandbox and live have published different values of that size.
fn both_sides(world: &World, share: usize) {
    world.declare(settings(3, of_json));
    fill(world, Mode::Sandbox, share, small_objects);
    world.publish(Mode::Sandbox);
    fill(world, Mode::Live, share, |bytes| small_objects(bytes - 100));
    world.publish(Mode::Live);
}
