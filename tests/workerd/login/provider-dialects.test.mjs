// What each of the known providers does in its own way: Google, Microsoft, Apple and GitHub, each as a stand-in at its own address.

import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { jwtVerify } from "jose";

import { Browser } from "../kit/browser.mjs";
import { addClient } from "../kit/clients.mjs";
import { StandIn, goBy, leave, personAt } from "../kit/providers.mjs";
import { serveWithClock } from "../kit/serve.mjs";
import { postAs } from "../kit/steps.mjs";

const TENANT = "8f3c1f0e-2d1a-4a3b-9c4d-5e6f7a8b9c0d";
const ofTenant = (tenant) => `https://login.microsoftonline.com/${tenant}/v2.0`;

const google = new StandIn("google", "https://accounts.google.com", { metadata: { authorization_response_iss_parameter_supported: undefined } });
const microsoft = new StandIn("microsoft", ofTenant("common"), {
  metadata: { issuer: ofTenant("{tenantid}"), token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"], authorization_response_iss_parameter_supported: undefined },
});

/** The key with which this server signs its secret for Apple. */
const key = generateKeyPairSync("ec", { namedCurve: "P-256" });

class Apple extends StandIn {
  constructor() {
    super("apple", "https://appleid.apple.com", {
      clientId: "com.example.web",
      secret: key.privateKey.export({ type: "pkcs8", format: "pem" }),
      metadata: { token_endpoint_auth_methods_supported: ["client_secret_post"], authorization_response_iss_parameter_supported: undefined },
    });
  }

  async isSecret(secret) {
    const { payload, protectedHeader } = await jwtVerify(secret, key.publicKey, { issuer: "TEAM", audience: "https://appleid.apple.com", subject: this.clientId, algorithms: ["ES256"] });
    return protectedHeader.kid === "KEY" && payload.exp - payload.iat <= 300;
  }
}
const apple = new Apple();

class GitHub extends StandIn {
  emails = [];

  constructor() {
    super("github", "https://github.com", { metadata: { authorization_endpoint: "https://github.com/login/oauth/authorize", authorization_response_iss_parameter_supported: undefined } });
  }

  isAt(url) {
    return url.startsWith("https://github.com/login/oauth/") || url.startsWith("https://api.github.com/");
  }

  async answer(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/login/oauth/access_token") {
      assert.equal(request.headers.get("accept"), "application/json");
      return super.answer(new Request("https://github.com/token", request));
    }
    if (!request.headers.get("user-agent")) return new Response("no agent", { status: 403 });
    if (request.headers.get("authorization") !== `Bearer token-of-${this.last.id}`) return new Response("no", { status: 401 });
    if (pathname === "/user") return this.instead.user?.() ?? Response.json(this.last);
    return this.instead.emails?.() ?? Response.json(this.emails);
  }

  async tokens({ person }) {
    return { access_token: `token-of-${person.id}`, token_type: "bearer", scope: "read:user,user:email" };
  }
}
const github = new GitHub();

const all = [google, microsoft, apple, github];
const PROVIDERS = [
  { id: "google", client_id: google.clientId },
  { id: "microsoft", client_id: microsoft.clientId },
  { id: "apple", client_id: apple.clientId, team_id: "TEAM", key_id: "KEY" },
  { id: "github", client_id: github.clientId },
];

let server;
before(async () => {
  const outbound = async (request) => (await all.find((it) => it.isAt(request.url))?.answer(request)) ?? new Response("no such host", { status: 502 });
  const secrets = Object.fromEntries(all.map(({ id, secret }) => [`PROVIDER_SECRET_${id.toUpperCase()}`, secret]));
  server = await serveWithClock({ outbound, vars: { PROVIDERS: JSON.stringify(PROVIDERS), SIGN_UP: "open" }, secrets });
});
after(() => server?.dispose());

