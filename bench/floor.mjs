// The least that any authorization server on Workers has to do, as a Worker: the storage and the
// one signature, without a single rule. What `npm run bench` divides our figures by.
//
//   GET  /authorize  1 KV put
//   POST /token      1 KV get, 1 KV delete, 1 D1 insert, 1 ES256 signature
//   POST /refresh    1 D1 update, 1 ES256 signature
//   GET  /metadata   nothing

const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const text = new TextEncoder();
const header = base64url(text.encode(JSON.stringify({ alg: "ES256", typ: "at+jwt" })));
const metadata = JSON.stringify({ issuer: "http://localhost", code_challenge_methods_supported: ["S256"] });

let key;

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/authorize":
        return authorize(url, env);
      case "/token":
        return token(await request.formData(), env);
      case "/refresh":
        return refresh(await request.formData(), env);
      default:
        return new Response(metadata, { headers: { "content-type": "application/json" } });
    }
  },
};

async function authorize(url, env) {
  const code = base64url(crypto.getRandomValues(new Uint8Array(32)));
  await env.CODES.put(`code:${code}`, url.search, { expirationTtl: 120 });
  const to = new URL(url.searchParams.get("redirect_uri"));
  to.searchParams.set("code", code);
  return new Response(null, { status: 303, headers: { location: to.href } });
}

async function token(form, env) {
  const name = `code:${form.get("code")}`;
  if ((await env.CODES.get(name)) === null) return new Response(null, { status: 400 });
  const family = crypto.randomUUID();
  await env.CODES.delete(name);
  await env.DB.prepare("INSERT INTO families (id, generation) VALUES (?, 1)").bind(family).run();
  return tokens(family);
}

async function refresh(form, env) {
  const family = form.get("refresh_token");
  await env.DB.prepare("UPDATE families SET generation = generation + 1 WHERE id = ?").bind(family).run();
  return tokens(family);
}

async function tokens(family) {
  key ??= crypto.subtle.generateKey(ES256, false, ["sign"]);
  const claims = base64url(text.encode(JSON.stringify({ sub: "floor", jti: family, iat: Date.now() })));
  const signature = await crypto.subtle.sign(ES256, (await key).privateKey, text.encode(`${header}.${claims}`));
  const access = `${header}.${claims}.${base64url(new Uint8Array(signature))}`;
  return Response.json({ access_token: access, token_type: "Bearer", refresh_token: family });
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
