// Clients that are described by a Client ID Metadata Document, and the web that the server finds it on.

import { randomUUID } from "node:crypto";

export const CALLBACK = "https://paper.example/callback";

/** The only web there is for a server that is served with `outbound: web.outbound`. */
export class Web {
  /** Every request that came, in order. */
  requests = [];
  #pages = new Map();

  /** How often an address was asked for. */
  count(url) {
    return this.requests.filter((request) => request.url === url).length;
  }

  /** From now on `url` answers `answer(request)`. */
  put(url, answer) {
    this.#pages.set(url, answer);
  }

  /** From now on `url` is this JSON. */
  putJson(url, value, headers = {}) {
    this.put(url, () => Response.json(value, { headers }));
  }

  outbound = async (request) => {
    this.requests.push(request);
    const answer = this.#pages.get(request.url);
    return answer === undefined ? new Response("no such page", { status: 404 }) : answer(request);
  };
}

/** An address that nothing is at yet. */
export function newAddress() {
  return `https://client.example/${randomUUID()}.json`;
}

/** A description that can be used; `changes` replaces members, `undefined` leaves one out. */
export function documentOf(id, changes = {}) {
  return {
    client_id: id,
    client_name: "Paper",
    redirect_uris: [CALLBACK],
    grant_types: ["authorization_code", "refresh_token"],
    ...changes,
  };
}

/** Publishes a description, and gives the client, as those of clients.mjs. */
export function publish(web, changes = {}, headers = {}) {
  const id = changes.client_id ?? newAddress();
  const document = documentOf(id, changes);
  web.putJson(id, document, headers);
  return { id, method: document.token_endpoint_auth_method ?? "none", redirectUri: document.redirect_uris[0] };
}
