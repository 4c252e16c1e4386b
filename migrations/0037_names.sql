-- Administrators look for users by the beginning of their name. Writes an entry of an index for each user who has one.
CREATE INDEX users_name ON users (name COLLATE NOCASE) WHERE name IS NOT NULL;
