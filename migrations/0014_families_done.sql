-- What was added or changed since the parts were copied: one row for each. Then the old table goes.
INSERT OR REPLACE INTO new_token_families (registration_id, ends_with, id, client_id, user_id, scope, resources, dpop_jkt, bound_generation, subject, claims,
  session_id, authenticated_at, generation, rotated_at, expires_at, revoked_at)
SELECT coalesce((SELECT registration_id FROM clients WHERE clients.id = client_id), 'removed'),
  CASE WHEN instr(' ' || scope || ' ', ' openid ') AND NOT instr(' ' || scope || ' ', ' offline_access ')
    THEN session_id END,
  id, client_id, user_id, scope, resources, dpop_jkt, bound_generation, subject, claims,
  session_id, authenticated_at, generation, rotated_at, expires_at, revoked_at
FROM token_families
WHERE expires_at > unixepoch() AND NOT EXISTS (SELECT 1 FROM new_token_families AS copy
  WHERE copy.id = token_families.id AND copy.generation = token_families.generation
  AND copy.dpop_jkt IS token_families.dpop_jkt AND copy.revoked_at IS token_families.revoked_at);
DROP TABLE token_families;
ALTER TABLE new_token_families RENAME TO token_families;
