-- How else somebody signed in before, in the same browser and without a break: a proof by a code must not close what was opened with a passkey.
ALTER TABLE sessions ADD COLUMN earlier_ways TEXT NOT NULL DEFAULT '{}';  -- when, by the way: {"passkey":1795860000000}; the newest is `signed_in_by`, `created_at`
