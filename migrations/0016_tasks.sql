-- Long work that an operator has asked for, which cron does in slices: the row goes when it is done.
CREATE TABLE tasks (
  name     TEXT PRIMARY KEY CHECK (name IN ('reencrypt')),
  place    TEXT NOT NULL,                  -- how far it has come: the ID of the last row that was looked at
  asked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
