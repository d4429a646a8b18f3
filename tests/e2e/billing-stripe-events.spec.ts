import { expect, test } from "./support/fixtures";
import { HOURLY, runCron } from "./support/cron";
import { type Payer, pay, withStripe } from "./support/payer";
import type { OwnServer } from "./support/server";
import type { Stripe } from "./support/stripe";

let stripe: Stripe;
let server: OwnServer;
let payer: Payer;

withStripe("stripe-events", (made) => ({ stripe, server, payer } = made));

const FREE = { plan: "free", status: "active", next: null, period_end: null };
const ended = (subscription: unknown) => ({ type: "customer.subscription.deleted", data: { object: subscription } });

test("a subscription that Stripe ends is Free", async () => {
  await stripe.cancelNow(await payer.subscribe());
  await payer.expects(FREE);
});

test("the same message again changes nothing", async () => {
  await pay(await payer.checkout());
  await payer.expects({ plan: "pro" });
  const [{ id }] = await payer.subscriptions();
  const mine = () => stripe.events.filter(({ payload }) => payload.includes(id));
  await expect.poll(() => mine().map(({ type }) => type)).toContain("customer.subscription.created");
  await payer.sync();
  const before = await payer.billing();
  for (const event of [...mine(), ...mine()]) expect((await stripe.replay(event)).status).toBe(200);
  await payer.sync();
  expect(await payer.billing()).toEqual(before);
});

test("a message that comes too late does not revive what has ended", async () => {
  const id = await payer.subscribe();
  const [active] = await payer.subscriptions();
  expect(active.status).toBe("active");
  await stripe.cancelNow(id);
  await payer.expects(FREE);
  const late = { type: "customer.subscription.updated", data: { object: active }, created: active.created };
  const asked = stripe.requests.length;
  expect((await stripe.send(late)).status).toBe(200);
  await expect.poll(() => stripe.requests.length, "Stripe is asked how things stand").toBeGreaterThan(asked);
  await payer.sync();
  await payer.expects(FREE);
});

test("what Stripe did not sign, or signed long ago, is refused and changes nothing", async () => {
  // Messages of what goes before come a second late: they must not do what the forged ones may not.
  stripe.deliver = false;
  await stripe.cancelNow(await payer.subscribe());
  const customer = await payer.customer();
  const asked = () => stripe.requests.filter((request) => JSON.stringify(request).includes(customer)).length;
  const before = asked();
  const event = ended((await payer.subscriptions())[0]);
  const minutesAgo = (minutes: number) => Math.floor(Date.now() / 1000) - 60 * minutes;
  for (const signing of [
    { secret: "whsec_of_somebody_else" },
    { timestamp: minutesAgo(6) },
    { timestamp: minutesAgo(-6) },
    { header: null },
    { header: "" },
    { header: `t=${minutesAgo(0)},v1=` },
    { header: `t=${minutesAgo(0)},v0=${"0".repeat(64)}` },
  ]) {
    const answer = await stripe.send(event, signing);
    expect(answer.status, JSON.stringify(signing)).toBe(400);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  }
  await payer.expects({ plan: "pro", status: "active" });
  expect(asked(), "Stripe is not asked either").toBe(before);
  expect((await stripe.send(event, { timestamp: minutesAgo(4) })).status).toBe(200);
  await payer.expects(FREE);
});

test("a message about somebody unknown is taken and ignored", async () => {
  // That the organization is in use is noted with the first question.
  await payer.billing();
  const before = await payer.billing();
  const stranger = { id: "sub_of_a_stranger", object: "subscription", customer: "cus_of_a_stranger", status: "active" };
  for (const object of [stranger, { id: "cus_of_a_stranger", object: "customer" }, { object: "nothing" }]) {
    expect((await stripe.send({ type: "customer.subscription.updated", data: { object } })).status).toBe(200);
    await runCron(server.origin);
  }
  expect(stripe.requests.filter((request) => JSON.stringify(request).includes("stranger"))).toEqual([]);
  expect(await payer.billing()).toEqual(before);
});

test("messages that never came are made good by the clock", async () => {
  stripe.deliver = false;
  await pay(await payer.checkout());
  await runCron(server.origin);
  await runCron(server.origin, HOURLY);
  const due = `UPDATE subscriptions SET sync_due_at = 0 WHERE organization_id = '${payer.organization.id}'`;
  await server.execute(due);
  await runCron(server.origin);
  await payer.expects({ plan: "pro", status: "active" });
  await stripe.cancelNow((await payer.subscriptions())[0].id);
  await server.execute(due);
  await runCron(server.origin);
  await payer.expects(FREE);
});

test("Stripe is out of order when its message comes, and is asked again by the clock", async () => {
  stripe.deliver = false;
  await stripe.cancelNow(await payer.subscribe());
  const [subscription] = await payer.subscriptions();
  stripe.down = true;
  expect((await stripe.send(ended(subscription))).status).toBe(200);
  await runCron(server.origin);
  await payer.expects({ plan: "pro" });
  stripe.mend();
  const again = async () => {
    await runCron(server.origin);
    return (await payer.billing()).subscription.plan;
  };
  await server.execute(`UPDATE subscriptions SET sync_due_at = 0 WHERE organization_id = '${payer.organization.id}'`);
  await expect.poll(again).toBe("free");
});
