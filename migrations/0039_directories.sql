-- Directories that make users and groups here by SCIM, and keep them as they are there. Writes no row.

-- What a directory proves itself with. Two of one name are the same directory, so a token can be replaced without a gap.
CREATE TABLE directory_tokens (
  hash       TEXT    NOT NULL PRIMARY KEY, -- SHA-256, base64url
  id         TEXT    NOT NULL UNIQUE, -- what the owner calls it by; random
  directory  TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  used_on    INTEGER -- the day, counted from 1970; NULL: never
) STRICT, WITHOUT ROWID;

-- NULL in all of these: no directory made them.
ALTER TABLE users ADD COLUMN directory TEXT; -- which
-- From 1, without gaps: so every part of a list is found by its number, and how many there are is the last one's.
ALTER TABLE users ADD COLUMN directory_place INTEGER;
ALTER TABLE users ADD COLUMN directory_name TEXT; -- userName, folded
ALTER TABLE users ADD COLUMN external_id TEXT;
ALTER TABLE users ADD COLUMN directory_record TEXT; -- what it says of them, JSON
CREATE UNIQUE INDEX users_of_directory ON users (directory, directory_place) WHERE directory IS NOT NULL;
CREATE UNIQUE INDEX users_directory_name ON users (directory, directory_name) WHERE directory IS NOT NULL;
CREATE INDEX users_external_id ON users (directory, external_id) WHERE external_id IS NOT NULL;

ALTER TABLE user_groups ADD COLUMN directory TEXT;
ALTER TABLE user_groups ADD COLUMN directory_place INTEGER;
ALTER TABLE user_groups ADD COLUMN directory_name TEXT COLLATE NOCASE; -- displayName
ALTER TABLE user_groups ADD COLUMN external_id TEXT;
CREATE UNIQUE INDEX groups_of_directory ON user_groups (directory, directory_place) WHERE directory IS NOT NULL;
CREATE UNIQUE INDEX groups_directory_name ON user_groups (directory, directory_name) WHERE directory IS NOT NULL;
CREATE INDEX groups_external_id ON user_groups (directory, external_id) WHERE external_id IS NOT NULL;

-- The last one takes the place of one who goes.
CREATE TRIGGER users_left_directory AFTER DELETE ON users WHEN old.directory IS NOT NULL
BEGIN
  UPDATE users SET directory_place = old.directory_place
    WHERE directory = old.directory AND directory_place = (
      SELECT max(directory_place) FROM users WHERE directory = old.directory AND directory_place > old.directory_place);
END;
CREATE TRIGGER groups_left_directory AFTER DELETE ON user_groups WHEN old.directory IS NOT NULL
BEGIN
  UPDATE user_groups SET directory_place = old.directory_place
    WHERE directory = old.directory AND directory_place = (
      SELECT max(directory_place) FROM user_groups WHERE directory = old.directory AND directory_place > old.directory_place);
END;
