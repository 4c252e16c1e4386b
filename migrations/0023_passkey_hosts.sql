-- A change of the RP ID is refused while there are passkeys for another host: these are found by it. Writes one row for
-- each passkey.
CREATE INDEX passkeys_by_host ON passkeys (rp_id);
