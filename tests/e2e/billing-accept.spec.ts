import { expect, test } from "./support/fixtures";
import { inParallel, ok } from "./support/api";
import { SHARED, execute } from "./support/database";
import { memberships } from "./support/members";
import { Person } from "./support/person";

test("of 20 people who accept at the same moment where one seat is left, one comes in and 19 are told the limit", async ({ playwright, baseURL }) => {
  test.slow();
  const requests: { dispose(): Promise<void> }[] = [];
  try {
    const people: Person[] = [];
    await inParallel(Array.from({ length: 24 }, (_, at) => at), 6, async () => {
      const request = await playwright.request.newContext({ baseURL });
      requests.push(request);
      const person = new Person(request, baseURL!);
      await person.signIn();
      people.push(person);
    });
    const [owner, ...others] = people;
    const organization = await owner.api.createOrganization();
    await owner.api.choosePlan(organization, "pro");
    const team = memberships(owner, organization);
    for (const filler of others.slice(0, 3)) await team.join(filler, "viewer");
    const invited = others.slice(3);
    const at = `/api/organizations/${organization.slug}/invites`;
    const { outcomes } = await ok(owner.api.post(at, { emails: invited.map(({ email }) => email), role: "viewer" }));
    expect(outcomes.map((outcome: { kind: string }) => outcome.kind)).toEqual(Array(20).fill("invited"));
    const { invites } = await owner.api.get(at);
    const invite = (email: string) => invites.find((each: { email: string }) => each.email === email).id;
    // The plan has ended meanwhile: five seats, of which four are taken, and twenty invites that were given before.
    const ended = "plan = 'free', anchor_at = NULL, period_start = NULL, period_end = NULL";
    await execute(SHARED, `UPDATE subscriptions SET ${ended} WHERE organization_id = '${organization.id}'`);
    const answers = await Promise.all(invited.map((someone) => someone.api.post(`/api/invites/${invite(someone.email)}/accept`, {})));
    const statuses = answers.map((answer) => answer.status()).sort();
    expect(statuses).toEqual([200, ...Array(19).fill(402)]);
    const refused = answers.find((answer) => answer.status() === 402)!;
    expect((await refused.json()).limit).toMatchObject({ of: "members", plan: "free", allowed: 5 });
    expect((await owner.api.get(`/api/organizations/${organization.slug}`)).members).toBe(5);
  } finally {
    for (const request of requests) await request.dispose();
  }
});