/** Makes an account by the provider: {user, account}; `come` gives how they come back. */
async function join(provider, person, come = goBy) {
  const browser = new Browser(server);
  const page = await come(browser, await browser.open("/sign-up"), provider, person);
  assert.match(page.text, /Create the account/, page.text);
  const done = await browser.submitTo(page, "/sign-up");
  assert.equal(done.status, 200, done.text);
  const accounts = await server.db.prepare("SELECT * FROM provider_accounts ORDER BY linked_at DESC, rowid DESC").all().catch(() => server.db.prepare("SELECT * FROM provider_accounts").all());
  const account = accounts.results.find(({ account }) => account.endsWith(` ${person.sub ?? person.id}`));
  const user = await server.db.prepare("SELECT * FROM users WHERE id = ?").bind(account.user_id).first();
  return { account, user, page };
}

async function assertRefused(provider, person) {
  const browser = new Browser(server);
  const page = await goBy(browser, await browser.open("/login?for=/account"), provider, person);
  assert.equal(page.status, 400);
  assert.match(page.text, /did not respond as expected/);
}

test("the buttons are in the order of the settings, with the words and the marks of each", async () => {
  const { text } = await new Browser(server).open("/login?for=/account");
  const buttons = [...text.matchAll(/<button class="provider" name="provider" value="(\w+)">(<svg[^]*?<\/svg>)<span>Continue with <bdi>(\w+)<\/bdi><\/span>/g)];
  assert.deepEqual(buttons.map(([, id, , name]) => [id, name]), [["google", "Google"], ["microsoft", "Microsoft"], ["apple", "Apple"], ["github", "GitHub"]]);
  for (const [, , mark] of buttons) assert.match(mark, /aria-hidden="true"/);
});

describe("Google", () => {
  for (const [what, changes, proved] of [
    ["an address of its own", { email: `${randomUUID()}@gmail.com` }, true],
    ["an address of a company that it hosts", { hd: "company.example" }, true],
    ["any other address, which may have been somebody else's since", {}, false],
    ["an address of its own that it does not call verified", { email: `${randomUUID()}@gmail.com`, email_verified: false }, false],
  ]) {
    test(`${proved ? "proves" : "does not prove"} ${what}`, async () => {
      const person = personAt(changes);
      const { user } = await join(google, person);
      assert.deepEqual([user.email, user.unverified_email], proved ? [person.email, null] : [null, person.email]);
    });
  }
});

describe("Microsoft", () => {
  const at = (tenant, changes = {}) => personAt({ iss: ofTenant(tenant), tid: tenant, email_verified: undefined, ...changes });

  test("has an issuer for each tenant, and the account is of that issuer", async () => {
    const person = at(TENANT);
    const { account } = await join(microsoft, person);
    assert.equal(account.account, `${ofTenant(TENANT)} ${person.sub}`);
  });

  test("is not believed with the issuer of another tenant, with none, and with one that is none", async () => {
    await assertRefused(microsoft, at(TENANT, { tid: randomUUID() }));
    await assertRefused(microsoft, at(TENANT, { tid: undefined }));
    await assertRefused(microsoft, at("evil", {}));
    await assertRefused(microsoft, at(TENANT, { iss: ofTenant("{tenantid}") }));
  });

  for (const [what, changes, proved] of [["no address", {}, false], ["one that it calls verified", { email_verified: true }, false], ["one whose domain is the tenant's", { xms_edov: true }, true], ["the same, as text", { xms_edov: "1" }, true]]) {
    test(`proves ${proved ? "" : "nothing with "}${what}`, async () => {
      const person = at(TENANT, changes);
      const { user } = await join(microsoft, person);
      assert.deepEqual([user.email, user.unverified_email], proved ? [person.email, null] : [null, person.email]);
    });
  }
});

