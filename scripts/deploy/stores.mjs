// The two stores of a server: a D1 database and a KV namespace. They are found by their names before they are made, so a
// deployment that was interrupted goes on with those that it made.
//
// wrangler could make them while it deploys. But then the server would run for a while with a database that has no tables,
// and after an interruption wrangler stops at the namespace that it made before.

import { ApiError, ask } from "../cloudflare-api.mjs";
import { Trouble, say } from "../command.mjs";
import { findDatabase, findNamespace } from "./look.mjs";

/** What is there of the stores that `plan` names: {database, namespace}, undefined for what is to be made. */
export async function findStores(account, { settings, worker }) {
  const bound = (type, name) => worker?.bindings.find((it) => it.type === type && it.name === name);
  const own = settings.values.worker ?? {};
  const names = storeNames(settings.values);
  const databaseId = own.database_id ?? bound("d1", "DB")?.id ?? bound("d1", "DB")?.database_id;
  const namespaceId = own.kv_namespace_id ?? bound("kv_namespace", "CODES")?.namespace_id;
  const database = await findDatabase(account, databaseId ?? names.database);
  if (!database && own.database_id) {
    throw new Trouble(
      `edgegrant.jsonc names the database ${own.database_id}, which is not in the account ${account.name}. If the database was deleted for good, remove database_id, and a new one is made. Nothing was changed.`,
    );
  }
  return { database, namespace: namespaceId ? { id: namespaceId } : await findNamespace(account, names.namespace) };
}

/** What new stores are called. */
export function storeNames({ worker: { name = "edgegrant", database_name } = {} }) {
  return { database: database_name ?? name, namespace: `${name}-codes` };
}

/** Makes what is missing of `found`. */
export async function makeStores(account, found, names) {
  const database = found.database ?? (await makeDatabase(account, names.database));
  const namespace = found.namespace ?? (await makeNamespace(account, names.namespace));
  return { database, namespace };
}

async function makeDatabase(account, name) {
  say(`Making the D1 database ${name}`);
  try {
    const made = await ask("POST", `/accounts/${account.id}/d1/database`, { body: { name }, writes: true });
    return { id: made.uuid, name };
  } catch (error) {
    return otherwise(error, () => findDatabase(account, name), `The D1 database ${name} could not be made`);
  }
}

async function makeNamespace(account, title) {
  say(`Making the KV namespace ${title}`);
  try {
    return { id: (await ask("POST", `/accounts/${account.id}/storage/kv/namespaces`, { body: { title }, writes: true })).id };
  } catch (error) {
    return otherwise(error, () => findNamespace(account, title), `The KV namespace ${title} could not be made`);
  }
}

// Somebody else may have made it in the same moment.
async function otherwise(error, find, sentence) {
  if (!(error instanceof ApiError) || error.status >= 500) throw error;
  const found = await find();
  if (found) return found;
  throw new Trouble(`${sentence}: ${error.message}\nThe account's plan may not allow more of them. Delete one that you do not need, or get the paid plan, and run \`npm run deploy\` again.`);
}
