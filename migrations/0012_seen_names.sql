-- What makes a name unique and found leaves out what cannot be seen (api/src/text/hidden.rs). The keys of older names lose the
-- commonest of it: soft hyphen, zero-width space, joiners, word joiner, byte order mark, styles of emoji; the blank of braille
-- becomes a space. Where two names then are the same, the later one keeps its key.
UPDATE OR IGNORE projects SET name_key = trim(replace(replace(replace(replace(replace(replace(replace(replace(replace(name_key,
  char(173), ''), char(8203), ''), char(8204), ''), char(8205), ''), char(8288), ''), char(65279), ''), char(65038), ''), char(65039), ''), char(10240), ' '))
  WHERE length(name_key) < length(CAST(name_key AS BLOB));
UPDATE organizations SET name_key = trim(replace(replace(replace(replace(replace(replace(replace(replace(replace(name_key,
  char(173), ''), char(8203), ''), char(8204), ''), char(8205), ''), char(8288), ''), char(65279), ''), char(65038), ''), char(65039), ''), char(10240), ' '))
  WHERE length(name_key) < length(CAST(name_key AS BLOB));
UPDATE users SET name_key = trim(replace(replace(replace(replace(replace(replace(replace(replace(replace(name_key,
  char(173), ''), char(8203), ''), char(8204), ''), char(8205), ''), char(8288), ''), char(65279), ''), char(65038), ''), char(65039), ''), char(10240), ' '))
  WHERE length(name_key) < length(CAST(name_key AS BLOB));
