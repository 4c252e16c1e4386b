-- Groups of users, clients that only some groups may use, and what the owner says of people in claims of their own.
-- Reads every user once. Writes a row for each administrator, with an entry of an index.

-- A group that is removed and made again is another one: its id is random. Clients are told its name.
CREATE TABLE user_groups (
  id         TEXT    NOT NULL PRIMARY KEY, -- 'administrators' for the one that is always there
  name       TEXT    NOT NULL COLLATE NOCASE UNIQUE,
  claims     TEXT    NOT NULL DEFAULT '{}', -- own claims of everybody in it, JSON
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who is in them. The group is no reference, so removing one does not go through its rows: without their group they count
-- no more, and the sweep removes them.
CREATE TABLE group_members (
  user_id  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  group_id TEXT NOT NULL,
  PRIMARY KEY (user_id, group_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_of_group ON group_members (group_id, user_id);

-- Administrators are a group like any other to whoever asks who is in it. Triggers fill it, so that nothing that makes an
-- administrator can forget to.
INSERT INTO user_groups (id, name, created_at) VALUES ('administrators', 'administrators', unixepoch());
INSERT INTO group_members (user_id, group_id) SELECT id, 'administrators' FROM users WHERE administrator = 1;
CREATE TRIGGER administrators_added AFTER INSERT ON users WHEN new.administrator = 1
BEGIN
  INSERT INTO group_members (user_id, group_id) VALUES (new.id, 'administrators') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER administrators_made AFTER UPDATE OF administrator ON users WHEN new.administrator > old.administrator
BEGIN
  INSERT INTO group_members (user_id, group_id) VALUES (new.id, 'administrators') ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER administrators_unmade AFTER UPDATE OF administrator ON users WHEN new.administrator < old.administrator
BEGIN
  DELETE FROM group_members WHERE user_id = new.id AND group_id = 'administrators';
END;

-- What only this server's owner says of a user, JSON.
ALTER TABLE users ADD COLUMN own_claims TEXT NOT NULL DEFAULT '{}';

-- Who may use a client: a JSON array of ids of groups. NULL: everybody.
ALTER TABLE clients ADD COLUMN allowed_groups TEXT;
CREATE INDEX clients_limited ON clients (id, allowed_groups) WHERE allowed_groups IS NOT NULL;

-- The groups of whoever is invited: a JSON array of ids. NULL: none.
ALTER TABLE one_time_links ADD COLUMN group_ids TEXT;
