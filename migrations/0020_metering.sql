-- How far the reads that Analytics Engine counts have been brought over: all before from_at, and of the window that ends at until_at those of
-- the environments up to place. One row, where it was ever used.
CREATE TABLE metering (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  from_at  INTEGER NOT NULL,
  until_at INTEGER NOT NULL,               -- 0: the window is not chosen yet
  place    TEXT NOT NULL                   -- an environment's ID; empty: from the first one on
) STRICT;
