// The source of the worker of scripts/mailbox.mjs. It keeps what is sent for as long as it runs.

export const WORKER = `
import { WorkerEntrypoint } from "cloudflare:workers";

const MOST = 200;
const mails = [];
// fail: the code of the error; delay: in milliseconds; hold: whether nothing is taken until that ends; lose: whether what is
// taken goes nowhere.
let mood = {};
let waiting = 0;

export class Mail extends WorkerEntrypoint {
  async send(message) {
    waiting += 1;
    try {
      if (mood.delay) await scheduler.wait(mood.delay);
      while (mood.hold) await scheduler.wait(20);
      if (mood.fail) throw Object.assign(new Error("as told"), { code: mood.fail });
      if (!mood.lose) mails.unshift({ ...message, at: Date.now(), id: crypto.randomUUID() });
      mails.length = Math.min(mails.length, MOST);
      return { messageId: crypto.randomUUID() };
    } finally {
      waiting -= 1;
    }
  }
}

const escape = (text) => String(text).replace(/[&<>"']/g, (it) => "&#" + it.charCodeAt(0) + ";");
const linked = (text) => escape(text).replace(/https?:\\/\\/[^\\s]+/g, (url) => '<a href="' + url + '">' + url + "</a>");

function page() {
  const list = mails.map((mail) => \`<article>
<h2>\${escape(mail.subject)}</h2>
<p>To <strong>\${escape(mail.to)}</strong>, <time>\${new Date(mail.at).toISOString().slice(11, 19)}</time></p>
<pre>\${linked(mail.text)}</pre>
<p><a href="/\${mail.id}">Show it as HTML</a></p>
</article>\`);
  return \`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Mailbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>a{color:inherit}body{font:1em/1.5 system-ui,sans-serif;max-width:44em;margin:0 auto;padding:1.5em}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
article{border-top:1px solid;padding-top:1em}</style></head>
<body><main><h1>Mailbox</h1>
<p>What the authorization server sent on this machine. Nothing left it. Load the page again to see new mail.</p>
\${list.join("") || "<p>Nothing was sent yet.</p>"}</main></body></html>\`;
}

const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};
const html = (body) => new Response(body, { headers });

// A page on another host must not read mail here, whatever name it gives this machine.
const isForeign = ({ url, headers }) => {
  const { hostname, origin } = new URL(url);
  return !["localhost", "127.0.0.1"].includes(hostname) || ![null, origin].includes(headers.get("origin"));
};

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (isForeign(request)) return new Response("This mailbox is for this machine only.", { status: 403 });
    if (pathname === "/mails") return Response.json({ mails, waiting });
    if (pathname === "/mood" && request.method === "POST") {
      mood = await request.json();
      return new Response(null, { status: 204 });
    }
    const mail = mails.find((it) => "/" + it.id === pathname);
    if (mail) return html(mail.html);
    return pathname === "/" ? html(page()) : new Response("There is no such mail.", { status: 404 });
  },
};
`;
