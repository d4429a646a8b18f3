// An identity provider of its own on loopback: `oidc-provider` with a page to sign in that asks only who one is. Ends with whoever started it.
//
// node serve.mjs PORT REDIRECT_URI...
import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [port, ...redirectUris] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

// New ones with each start: a provider that was started once more has rotated its keys.
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" };

/** Who one says that one is: the subject, the address, and whether it is verified. */
const claimsOf = (login) => ({ sub: login, email: login.replace(/^unverified-/, ""), email_verified: !login.startsWith("unverified-") });

const provider = new Provider(issuer, {
  clients: [{ client_id: "portico", client_secret: "s3cr&t/+ of the test", redirect_uris: redirectUris }],
  jwks: { keys: [key] },
  cookies: { keys: [randomUUID()] },
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => claimsOf(id) }),
  // What one allows by signing in.
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid email");
    await grant.save();
    return grant;
  },
});

/** What the next ID token says instead. */
let instead;

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The token with other claims: signed anew with the right key, or not at all. */
function forged(token, { alg = "RS256", ...claims }) {
  const payload = JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  const signed = `${encode({ alg, kid: key.kid })}.${encode({ ...payload, ...claims })}`;
  const signature = alg === "RS256" ? createSign("RSA-SHA256").update(signed).sign(privateKey).toString("base64url") : "";
  return `${signed}.${signature}`;
}

provider.use(async (ctx, next) => {
  await next();
  if (ctx.path === "/token" && instead && ctx.body?.id_token) {
    ctx.body = { ...ctx.body, id_token: forged(ctx.body.id_token, instead) };
    instead = undefined;
  }
});

const page = (uid) => `<!doctype html><html lang="en"><title>Sign in to the provider</title><main><h1>Sign in to the provider</h1>
<form method="post" action="/interaction/${uid}"><label>Who are you? <input name="login" autofocus></label>
<button>Sign in there</button> <button name="cancel" value="1">Cancel</button></form></main>`;

async function form(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
}

/** Signs in whoever says so, or goes back without. */
async function interact(request, response) {
  if (request.method === "GET") {
    const { uid } = await provider.interactionDetails(request, response);
    return response.writeHead(200, { "content-type": "text/html" }).end(page(uid));
  }
  const given = await form(request);
  const denied = { error: "access_denied", error_description: "Call 0900 123456" };
  const result = given.get("cancel") ? denied : { login: { accountId: given.get("login") } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const answer = provider.callback();

async function handle(request, response) {
  const { pathname } = new URL(request.url, issuer);
  if (pathname === "/favicon.ico") return response.writeHead(204).end();
  if (pathname === "/test/instead") {
    let text = "";
    for await (const chunk of request) text += chunk;
    instead = JSON.parse(text);
    return response.writeHead(204).end();
  }
  if (pathname.startsWith("/interaction/")) return interact(request, response);
  return answer(request, response);
}

createServer((request, response) => {
  handle(request, response).catch((error) => response.writeHead(500).end(String(error)));
}).listen(Number(port), "127.0.0.1", () => console.log(`Running on ${issuer}`));

process.stdin.resume().on("end", () => process.exit(0));
