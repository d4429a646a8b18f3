import { randomUUID } from "node:crypto";
import type { APIResponse } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { freshSlug } from "./support/api";

const twenty = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, work));
const statuses = (responses: APIResponse[]) => responses.map((response) => response.status()).sort();
const oneWins = [201, ...Array(19).fill(409)];

test("of 20 projects with one slug at the same moment one is made, whole, and 19 are told it is taken", async ({ person }) => {
  const organization = await person.api.createOrganization();
  const path = `/api/organizations/${organization.slug}/projects`;
  let made = 0;
  const responses = await twenty(() => person.api.post(path, { name: `Race ${made++}`, slug: "race" }));
  expect(statuses(responses)).toEqual(oneWins);
  for (const response of responses.filter((response) => response.status() === 409)) {
    expect((await response.json()).field).toBe("slug");
  }
  const projects = await person.api.projects(organization);
  expect(projects.map((project) => project.slug)).toEqual(["race"]);
  const project = await person.api.project(organization, "race");
  expect([project.sandbox.mode, project.live.mode]).toEqual(["sandbox", "live"]);
  expect(project.sandbox.id).not.toBe(project.live.id);
  expect((await person.api.get(`/api/organizations/${organization.slug}`)).projects).toBe(1);
});

test("of 20 projects with one name at the same moment one is made", async ({ person }) => {
  const organization = await person.api.createOrganization();
  const path = `/api/organizations/${organization.slug}/projects`;
  const responses = await twenty(() => person.api.post(path, { name: "One name" }));
  expect(statuses(responses)).toEqual(oneWins);
  expect(await person.api.projects(organization)).toHaveLength(1);
});

test("of 20 organizations with one slug at the same moment one is made, and its creator owns it", async ({ person }) => {
  const slug = freshSlug();
  const body = { name: "Race", website: "https://example.com", slug };
  const responses = await twenty(() => person.api.post("/api/organizations", body));
  expect(statuses(responses)).toEqual(oneWins);
  const { organizations } = await person.api.get("/api/organizations");
  expect(organizations).toHaveLength(1);
  expect(organizations[0]).toMatchObject({ slug, role: "owner", members: 1, projects: 0 });
});

test("20 requests under one Idempotency-Key have one effect, and all get its answer", async ({ person }) => {
  const organization = await person.api.createOrganization();
  const path = `/api/organizations/${organization.slug}/projects`;
  const key = randomUUID();
  const responses = await twenty(() => person.api.post(path, { name: "Same key" }, key));
  expect(statuses(responses)).toEqual(Array(20).fill(201));
  const ids = await Promise.all(responses.map(async (response) => (await response.json()).sandbox.id));
  expect(new Set(ids).size).toBe(1);
  expect(await person.api.projects(organization)).toHaveLength(1);
  const other = await person.api.post(path, { name: "Another body" }, key);
  expect(other.status()).toBe(409);
  expect((await other.json()).type).toBe("urn:portico:problem:idempotency_key_reused");
});

test("a name that is taken gets a slug of its own, also for 20 at the same moment", async ({ person }) => {
  const body = { name: `Many ${randomUUID().slice(0, 8)}`, website: "https://example.com" };
  const responses = await twenty(() => person.api.post("/api/organizations", body));
  expect(statuses(responses)).toEqual(Array(20).fill(201));
  const slugs = await Promise.all(responses.map(async (response) => (await response.json()).slug));
  expect(new Set(slugs).size).toBe(20);
});
