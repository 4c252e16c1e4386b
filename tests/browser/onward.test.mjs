// A client whose callback redirects on: Chromium holds that to the policy of the consent form too.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { addClient } from "../workerd/kit/clients.mjs";
import { authorizationRequest } from "../workerd/kit/steps.mjs";
import { openStage } from "./stage.mjs";

const home = createServer((_, response) => response.end("Arrived."));
const callback = createServer((_, response) => response.writeHead(302, { location: origin(home) }).end());
const origin = (server) => `http://localhost:${server.address().port}/`;

let stage;
before(async () => {
  for (const server of [home, callback]) await new Promise((resolve) => server.listen(0, "localhost", resolve));
  stage = await openStage();
});
after(async () => {
  await stage?.dispose();
  for (const server of [home, callback]) {
    server.closeAllConnections();
    server.close();
  }
});

test("a callback may redirect on to another place of its client", async () => {
  const client = await addClient(stage.server, { redirectUris: [origin(callback), origin(home)] });
  const visitor = await stage.visitor();
  await visitor.page.goto(stage.server.url + authorizationRequest({ ...client, redirectUri: origin(callback) }).url);
  await visitor.signIn();
  await visitor.page.getByRole("button", { name: "Allow" }).click();
  await visitor.page.waitForURL(origin(home));
  assert.equal(await visitor.page.locator("body").innerText(), "Arrived.");
});
