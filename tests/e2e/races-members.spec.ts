import type { APIResponse, PlaywrightWorkerArgs } from "@playwright/test";
import { ok } from "./support/api";
import { Person } from "./support/person";
import { expect, test } from "./support/fixtures";

const statuses = (responses: APIResponse[]) => responses.map((response) => response.status()).sort();

/** Somebody new who has accepted an invite with this role. */
async function joined(playwright: PlaywrightWorkerArgs["playwright"], origin: string, owner: Person, slug: string, role: string): Promise<Person> {
  const person = new Person(await playwright.request.newContext({ baseURL: origin }), origin);
  await person.signIn();
  const body = { emails: [person.email], role };
  expect((await owner.api.post(`/api/organizations/${slug}/invites`, body)).status()).toBe(201);
  const { invites } = await person.api.get("/api/session");
  expect((await person.api.post(`/api/invites/${invites[0].id}/accept`, {})).status()).toBe(200);
  return person;
}

test("of two Owners who leave at the same moment one stays, every time", async ({ person, playwright, baseURL }) => {
  for (let round = 0; round < 5; round++) {
    const { slug } = await person.api.createOrganization();
    const second = await joined(playwright, baseURL!, person, slug, "owner");
    const leave = (one: Person) => one.api.post(`/api/organizations/${slug}/leave`, {});
    expect(statuses(await Promise.all([leave(person), leave(second)]))).toEqual([200, 409]);
  }
});

test("an invite that is accepted twenty times at once makes one membership", async ({ person, playwright, baseURL }) => {
  const { slug } = await person.api.createOrganization();
  const guest = new Person(await playwright.request.newContext({ baseURL }), baseURL!);
  await guest.signIn();
  await ok(person.api.post(`/api/organizations/${slug}/invites`, { emails: [guest.email], role: "viewer" }));
  const { invites } = await guest.api.get("/api/session");
  const accept = () => guest.api.post(`/api/invites/${invites[0].id}/accept`, {});
  const answers = await Promise.all(Array.from({ length: 20 }, accept));
  expect(statuses(answers)).toEqual(Array(20).fill(200));
  const { members } = await person.api.get(`/api/organizations/${slug}/members`);
  expect(members.map((member: { email: string }) => member.email).sort()).toEqual([guest.email, person.email].sort());
});

test("accept against revoke ends in a membership or in a refusal, never in both or in neither", async ({ person, playwright, baseURL }) => {
  const { slug } = await person.api.createOrganization();
  // Whoever wins each time, there is a seat for the next one.
  await person.api.choosePlan({ slug }, "pro");
  for (let round = 0; round < 5; round++) {
    const guest = new Person(await playwright.request.newContext({ baseURL }), baseURL!);
    await guest.signIn();
    await ok(person.api.post(`/api/organizations/${slug}/invites`, { emails: [guest.email], role: "viewer" }));
    const { invites } = await guest.api.get("/api/session");
    const [accepted, revoked] = await Promise.all([
      guest.api.post(`/api/invites/${invites[0].id}/accept`, {}),
      person.api.delete(`/api/organizations/${slug}/invites/${invites[0].id}`),
    ]);
    expect([accepted.status(), revoked.status()]).toEqual(accepted.status() === 200 ? [200, 404] : [409, 200]);
    const { members } = await person.api.get(`/api/organizations/${slug}/members`);
    const isMember = members.some((member: { email: string }) => member.email === guest.email);
    expect(isMember).toBe(accepted.status() === 200);
  }
});
