// A browser for sites of Apache. The module answers with 401 instead of sending somebody to sign in when a
// request is not a navigation, as `Sec-Fetch-Mode` tells; fetch of Node says that of none of its requests.

import { request as send } from "node:http";
import { buffer } from "node:stream/consumers";

import { Browser, Page } from "../../workerd/kit/browser.mjs";

const NAVIGATION = {
  accept: "text/html,*/*;q=0.8",
  "sec-fetch-dest": "document",
  "sec-fetch-mode": "navigate",
  "user-agent": "Mozilla/5.0",
};

export class Visitor extends Browser {
  async fetch(address, { method = "GET", headers = {}, body } = {}) {
    const url = new URL(address, this.origin);
    const cookie = [...this.cookies].map((pair) => pair.join("=")).join("; ");
    const response = await navigate(url, { ...NAVIGATION, ...(cookie && { cookie }), ...headers }, method, body);
    for (const set of response.headers.getSetCookie()) this.#keep(set);
    return new Page(url, response, await response.text());
  }

  #keep(set) {
    const [pair, ...attributes] = set.split(";").map((part) => part.trim());
    const [, name, value] = pair.match(/^([^=]+)=(.*)$/);
    const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice(8);
    if (expires !== undefined && Date.parse(expires) <= Date.now()) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

function navigate(url, headers, method, body) {
  const text = body?.toString();
  const typed = text === undefined ? headers : { ...headers, "content-type": "application/x-www-form-urlencoded" };
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers: typed }, async (message) => {
      const pairs = message.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [[name, all[at + 1]]] : []));
      resolve(new Response(await buffer(message), { status: message.statusCode, headers: pairs }));
    });
    request.on("error", reject).end(text);
  });
}
