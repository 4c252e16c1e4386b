-- Where a third party starts a sign-in (OpenID Connect Core section 4). The owner sets it for a client, and
-- everybody's account page links there. Writes no row.
ALTER TABLE clients ADD COLUMN initiate_login_uri TEXT;
-- Finds them by name, and without reading the clients themselves.
CREATE INDEX clients_to_start ON clients (registered_by, name, id, initiate_login_uri)
  WHERE initiate_login_uri IS NOT NULL;
