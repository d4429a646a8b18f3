import type { APIResponse } from "@playwright/test";
import { inParallel, ok } from "./support/api";
import { expect, test } from "./support/fixtures";
import { projects } from "./support/bar";

const twenty = <T>(work: (number: number) => Promise<T>) => Promise.all(Array.from({ length: 20 }, (_, number) => work(number)));
const count = (responses: APIResponse[], status: number) => responses.filter((response) => response.status() === status).length;

test("the limit of projects is said before one types, with the way out", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  await person.api.createProjects(organization, ["One", "Two"]);
  await page.goto(`/o/${organization.slug}/new`);
  await expect(page.getByText("2 of 3 projects")).toBeVisible();
  await person.api.createProject(organization, "Three");
  await page.goto(`/o/${organization.slug}/new`);
  const main = page.getByRole("main");
  await expect(main).toContainText("3 projects");
  await expect(main.getByRole("button", { name: "Create project" })).toBeDisabled();
  await page.goto(`/o/${organization.slug}`);
  await projects(page).button.click();
  const create = page.getByRole("option", { name: /Create new project/ }).or(page.getByText("Create new project"));
  await expect(create.first()).toBeVisible();
  await page.keyboard.press("Escape");
  await page.goto(`/o/${organization.slug}/new`);
  await main.getByRole("link", { name: /plan/i }).first().click();
  await expect(page).toHaveURL(new RegExp(`/o/${organization.slug}/billing`));
});

test("the limit of seats is said where people are invited", async ({ page, person }) => {
  const organization = await person.api.createOrganization("Acme");
  const emails = [1, 2, 3, 4].map((number) => `seat-${number}-${organization.slug}@example.com`);
  const invited = await person.api.post(`/api/organizations/${organization.slug}/invites`, { emails, role: "viewer" });
  expect(invited.status()).toBe(201);
  await page.goto(`/o/${organization.slug}/members`);
  await page.getByRole("button", { name: "Invite members" }).first().click();
  await expect(page.getByRole("dialog")).toContainText(/5 of 5 seats|5 seats/);
  await expect(page.getByRole("dialog").getByRole("link", { name: /plan/i })).toBeVisible();
});

test("of 20 projects at the same moment where there is room for one, one is made and 19 are told the limit", async ({ person }) => {
  const organization = await person.api.createOrganization();
  await person.api.createProjects(organization, ["One", "Two"]);
  const path = `/api/organizations/${organization.slug}/projects`;
  const responses = await twenty((number) => person.api.post(path, { name: `Race ${number}` }));
  expect([count(responses, 201), count(responses, 402)]).toEqual([1, 19]);
  for (const response of responses.filter((response) => response.status() === 402)) {
    const problem = await response.json();
    expect(problem.limit).toEqual({ of: "projects", plan: "free", allowed: 3, used: 3 });
    expect(problem.detail).toContain("under Billing");
  }
  expect(await person.api.projects(organization)).toHaveLength(3);
});

test("of 20 invites at the same moment where there is a seat for one, one is sent", async ({ person }) => {
  const organization = await person.api.createOrganization();
  const at = `/api/organizations/${organization.slug}/invites`;
  const address = (number: number) => `seat-${number}-${organization.slug}@example.com`;
  await ok(person.api.post(at, { emails: [100, 101, 102].map(address), role: "viewer" }));
  const responses = await twenty((number) => person.api.post(at, { emails: [address(number)], role: "viewer" }));
  const kinds = await Promise.all(
    responses.map(async (response) => (response.status() === 402 ? "no_seat" : (await response.json()).outcomes[0].kind)),
  );
  expect(kinds.filter((kind) => kind === "invited")).toHaveLength(1);
  expect(kinds.filter((kind) => kind === "no_seat")).toHaveLength(19);
});

test("of 20 projects that are accepted at the same moment to where there is room for one, one moves", async ({ person }) => {
  test.slow();
  const [source, target] = [await person.api.createOrganization("Source"), await person.api.createOrganization("Target")];
  await person.api.choosePlan(source, "pro");
  await person.api.createProjects(target, ["One", "Two"]);
  const offers: string[] = [];
  await inParallel(Array.from({ length: 20 }, (_, number) => number), 8, async (number) => {
    const project = await person.api.createProject(source, `Race ${number}`);
    offers.push(await person.api.offer(source, project, target));
  });
  const responses = await twenty((number) => person.api.acceptOffer(target, offers[number]!));
  expect([count(responses, 200), count(responses, 402)]).toEqual([1, 19]);
  expect(await person.api.projects(target)).toHaveLength(3);
  expect(await person.api.projects(source)).toHaveLength(19);
});

test("of the projects of a full trash that are restored at the same moment where there is room for one, one comes back", async ({ person }) => {
  const organization = await person.api.createOrganization();
  const trashed: string[] = [];
  for (let number = 0; number < 3; number++) {
    const project = await person.api.createProject(organization, `Race ${number}`);
    await person.api.deleteProject(organization, project);
    trashed.push(project.id);
  }
  await person.api.createProjects(organization, ["One", "Two"]);
  const at = `/api/organizations/${organization.slug}/trash`;
  const responses = await Promise.all(trashed.map((id) => person.api.post(`${at}/${id}/restore`, {})));
  expect([count(responses, 200), count(responses, 402)]).toEqual([1, 2]);
  expect(await person.api.projects(organization)).toHaveLength(3);
  expect((await person.api.get(at)).projects).toHaveLength(2);
});

test("a smaller plan takes nothing away: what is there is read, renamed and published", async ({ person, request }) => {
  const organization = await person.api.createOrganization();
  await person.api.choosePlan(organization, "pro");
  await person.api.createProjects(organization, ["One", "Two", "Three", "Four"]);
  await person.api.choosePlan(organization, "free");
  const project = await person.api.project(organization, "four");
  expect((await request.get(`/v1/environments/${project.sandbox.id}/config`)).status()).toBe(200);
  const at = `/api/organizations/${organization.slug}/projects/${project.slug}`;
  expect((await person.api.patch(at, { name: "Fourth", version: project.version })).status()).toBe(200);
});
