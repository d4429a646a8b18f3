import type { APIRequestContext, APIResponse } from "@playwright/test";
import type { Organization } from "./api";
import { expect, test } from "./fixtures";
import { Person } from "./person";
import { OwnServer } from "./server";
import { Stripe } from "./stripe";
import type { Card } from "./stripe/pages";

type Plan = "free" | "pro" | "enterprise";

/** Somebody with an organization that is to be paid for, at a server that knows of a Stripe. */
export class Payer {
  private constructor(
    readonly person: Person,
    readonly organization: Organization,
    private readonly stripe: Stripe,
  ) {}

  static async create(request: APIRequestContext, server: OwnServer, stripe: Stripe): Promise<Payer> {
    const person = new Person(request, server.origin);
    await person.signIn();
    return new Payer(person, await person.api.createOrganization(), stripe);
  }

  path(rest = ""): string {
    return `/api/organizations/${this.organization.slug}/billing${rest}`;
  }

  billing() {
    return this.person.api.get(this.path());
  }

  /** Asks for a plan, based on what is there now. */
  async choose(plan: Plan, interval: "month" | "year" = "month", key?: string): Promise<APIResponse> {
    const { version } = (await this.billing()).subscription;
    return this.person.api.post(this.path("/plan"), { plan, interval, version }, key);
  }

  /** The same, where it must work. */
  async chosen(plan: Plan, interval?: "month" | "year") {
    return ok(await this.choose(plan, interval));
  }

  async resume() {
    const { version } = (await this.billing()).subscription;
    return ok(await this.person.api.post(this.path("/resume"), { version }));
  }

  async sync() {
    return ok(await this.person.api.post(this.path("/sync"), {}));
  }

  /** The address of Stripe's page for the first payment. */
  async checkout(plan: Plan = "pro", interval?: "month" | "year"): Promise<string> {
    const { effective, checkout, subscription } = await this.chosen(plan, interval);
    expect([effective, subscription.plan]).toEqual(["checkout", "free"]);
    return checkout;
  }

  /** Pays there, and waits until Portico knows. Answers the subscription's ID at Stripe. */
  async subscribe(plan: Plan = "pro", card: Card = "good", interval?: "month" | "year"): Promise<string> {
    await pay(await this.checkout(plan, interval), card);
    await this.sync();
    await this.expects({ plan, status: "active", next: null });
    return (await this.subscriptions())[0].id;
  }

  /** Waits until the subscription is like this. What is `null` here is absent there. */
  async expects(wanted: object, timeout?: number) {
    const absent = { next: null, period_end: null };
    const seen = async () => ({ ...absent, ...(await this.billing()).subscription });
    await expect.poll(seen, { timeout }).toMatchObject(wanted);
  }

  /** What Stripe has for this organization: an error if that is not exactly one customer. */
  async customer(): Promise<string> {
    const all = await this.customers();
    expect(all).toHaveLength(1);
    return all[0].id;
  }

  async customers(): Promise<any[]> {
    return (await this.stripe.customers()).filter(({ metadata }) => Object.values(metadata).includes(this.organization.id));
  }

  async subscriptions(): Promise<any[]> {
    return this.stripe.subscriptions(await this.customer());
  }
}

/** Pays on Stripe's page without a browser; nobody follows it back. */
export async function pay(checkout: string, card: Card = "good") {
  const answer = await fetch(`${checkout}?with=${card}`, { redirect: "manual" });
  expect(answer.status, await answer.text()).toBe(303);
}

async function ok(response: APIResponse) {
  expect(response.ok(), `${response.status()} ${await response.text()}`).toBe(true);
  return response.json();
}

/** A Stripe and a server that knows of it, one of each for all tests of a file, and somebody new for each test. */
export function withStripe(name: string, use: (made: { stripe: Stripe; server: OwnServer; payer: Payer }) => void) {
  // What one test puts out of order must not meet another.
  test.describe.configure({ mode: "default" });
  let stripe: Stripe;
  let server: OwnServer;
  let payer: Payer;

  test.beforeAll(async () => {
    test.setTimeout(120_000);
    stripe = await Stripe.start();
    server = await OwnServer.start(name, { MAIL_TRANSPORT: "local", ...stripe.variables });
    await stripe.registerWebhook(`${server.origin}/api/stripe/webhook`);
  });

  test.afterAll(async () => {
    await server?.stop();
    await stripe?.stop();
  });

  test.beforeEach(async ({ playwright }) => {
    stripe.mend();
    payer = await Payer.create(await playwright.request.newContext({ baseURL: server.origin }), server, stripe);
    use({ stripe, server, payer });
  });

  test.afterEach(() => payer.person.api.request.dispose());
}
