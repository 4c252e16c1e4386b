// Servers of clients on this machine: an application as its owner runs it, and one that is told when a
// session ended (Back-Channel Logout 1.0).

import { createServer } from "node:http";

/** How long a test waits for a notice, in milliseconds. */
const PATIENCE = 5000;

/** An application on this machine, which answers as node:http has it: {url, dispose}. */
export async function serveApp(answer) {
  const app = createServer(answer);
  await new Promise((listening) => app.listen(0, "localhost", listening));
  return {
    url: `http://localhost:${app.address().port}`,
    dispose() {
      app.closeAllConnections();
      app.close();
    },
  };
}

/**
 * A client's server on this machine. Each path of it is told of on its own: `at(path)` is {uri, notices, next},
 * `next()` waits for a notice {method, headers, body, token} that nobody waited for yet. `answer(path, act)` says
 * what happens with the notices there: `act(response, notice)`; else they are answered with 200.
 */
export async function serveListener() {
  const places = new Map();
  const place = (path) => {
    if (!places.has(path)) places.set(path, new Place(origin + path));
    return places.get(path);
  };
  const app = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const { method, url, headers } = request;
    place(url).tell({ method, headers, body, token: new URLSearchParams(body).get("logout_token") }, response);
  });
  await new Promise((listening) => app.listen(0, "localhost", listening));
  const origin = `http://localhost:${app.address().port}`;
  return {
    at: place,
    answer(path, act) {
      place(path).act = act;
    },
    dispose() {
      app.closeAllConnections();
      app.close();
    },
  };
}

class Place {
  notices = [];
  act = (response) => response.end();
  #waiting = [];
  #taken = 0;

  constructor(uri) {
    this.uri = uri;
  }

  tell(notice, response) {
    this.notices.push(notice);
    for (const look of this.#waiting.splice(0)) look();
    this.act(response, notice);
  }

  async next() {
    const index = this.#taken++;
    const late = AbortSignal.timeout(PATIENCE);
    while (this.notices.length <= index) {
      await new Promise((resolve, reject) => {
        this.#waiting.push(resolve);
        late.addEventListener("abort", () => reject(new Error(`nothing came to ${this.uri} within ${PATIENCE} ms`)));
      });
    }
    return this.notices[index];
  }
}
