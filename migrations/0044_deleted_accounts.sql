-- Deleted accounts. A row stays, because organizations' logs, versions and keys name it by its ID; all that says who it was is taken out of it: its
-- address is "Deleted account" with the last four digits of the ID, and what addresses are compared by is the ID, which no address ever is.
ALTER TABLE users ADD COLUMN deleted_at INTEGER; -- NULL: it is not
