// How many rows D1 writes, by its own `meta`: local D1 over the real migrations, one statement or batch like the product's after the other.
// node bench/rows/run.mjs          Prints one line a step.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const { Miniflare, convertV4MiniflareOptions } = createRequire(import.meta.url)('miniflare');
const MIGRATIONS = fileURLToPath(new URL('../../migrations/', import.meta.url));
const mf = new Miniflare(convertV4MiniflareOptions({ modules: true, script: 'export default {}', d1Databases: { DB: 'rows' } }));
const db = await mf.getD1Database('DB');

/** Runs one statement, and answers how many rows it wrote. */
async function write(sql, ...args) {
  const { meta } = await db.prepare(sql).bind(...args).run();
  return meta.rows_written;
}
async function measure(name, ...statements) {
  let written = 0;
  for (const [sql, ...args] of statements) written += await write(sql, ...args);
  console.log(`${name.padEnd(70)} ${String(written).padStart(4)}`);
}

/** The statements of a file: those of a trigger end with its END. */
function statements(text) {
  const found = [];
  let begun = '';
  for (const line of text.split('\n').map((line) => line.replace(/(^|\s)--.*$/, ''))) {
    begun += `${line}\n`;
    const isWhole = /;\s*$/.test(begun) && (!/^\s*CREATE TRIGGER/.test(begun) || /\bEND;\s*$/.test(begun));
    if (!isWhole) continue;
    found.push(begun);
    begun = '';
  }
  return found;
}
for (const file of readdirSync(MIGRATIONS).sort()) {
  for (const sql of statements(readFileSync(MIGRATIONS + file, 'utf8'))) {
    try {
      await db.prepare(sql).run();
    } catch (error) {
      throw new Error(`${file}: ${error.message}\n${sql}`);
    }
  }
}

const hash = 'h'.repeat(64);
/** The ID of a row of the minute `at`. */
const id = (at) => `01990000-0000-7000-8000-${String(at).padStart(12, '0')}`;
await write("INSERT INTO users (id, email, email_key, created_at) VALUES ('u', 'u@x.example', 'u@x.example', 1)");
await write("INSERT INTO organizations (id, name, name_key, slug, website, created_at, updated_at, created_by) VALUES ('o', 'Acme', 'acme', 'acme', 'https://x.example/', 1, 1, 'u')");
await write("INSERT INTO memberships (organization_id, user_id, role, created_at, email_key) VALUES ('o', 'u', 4, 1, 'u@x.example')");
await write("INSERT INTO projects (id, organization_id, name, name_key, slug, created_at, updated_at) VALUES ('p', 'o', 'Checkout', 'checkout', 'checkout', 1, 1)");
await write("INSERT INTO environments (id, organization_id, project_id, mode, created_at) VALUES ('e', 'o', 'p', 'sandbox', 1)");

const entry = (at, action, kind, target) => [
  `INSERT INTO audit_entries (id, organization_id, actor_id, action, target_kind, target_id, details, request_id, user_agent, created_at, country)
   VALUES (?1, 'o', 'u', ?2, ?3, ?4, '{}', 'r', 'a', 1, 'DE')`, id(at), action, kind, target];
await measure('the first entry of an organization, of a draft', entry(1, 'save_draft', 'environment', 'e'));
await measure('an entry about a draft or another thing of a project', entry(2, 'save_draft', 'environment', 'e'));
await measure('an entry about no project', entry(3, 'update_organization', 'organization', 'o'));
await measure('a seal of entries',
  ["INSERT INTO audit_seals (organization_id, first, last, hash, marks, newest_id, newest_at, sealed_at) VALUES ('o', 1, 3, ?1, 'm', ?2, 1, 1)", hash, id(3)]);
await measure('the checkpoint of a removal', ["UPDATE audit_chains SET removed = 3, removed_hash = ?1, removed_at = 1, signature = 's' WHERE organization_id = 'o'", hash]);
await measure('a seal that goes', ["DELETE FROM audit_seals WHERE organization_id = 'o'"]);
await measure('an entry of a project that goes', ['DELETE FROM audit_entries WHERE id = ?1', id(2)]);

await measure('an answer that is kept for a retry', [`INSERT INTO answers (user_id, endpoint, key, place, request_hash, organization_id, needs_role, created_at, reply)
   SELECT 'u', 'save_draft', 'k', 'o', ?1, 'o', 2, 1, '{"revision":1}' RETURNING reply`, hash]);
