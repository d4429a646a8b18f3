-- When the operator put the database back to an earlier moment and brought this row into line, or could not prove that nothing had become of it since
-- (`cargo xtask operator reconcile`): the console asks for a look at it.
ALTER TABLE keys ADD COLUMN restored_at INTEGER;
ALTER TABLE memberships ADD COLUMN restored_at INTEGER;
