-- Hashes of the codes that newer ones replaced, newest first with blanks between, five at most: whoever enters one is told so.
ALTER TABLE address_changes ADD COLUMN earlier_codes TEXT NOT NULL DEFAULT '';
