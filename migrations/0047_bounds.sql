-- Whoever moves secrets to the newest key: another run of cron leaves it alone until then.
ALTER TABLE tasks ADD COLUMN leased_until INTEGER NOT NULL DEFAULT 0;
