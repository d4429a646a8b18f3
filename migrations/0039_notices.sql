-- Notices: mail that tells somebody what happened, and what each person wants to be told (worker/src/notices/).

-- Mail that waits to be sent. What has left is gone from here.
CREATE TABLE notices (
  id          TEXT PRIMARY KEY,             -- also the key by which the mail service knows another try
  recipient   TEXT NOT NULL,                -- the exact address
  user_id     TEXT,                         -- whose choice it is to get such mail; NULL: nobody is asked
  kind        TEXT NOT NULL,
  details     TEXT NOT NULL,                -- JSON object: what the mail says
  tries       INTEGER NOT NULL DEFAULT 0,
  next_try_at INTEGER NOT NULL,             -- while one sends it, when another run may take it over
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_due ON notices (next_try_at);
CREATE INDEX notices_by_age ON notices (created_at);
CREATE INDEX notices_to ON notices (recipient);

-- What a person chose to be told or not, as a JSON object of kinds; what is not in it is as it is by itself. NULL: nothing was chosen.
ALTER TABLE users ADD COLUMN notices TEXT;

-- Of which limits of its plan the Owners and Admins were told that they are near or reached: for each limit one bit for 80 % and one for 100 %.
ALTER TABLE organizations ADD COLUMN limits_told INTEGER NOT NULL DEFAULT 0;

-- Cron walks through new entries of the log, and through the organizations for their limits.
CREATE TABLE walks_0039 (
  name  TEXT PRIMARY KEY,                  -- which walks there are is said by whoever walks
  place TEXT NOT NULL                      -- the ID of the last organization, or entry, that was looked at
) STRICT, WITHOUT ROWID;
INSERT INTO walks_0039 (name, place) SELECT name, place FROM walks;
-- Nobody is told of what was before.
INSERT INTO walks_0039 (name, place) SELECT 'notices', coalesce((SELECT max(id) FROM audit_entries), '');
INSERT INTO walks_0039 (name, place) VALUES ('limits', '');
DROP TABLE walks;
ALTER TABLE walks_0039 RENAME TO walks;

-- In which session another address was asked for: only there its code counts, so only there it can be entered after a reload.
ALTER TABLE address_changes ADD COLUMN session_id TEXT;
