// A directory that has a token, and sends what Entra and Okta send.

import { createHash, randomBytes, randomUUID } from "node:crypto";

export const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
export const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** A directory of this name: `call(method, path, body, headers)` gives {status, headers, body}. */
export async function directory(server, { name = `directory-${randomUUID()}`, lasts = 3600 } = {}) {
  const token = randomBytes(32).toString("base64url");
  const hash = createHash("sha256").update(token).digest("base64url");
  await server.db.prepare("INSERT INTO directory_tokens (hash, id, directory, created_at, ends_at) VALUES (?, ?, ?, unixepoch(), unixepoch() + ?)")
    .bind(hash, randomUUID(), name, lasts).run();
  const call = (method, path, body, headers) => ask(server, token, method, path, body, headers);
  const made = async (kind, sent) => {
    const { status, body } = await call("POST", `/${kind}`, sent);
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  };
  return {
    name, token, hash, call,
    addUser: (userName = `${randomUUID()}@example.com`, more = {}) => made("Users", { schemas: [USER], userName, active: true, ...more }),
    addGroup: (displayName = `Group ${randomUUID()}`, members = []) =>
      made("Groups", { schemas: [GROUP], displayName, members: members.map(({ id }) => ({ value: id })) }),
    patch: (path, ...Operations) => call("PATCH", path, { schemas: [PATCH], Operations }),
  };
}

/** A request below /scim/v2. A body that is no text is sent as JSON. */
export async function ask(server, token, method, path, body, headers = {}) {
  const answer = await fetch(`${server.url}/scim/v2${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/scim+json; charset=utf-8" }),
      ...headers,
    },
    body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get("content-type"));
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}

/** The row of a user, by `sub`. */
export const rowOf = (server, id) => server.db.prepare("SELECT * FROM users WHERE id = ?").bind(id).first();

/** The names of those who are in a group. */
export async function membersOf(server, group) {
  const { results } = await server.db.prepare("SELECT user_id FROM group_members WHERE group_id = ? ORDER BY user_id").bind(group.id).all();
  return results.map((row) => row.user_id);
}
