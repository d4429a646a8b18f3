import { expect, type APIRequestContext, type APIResponse } from "@playwright/test";
import type { Organization } from "./api";
import { Person } from "./person";
import type { OwnServer } from "./server";
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
