import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import type { Project } from "./support/api";
import { Person } from "./support/person";
import { OwnServer } from "./support/server";

type Mode = "sandbox" | "live";

/** What the pages of a project's configuration do, without them. */
class Configuration {
  constructor(
    private readonly person: Person,
    readonly project: Project,
  ) {}

  private at(mode: Mode) {
    return `/api/organizations/${this.project.organization.slug}/projects/${this.project.slug}/environments/${mode}`;
  }

  /** Saves values as a draft and publishes it; answers the new version's number. */
  async publish(mode: Mode, set: Record<string, unknown>, secrets: Record<string, string> = {}): Promise<number> {
    const { published, revision } = await this.person.api.get(`${this.at(mode)}/configuration`);
    const saved = await this.person.api.patch(`${this.at(mode)}/draft`, { revision, set, secrets, keep: [] });
    expect(saved.status(), await saved.text()).toBe(200);
    const confirm = mode === "live" ? { confirm: this.project.name } : {};
    const answer = await this.person.api.post(`${this.at(mode)}/versions`, {
      revision: (await saved.json()).revision,
      version: published?.version.number ?? 0,
      message: "Try it",
      ...confirm,
    });
    expect(answer.status(), await answer.text()).toBe(201);
    return (await answer.json()).number;
  }

  async createKey(mode: Mode): Promise<{ key: { id: string }; token: string }> {
    const answer = await this.person.api.post(`${this.at(mode)}/keys`, { name: "Server" });
    expect(answer.status(), await answer.text()).toBe(201);
    return answer.json();
  }

  async revokeKey(mode: Mode, id: string) {
    expect((await this.person.api.delete(`${this.at(mode)}/keys/${id}`)).status()).toBe(200);
  }
}

async function shop(person: Person): Promise<Configuration> {
  const organization = await person.api.createOrganization();
  return new Configuration(person, await person.api.createProject(organization, "Shop"));
}

const edge = (id: string) => `/v1/environments/${id}/config`;
const reader = async (request: APIRequestContext, id: string, headers = {}) => request.get(edge(id), { headers });

test("a published change is read at once, and a second read need not carry it", async ({ person, request }) => {
  const configuration = await shop(person);
  const id = configuration.project.sandbox.id;
  const first = await reader(request, id);
  expect(first.status()).toBe(200);
  expect(first.headers()).toMatchObject({ "portico-version": "1", "access-control-allow-origin": "*", "content-type": "application/json" });
  expect(await first.json()).not.toHaveProperty("auth.signing_secret");
  const etag = first.headers().etag;
  expect((await reader(request, id, { "If-None-Match": etag })).status()).toBe(304);
  await configuration.publish("sandbox", { "app.display_name": "Lighthouse" });
  const second = await reader(request, id, { "If-None-Match": etag });
  expect(second.status()).toBe(200);
  expect(second.headers()["portico-version"]).toBe("2");
  expect((await second.json())["app.display_name"]).toBe("Lighthouse");
  const head = await request.head(edge(id));
  expect([head.status(), head.headers().etag, (await head.body()).length]).toEqual([200, second.headers().etag, 0]);
});

test("what is unknown, malformed or never published answers the same 404", async ({ person, request }) => {
  const { project } = await shop(person);
  const answers = new Set<string>();
  for (const id of [project.live.id, "01890a5d-ac96-774b-bcce-b302099a8057", "nonsense", project.id]) {
    const answer = await reader(request, id);
    const body = await answer.json();
    answers.add(JSON.stringify({ ...body, request_id: "", status: answer.status() }));
  }
  expect([...answers]).toHaveLength(1);
  expect([...answers][0]).toContain('"status":404');
});

test("a key brings the secrets of its own environment, until it is revoked", async ({ person, playwright, baseURL }) => {
  const configuration = await shop(person);
  const { sandbox, live } = configuration.project;
  const secret = "correct horse battery staple, and then some";
  await configuration.publish("sandbox", {}, { "auth.signing_secret": secret });
  const { key, token } = await configuration.createKey("sandbox");
  expect(token).toMatch(/^sk_sandbox_[0-9A-Za-z]{33}$/);
  const server = await playwright.request.newContext({ baseURL });
  const bearer = { Authorization: `Bearer ${token}` };
  const read = await reader(server, sandbox.id, bearer);
  expect(read.headers()["cache-control"]).toBe("private, no-store");
  expect((await read.json())["auth.signing_secret"]).toBe(secret);
  expect((await reader(server, live.id, bearer)).status(), "a sandbox key never reads live").toBe(401);
  const spare = await configuration.createKey("sandbox");
  await configuration.revokeKey("sandbox", key.id);
  expect((await reader(server, sandbox.id, bearer)).status()).toBe(401);
  const other = await reader(server, sandbox.id, { Authorization: `Bearer ${spare.token}` });
  expect(other.status(), "two keys overlap").toBe(200);
  await server.dispose();
});

test("killed right after publishing, the edge serves the published version once it is back", async ({ playwright }) => {
  test.setTimeout(150_000);
  let server = await OwnServer.start("crash", { MAIL_TRANSPORT: "local" });
  const request = await playwright.request.newContext({ baseURL: server.origin });
  try {
    const person = new Person(request, server.origin);
    await person.signIn();
    const configuration = await shop(person);
    const id = configuration.project.sandbox.id;
    expect((await reader(request, id)).status()).toBe(200);
    for (const name of ["One", "Two", "Three"]) {
      const version = await configuration.publish("sandbox", { "app.display_name": name });
      server = await server.crash();
      const read = await reader(request, id);
      expect(read.headers()["portico-version"]).toBe(String(version));
      expect((await read.json())["app.display_name"]).toBe(name);
    }
    // And the copy close by is mended without anybody doing anything.
    await expect.poll(async () => (await reader(request, id)).headers()["portico-source"], { timeout: 20_000 }).toBe("kv");
    expect((await (await reader(request, id)).json())["app.display_name"]).toBe("Three");
  } finally {
    await request.dispose();
    await server.stop();
  }
});