describe("Apple", () => {
  /** Apple posts the answer from its own page: the browser sends no Lax cookie along. */
  async function posted(browser, page, provider, person, user) {
    const back = new URL(provider.signIn(await leave(browser, page, provider), person));
    const form = new URLSearchParams([...back.searchParams, ...(user ? [["user", JSON.stringify(user)]] : [])]);
    const answer = await fetch(`${back.origin}${back.pathname}`, {
      method: "POST", redirect: "manual", body: form, headers: { origin: "https://appleid.apple.com" },
    });
    assert.equal(answer.status, 303, await answer.text());
    const location = answer.headers.get("location");
    assert.doesNotMatch(location, /user=|firstName/);
    return browser.open(location);
  }

  test("is asked to post its answer, and gets a secret that is signed", async () => {
    const browser = new Browser(server);
    const asked = new URL(await leave(browser, await browser.open("/login?for=/account"), apple)).searchParams;
    assert.equal(asked.get("response_mode"), "form_post");
    assert.equal(asked.get("scope"), "openid email name");
    const { user } = await join(apple, personAt({ name: undefined }), posted);
    assert.ok(user.email);
  });

  test("says once what somebody is called, in the form", async () => {
    const person = personAt({ name: undefined, email_verified: "true" });
    const { user } = await join(apple, person, (...all) => posted(...all, { name: { firstName: "Ada", lastName: "Apple" }, email: "evil@example.com" }));
    assert.deepEqual([user.name, user.email], ["Ada Apple", person.email]);
  });

  test("does not prove an address with \"false\"", async () => {
    const { user } = await join(apple, personAt({ email_verified: "false" }), posted);
    assert.equal(user.email, null);
  });
});

describe("GitHub", () => {
  const octocat = (changes = {}) => ({ id: Math.floor(Math.random() * 1e9) + 1, login: `octo-${randomUUID().slice(0, 8)}`, name: "Octo Cat", email: "public@example.com", ...changes });

  test("tells who somebody is in its API: the number, and the address that is primary and verified", async () => {
    const person = octocat();
    const email = `${randomUUID()}@example.com`;
    github.emails = [
      { email: "first@example.com", primary: false, verified: true },
      { email, primary: true, verified: true },
    ];
    const { account, user } = await join(github, person);
    assert.equal(account.account, `https://github.com ${person.id}`);
    assert.deepEqual([user.email, user.username, user.name], [email, person.login, "Octo Cat"]);
    const again = new Browser(server);
    const renamed = await goBy(again, await again.open("/login?for=/account"), github, { ...person, login: "renamed" });
    assert.match(renamed.text, /Octo Cat/);
  });

  test("proves no address that is not verified, and needs none", async () => {
    github.emails = [{ email: "x@example.com", primary: true, verified: false }];
    const { user } = await join(github, octocat());
    assert.deepEqual([user.email, user.unverified_email], [null, null]);
    github.instead.emails = () => new Response("no", { status: 404 });
    const other = await join(github, octocat());
    assert.equal(other.user.email, null);
    delete github.instead.emails;
  });

  test("is not believed with an error, which it gives with 200, nor without a number", async () => {
    github.instead.token = () => Response.json({ error: "bad_verification_code" });
    await assertRefused(github, octocat());
    delete github.instead.token;
    for (const id of [undefined, "12", 0, -1, 1.5]) {
      github.instead.user = () => Response.json({ login: "octo", id });
      await assertRefused(github, octocat());
    }
    delete github.instead.user;
  });
});

test("an app on another device takes no sign-in at a provider that does not say when it was", async () => {
  const television = await addClient(server, { method: "none", scope: "openid", redirectUris: [], grantTypes: ["urn:ietf:params:oauth:grant-type:device_code"] });
  const { json } = await postAs(server, television, "/device_authorization", { scope: "openid" });
  const browser = new Browser(server);
  const login = await browser.submitTo(await browser.open(json.verification_uri_complete), "/authorize");
  assert.equal(login.asksToSignIn, true, login.text);
  assert.doesNotMatch(login.text, /Continue with/);
  const usual = await browser.open("/login?for=/account");
  assert.match(usual.text, /Continue with/);
});
