// Resend and Postmark, as the Worker reaches them: stand-ins on this machine answer in their place.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Browser } from "../kit/browser.mjs";
import { somewhere, until } from "../kit/mail.mjs";
import { addUser } from "../kit/people.mjs";
import { serveAuthorizationServer } from "../kit/serve.mjs";

const KEY = "a-key-that-nobody-may-see";

const SERVICES = {
  resend: {
    url: "https://api.resend.com/emails", right: (headers) => headers.get("authorization") === `Bearer ${KEY}`,
    to: (body) => body.to[0], taken: () => Response.json({ id: "1" }),
    no: () => Response.json({ name: "daily_quota_exceeded", message: `for ${KEY}` }, { status: 429 }), code: "resend 429 daily_quota_exceeded",
  },
  postmark: {
    url: "https://api.postmarkapp.com/email", right: (headers) => headers.get("x-postmark-server-token") === KEY,
    to: (body) => body.To, taken: () => Response.json({ ErrorCode: 0, Message: "OK" }),
    no: () => Response.json({ ErrorCode: 405, Message: `for ${KEY}` }, { status: 422 }), code: "postmark 422 405",
  },
};

for (const [name, service] of Object.entries(SERVICES)) {
  describe(name, () => {
    let server;
    const taken = [];
    let answer = service.taken;
    before(async () => {
      server = await serveAuthorizationServer({
        seed: true,
        vars: { MAIL: name, MAIL_FROM: "Example <no-reply@example.com>" },
        secrets: { MAIL_API_KEY: KEY },
        outbound: async (request) => {
          if (request.url !== service.url || request.method !== "POST" || !service.right(request.headers)) {
            return new Response("no such service", { status: 418 });
          }
          const answered = answer();
          if (answered.ok) taken.push(await request.json());
          return answered;
        },
      });
    });
    after(() => server?.dispose());

    const ask = async (user) => {
      const browser = new Browser(server);
      return browser.submit(await browser.open("/recovery/mail"), { username: user.username }, somewhere());
    };

    test("takes a mail", async () => {
      const user = await addUser(server);
      assert.equal((await ask(user)).status, 200);
      await until(async () => taken.find((body) => service.to(body) === user.email), "the mail");
    });

    test("refuses one: the log has the code, and neither the key nor the address", async () => {
      const user = await addUser(server);
      answer = service.no;
      assert.equal((await ask(user)).status, 200);
      const line = await server.logged(({ event, code }) => event === "mail" && code === service.code);
      assert.equal(line.sent, false);
      assert.ok(!JSON.stringify(server.logs).includes(KEY));
      assert.ok(!JSON.stringify(server.logs).includes(user.email));
      assert.match((await new Browser(server).open("/recovery/mail")).text, /We have trouble sending email/);
    });
  });
}
