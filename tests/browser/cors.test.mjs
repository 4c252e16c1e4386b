// A client that runs in a browser, with a library that adds its tracing headers to every request: Chromium asks
// first whether they may be sent.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { addClient } from "../workerd/kit/clients.mjs";
import { Browser } from "../workerd/kit/browser.mjs";
import { obtainCode } from "../workerd/kit/steps.mjs";
import { openStage } from "./stage.mjs";

/** Of W3C Trace Context and Baggage, Sentry, Datadog, B3 and Application Insights. */
const TRACING = {
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  tracestate: "a=b",
  baggage: "sentry-environment=production",
  "sentry-trace": "771a43a4192642f0b136d5159a501700-7e9d0a1c1a1a4b6e-1",
  "x-datadog-trace-id": "1",
  "x-b3-traceid": "463ac35c9f6413ad48485a3953bb6124",
  "request-id": "|4bf92f3577b34da6a3ce929d0e0e4736.1",
};

let stage;
before(async () => {
  stage = await openStage();
});
after(() => stage?.dispose());

test("a script of another origin gets its tokens and userinfo, whatever tracing adds", async () => {
  const { server } = stage;
  const client = await addClient(server, { method: "none", firstParty: true });
  const code = await obtainCode(new Browser(server), client, stage.user, { scope: "openid profile" });
  const visitor = await stage.visitor();
  await visitor.page.goto(stage.api.url);
  const { token, person } = await visitor.page.evaluate(
    async ({ issuer, form, tracing }) => {
      const body = new URLSearchParams(form);
      const tokens = await (await fetch(`${issuer}/token`, { method: "POST", body, headers: tracing })).json();
      const authorization = `Bearer ${tokens.access_token}`;
      const userinfo = await fetch(`${issuer}/userinfo`, { headers: { authorization, ...tracing } });
      return { token: tokens.token_type, person: await userinfo.json() };
    },
    { issuer: server.url, form: { ...code, client_id: client.id }, tracing: TRACING },
  );
  assert.equal(token, "Bearer");
  assert.equal(person.preferred_username, stage.user.username);
});
