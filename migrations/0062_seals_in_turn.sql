-- When an organization's log was last tried to be sealed by itself, because it could not be together with others; NULL: it could. Those that were tried last come after
-- all others, so that however many can't be sealed, none of the others waits for them (worker/src/audit/chain/seal.rs).
ALTER TABLE audit_chains ADD COLUMN seal_tried_at INTEGER;