await measure('… and removed', ["DELETE FROM answers WHERE user_id = 'u' AND endpoint = 'save_draft' AND key = 'k' AND place = 'o'"]);

const draft = (changes) => [
  `INSERT INTO drafts (environment_id, organization_id, project_id, revision, changes, secrets, base_version, updated_at, updated_by)
   VALUES ('e', 'o', 'p', 1, ?1, '{}', 0, 1, 'u') ON CONFLICT (environment_id) DO UPDATE SET revision = revision + 1, changes = excluded.changes`, changes];
await measure('the first draft of an environment, with what is stored', draft('{}'));
await measure('a draft that became longer, with what is stored', draft('{"a":1}'));
await measure('another one that became longer', draft('{"a":10}'));
await measure('a draft that is as long as before', draft('{"a":11}'));

await measure('a passkey', ["INSERT INTO passkeys (id, user_id, credential_id, user_handle, public_key, name, counter, is_synced, is_backed_up, created_at) VALUES ('k', 'u', 'c', 'h', 'p', 'n', 0, 0, 0, 1)"]);
await measure('a passkey that signs in', ["UPDATE passkeys SET counter = 1, is_backed_up = 1, last_used_at = 2 WHERE id = 'k'"]);
await measure('a passkey that is removed', ["DELETE FROM passkeys WHERE id = 'k'"]);
await measure('a challenge that was answered', ["INSERT INTO passkey_challenges (hash, expires_at) VALUES (?1, 1)", hash]);
await measure('… and is over', ['DELETE FROM passkey_challenges WHERE expires_at < 2']);

await measure('a linked provider', ["INSERT INTO linked_providers (user_id, provider, issuer, subject, email, linked_at, request_id) VALUES ('u', 'okta', 'i', 's', 'e', 1, 'r')"]);
await measure('a provider that signs in', ["UPDATE linked_providers SET last_used_at = 2, request_id = 's' WHERE user_id = 'u' AND provider = 'okta'"]);
await measure('a provider that is unlinked', ["DELETE FROM linked_providers WHERE user_id = 'u' AND provider = 'okta'"]);
await measure('a sign-in at a provider that begins', ["INSERT INTO provider_attempts (state_hash, browser_hash, provider, return_to, created_at, expires_at) VALUES (?1, 'b', 'okta', '/', 1, 2)", hash]);
await measure('… is used up', ['UPDATE provider_attempts SET used_at = 2 WHERE state_hash = ?1', hash]);
await measure('… and removed', ['DELETE FROM provider_attempts WHERE created_at < 2']);

await measure('an export that is asked for', ["INSERT INTO exports (id, organization_id, asked_by, created_at) VALUES ('x', 'o', 'u', 1)"]);
await measure('a part of an export, with the progress',
  ["INSERT INTO export_parts (export_id, number, records, bytes, last, text) VALUES ('x', 0, 1, 1, 'l', 't')"],
  ["UPDATE exports SET section = 1, place = 'l', parts = 1, records = 1, bytes = 1 WHERE id = 'x'"]);
await measure('the lease of a run', ["UPDATE exports SET lease = 'l', leased_until = 5 WHERE id = 'x'"]);
await measure('an export that is ready', ["UPDATE exports SET state = 'ready', lease = NULL, ready_at = 2, expires_at = 9, mail_due_at = 2 WHERE id = 'x'"]);
await measure('its mail, which is leased and has left', ["UPDATE exports SET mail_due_at = 3, mail_tries = 1 WHERE id = 'x'"], ["UPDATE exports SET mail_due_at = NULL WHERE id = 'x'"]);
await measure('an export that is gone, with its part', ["UPDATE exports SET state = 'gone', expires_at = NULL WHERE id = 'x'"], ["DELETE FROM export_parts WHERE export_id = 'x'"], ["UPDATE exports SET parts = 0 WHERE id = 'x'"]);
await measure('its row, after 30 days', ["DELETE FROM exports WHERE id = 'x'"]);

await measure('a notice', ["INSERT INTO notices (id, recipient, user_id, kind, details, next_try_at, created_at) VALUES ('n', 'u@x.example', 'u', 'k', '{}', 1, 1)"]);
await measure('… is leased', ["UPDATE notices SET tries = tries + 1, next_try_at = 9 WHERE id = 'n'"]);
await measure('… and has left', ["DELETE FROM notices WHERE id = 'n'"]);

await measure('what an organization asks of sign-ins', ["UPDATE organizations SET sign_in_ways = ' passkey ', session_ms = 1, security_version = security_version + 1 WHERE id = 'o'"]);
await mf.dispose();
