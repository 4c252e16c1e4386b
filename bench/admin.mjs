// A request for each page of the administrators, about things that have as much as is stored.

/** Every page of a `server` in a browser of an administrator, about `client` too: [[name, path]]. */
export async function adminPages(server, client) {
  const { id } = await server.db.prepare("SELECT id FROM users WHERE username = ?").bind(server.user.username).first();
  const stranger = await server.db.prepare("SELECT id FROM clients WHERE registered_by = 'itself' LIMIT 1").first("id");
  const group = `bench-${id}`;
  await server.db.batch([
    ["INSERT OR IGNORE INTO user_groups (id, name, claims, created_at) VALUES (?1, ?1, '{}', 0)", group],
    ["INSERT OR IGNORE INTO group_members (user_id, group_id) SELECT id, ?1 FROM users LIMIT 100000", group],
    ["UPDATE clients SET allowed_groups = json_array(?1) WHERE id IN (SELECT id FROM clients WHERE id LIKE 'c%' LIMIT 1000)", group],
    ["INSERT OR IGNORE INTO grants (user_id, client_id, registration_id, scope, granted_at, client_revision) SELECT id, ?1, '', 'openid', 0, 'r' FROM users LIMIT 100000", stranger ?? ""],
  ].filter(([, value]) => value).map(([sql, value]) => server.db.prepare(sql).bind(value)));
  const about = (path, it) => `${path}?id=${encodeURIComponent(it)}`;
  const found = stranger === null ? [] : [
    ["/admin/app, of a stranger", about("/admin/app", stranger)],
    ["/admin/app/users, of a stranger", about("/admin/app/users", stranger)],
  ];
  return [
    ...["/admin", "/admin/users", "/admin/invitations", "/admin/groups", "/admin/apps", "/admin/app/new", "/admin/apis", "/admin/keys", "/admin/events", "/admin/brand"].map((path) => [path, path]),
    ["/admin/users, found", "/admin/users?q=crowd"],
    ...["/admin/user", "/admin/user/access", "/admin/user/groups"].map((path) => [path, about(path, id)]),
    ...["/admin/group", "/admin/group/apps"].map((path) => [path, about(path, group)]),
    ["/admin/apps, found", "/admin/apps?q=Client"],
    ...["/admin/app", "/admin/app/change", "/admin/app/users"].map((path) => [path, about(path, client.id)]),
    ...found,
    ["/admin/events, of a user", `/admin/events?q=${encodeURIComponent(server.user.username)}`],
  ];
}
