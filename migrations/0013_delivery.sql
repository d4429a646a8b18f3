-- Each environment that waits for KV is on its own: who brings it over right now, how often that failed, and when it is tried next. So one that
-- KV refuses keeps no other from getting there.
ALTER TABLE config_outbox ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE config_outbox ADD COLUMN next_try_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE config_outbox ADD COLUMN lease TEXT; -- the run that has it, until next_try_at
DROP INDEX config_outbox_by_age;
CREATE INDEX config_outbox_due ON config_outbox (next_try_at, queued_at);
CREATE INDEX config_outbox_by_lease ON config_outbox (lease) WHERE lease IS NOT NULL;

-- When what lies in KV is compared with what is published; NULL: it need not be. A writer that was slow, and then died, may have put an older
-- version over a newer one after the last look at the outbox.
ALTER TABLE environments ADD COLUMN look_at INTEGER;
ALTER TABLE environments ADD COLUMN looks INTEGER NOT NULL DEFAULT 0; -- since the last delivery
CREATE INDEX environments_to_look_at ON environments (look_at) WHERE look_at IS NOT NULL;
