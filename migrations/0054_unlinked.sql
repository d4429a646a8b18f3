-- Whoever has ever unlinked a provider trusts what a provider says of their address no more: from then on an account elsewhere is linked by a code or by hand alone.
ALTER TABLE users ADD COLUMN unlinked_at INTEGER; -- when that was last; NULL: never
UPDATE users SET unlinked_at = e.at
FROM (SELECT actor_id, max(created_at) AS at FROM audit_entries WHERE action = 'unlink_provider' AND organization_id IS NULL GROUP BY actor_id) e
WHERE users.id = e.actor_id;
