-- `scope` of a client that nobody vouches for is now what it gets when it names none, and no longer all that it
-- may ask for. What these clients once registered was not kept, so they have no default and must name scopes,
-- or an API that has default scopes. One row for each of them is written. Nobody is asked again because of it.
DROP TRIGGER clients_revision;
UPDATE clients SET scope = '' WHERE registered_by = 'itself';
CREATE TRIGGER clients_revision AFTER UPDATE ON clients WHEN new.revision = old.revision
BEGIN
  UPDATE clients SET revision = hex(randomblob(8)) WHERE id = new.id;
END;
