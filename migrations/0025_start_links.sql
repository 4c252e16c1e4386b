-- Where a third party starts a sign-in (OpenID Connect Core section 4). What the owner says of a client here is a link on the
-- account pages of everybody. Writes no row.
ALTER TABLE clients ADD COLUMN initiate_login_uri TEXT;
-- Finds them by name, and without reading the clients themselves.
CREATE INDEX clients_to_start ON clients (registered_by, name, id, initiate_login_uri)
  WHERE initiate_login_uri IS NOT NULL;
