-- Answers that had their day are found by a walk through all of them, which reads 2,000 rows in a step, and not by an index of their age: that was one row
-- more to write for each change, and reading a thousand rows costs what writing one does.
DROP INDEX answers_by_age;

-- Which walks there are is said by whoever walks.
CREATE TABLE walks_0041 (
  name  TEXT PRIMARY KEY,
  place TEXT NOT NULL                      -- the key of the last row that was looked at; it begins anew where that is empty
) STRICT, WITHOUT ROWID;
INSERT INTO walks_0041 (name, place) SELECT name, place FROM walks;
INSERT INTO walks_0041 (name, place) VALUES ('answers', '["","","",""]');
DROP TABLE walks;
ALTER TABLE walks_0041 RENAME TO walks;
