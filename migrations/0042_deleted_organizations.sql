-- A deleted organization can be restored for 30 days. Its rows stay where they are, so that it comes back with the same IDs; `deleted_at` is the
-- one door: no scope has a row of it, and nothing is delivered of it (worker/src/deletions/).
ALTER TABLE organizations ADD COLUMN deleted_by TEXT REFERENCES users (id);
-- The last project of which the edge was told that it was deleted, or restored; empty: of none yet; NULL: there is nothing to tell.
ALTER TABLE organizations ADD COLUMN tell_after TEXT;
-- When the edge is told once more to forget; NULL: it need not be.
ALTER TABLE organizations ADD COLUMN tell_at INTEGER;
-- When its Owners were told that it goes in 7 days.
ALTER TABLE organizations ADD COLUMN ending_told_at INTEGER;
-- When its removal began, and when nothing was left of it but this row, which invoices name.
ALTER TABLE organizations ADD COLUMN purge_began_at INTEGER;
ALTER TABLE organizations ADD COLUMN purged_at INTEGER;
-- When it is looked again whether anything still names that row.
ALTER TABLE organizations ADD COLUMN forget_at INTEGER;

CREATE INDEX organizations_deleted ON organizations (deleted_at) WHERE deleted_at IS NOT NULL AND purged_at IS NULL;
CREATE INDEX organizations_ending ON organizations (deleted_at) WHERE deleted_at IS NOT NULL AND ending_told_at IS NULL;
CREATE INDEX organizations_to_tell ON organizations (tell_after) WHERE tell_after IS NOT NULL;
CREATE INDEX organizations_to_tell_again ON organizations (tell_at) WHERE tell_at IS NOT NULL;
CREATE INDEX organizations_to_forget ON organizations (forget_at) WHERE forget_at IS NOT NULL;
CREATE INDEX organizations_by_deleter ON organizations (deleted_by) WHERE deleted_by IS NOT NULL;

-- When the subscription of a deleted organization is to be cancelled at Stripe, or tried again; NULL: it need not be.
ALTER TABLE subscriptions ADD COLUMN cancel_due_at INTEGER;
CREATE INDEX subscriptions_cancel_due ON subscriptions (cancel_due_at) WHERE cancel_due_at IS NOT NULL;
