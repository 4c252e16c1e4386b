-- One note, one row, one write: the key is also the order in which they are listed.
CREATE TABLE notes (
  sub        TEXT NOT NULL, -- whose: the `sub` of the access token
  created_at TEXT NOT NULL, -- RFC 3339, UTC, milliseconds: sorts as text
  id         TEXT NOT NULL, -- random
  text       TEXT NOT NULL,
  PRIMARY KEY (sub, created_at, id)
) STRICT, WITHOUT ROWID;
