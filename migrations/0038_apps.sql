-- Clients that the owner blocks: nothing is issued to them any more. Reads every client once, and writes an entry of an index
-- for each that people can start, and for each that asks about tokens.
ALTER TABLE clients ADD COLUMN blocked_at INTEGER; -- since when; NULL: it is not blocked

-- The revision of a client with a metadata document is the hash of that document. Blocking changes nothing in it.
DROP TRIGGER clients_revision;
CREATE TRIGGER clients_revision AFTER UPDATE ON clients
  WHEN new.revision = old.revision AND (new.registered_by <> 'document' OR new.blocked_at IS old.blocked_at)
BEGIN
  UPDATE clients SET revision = hex(randomblob(8)) WHERE id = new.id;
END;

-- Blocked ones are on nobody's page.
DROP INDEX clients_to_start;
CREATE INDEX clients_to_start ON clients (registered_by, name, id, initiate_login_uri, blocked_at)
  WHERE initiate_login_uri IS NOT NULL;

-- The few that ask about tokens, found without reading the others.
CREATE INDEX clients_introspecting ON clients (id, name, introspects) WHERE introspects <> '[]';
