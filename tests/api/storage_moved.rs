//! Versions from before their texts stood in a table of their own.

use crate::database::Sqlite;

/// What the migration found: two versions of sandbox that differ in their own keys alone, a third that is the first again, and live with the same
/// document.
const BEFORE: &str = "\
    INSERT INTO users (id, email, email_key, created_at) VALUES ('u', 'u@example.com', 'u@example.com', 1); \
    INSERT INTO organizations (id, name, name_key, website, slug, created_at, updated_at) VALUES ('o', 'O', 'o', 'https://o.example', 'o', 1, 1); \
    INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) VALUES ('p', 'o', 'P', 'p', 'p', 1, 1); \
    INSERT INTO environments (id, organization_id, project_id, mode, created_at, published_version) \
      VALUES ('s', 'o', 'p', 'sandbox', 1, 3), ('l', 'o', 'p', 'live', 1, 1); \
    INSERT INTO schemas (project_id, organization_id, version, document, updated_at, updated_by) VALUES ('p', 'o', 1, '[\"€\"]', 1, 'u'); \
    INSERT INTO secrets (id, organization_id, project_id, environment_id, key, ciphertext, nonce, key_id, created_by, created_at) \
      VALUES ('x', 'o', 'p', 's', 'k', 'abcd', 'n', '1', 'u', 1); \
    INSERT INTO drafts (environment_id, organization_id, project_id, revision, changes, secrets, base_version, updated_at, updated_by) \
      VALUES ('s', 'o', 'p', 1, '{\"a\":2}', '{}', 3, 1, 'u'); \
    INSERT INTO versions (environment_id, number, organization_id, project_id, document, own, secrets, hash, message, kind, source, author_id, created_at) \
      VALUES ('s', 1, 'o', 'p', '{\"a\":1}', '[]', '{}', 'h', 'One', 'publish', NULL, 'u', 1), \
        ('s', 2, 'o', 'p', '{\"a\":1}', '[\"a\"]', '{\"k\":\"x\"}', 'h', 'Two', 'publish', NULL, 'u', 2), \
        ('s', 3, 'o', 'p', '{\"a\":1}', '[]', '{}', 'h', 'Three', 'roll_back', '{\"mode\":\"sandbox\",\"version\":1,\"keys\":[]}', 'u', 3), \
        ('l', 1, 'o', 'p', '{\"a\":1}', '[\"a\"]', '{}', 'h', 'Live', 'promote', '{\"mode\":\"sandbox\",\"version\":2,\"keys\":[\"a\"]}', 'u', 4);";

#[test]
fn versions_from_before_keep_their_texts_which_stand_once_and_are_counted() {
    let db = Sqlite::migrated_around("0017", BEFORE);
    let all = "SELECT group_concat(line, '; ') FROM (SELECT v.environment_id || v.number || ' ' || d.text || ' ' || m.text || ' ' || v.hash || ' ' \
        || v.message || ' ' || coalesce(v.source ->> 'version', '-') AS line FROM versions v \
        JOIN documents d ON d.project_id = v.project_id AND d.hash = v.document \
        JOIN documents m ON m.project_id = v.project_id AND m.hash = v.marks ORDER BY v.environment_id, v.number)";
    assert_eq!(
        db.text(all),
        "l1 {\"a\":1} {\"own\":[\"a\"],\"secrets\":{}} h Live 2; \
         s1 {\"a\":1} {\"own\":[],\"secrets\":{}} h One -; \
         s2 {\"a\":1} {\"own\":[\"a\"],\"secrets\":{\"k\":\"x\"}} h Two -; \
         s3 {\"a\":1} {\"own\":[],\"secrets\":{}} h Three 1"
    );
    assert_eq!(db.number("SELECT count(*) FROM documents"), 4);
    assert_eq!(db.number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let counted = db.number(&crate::storage::counted("o.id = 'o'"));
    assert!(counted > 100, "{counted}");
    assert_eq!(db.number("SELECT stored_bytes FROM projects"), counted);
    assert_eq!(db.number("SELECT stored_bytes FROM organizations"), counted);
}
