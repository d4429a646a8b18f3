import { randomUUID } from "node:crypto";
import type { Answer, Form, Localstripe } from "./localstripe";

export type Card = "good" | "failing";
export type Page = { status: number; html: string } | { redirect: string };

const CARDS = { good: "pm_card_visa", failing: "pm_card_chargeCustomerFail" };
const ONE_DAY = 86_400;

/** Gives a customer a card, which is charged from then on. */
export async function setCard(at: Localstripe, customer: string, card: Card) {
  const { id } = await at.must("GET", `/v1/payment_methods/${CARDS[card]}`);
  await at.must("POST", `/v1/payment_methods/${id}/attach`, { customer });
  await at.must("POST", `/v1/customers/${customer}`, { "invoice_settings[default_payment_method]": id });
}

/** Stripe's hosted pages: where the first payment is made, and where a card is changed. localstripe has neither. */
export class Pages {
  private readonly sessions = new Map<string, any>();
  private readonly portals = new Map<string, any>();

  constructor(
    private readonly url: string,
    private readonly at: Localstripe,
    private readonly completed: (session: any) => Promise<unknown>,
  ) {}

  /** What the API answers about these pages; nothing about all else. */
  async api(method: string, path: string, form: Form): Promise<Answer | undefined> {
    const [, what, id, action] = /^\/v1\/(checkout\/sessions|billing_portal\/sessions)(?:\/(\w+))?(?:\/(expire))?$/.exec(path) ?? [];
    if (!what) return undefined;
    const fields = Object.fromEntries(form);
    if (what.startsWith("billing_portal")) return this.makePortal(fields);
    const session = id && this.sessions.get(id);
    if (id && !session) return refused(404, `No such checkout.session: '${id}'`);
    if (action === "expire" && session.status !== "open") return refused(400, "Only open sessions can be expired.");
    if (action === "expire") Object.assign(session, { status: "expired", url: null });
    if (id) return { status: 200, body: session };
    return method === "GET" ? this.list(fields) : this.makeSession(fields);
  }

  /** A page that somebody opens. */
  async page(path: string, query: URLSearchParams): Promise<Page | undefined> {
    const [, what, id] = /^\/(pay|portal|invoice)\/(\w+)$/.exec(path) ?? [];
    if (what === "pay" && this.sessions.has(id)) return this.pay(this.sessions.get(id), query.get("with"));
    if (what === "portal" && this.portals.has(id)) return this.portal(this.portals.get(id), query.get("with"));
    return what === "invoice" ? html("Invoice", id) : undefined;
  }

  private list({ customer, status }: Record<string, string>): Answer {
    const all = [...this.sessions.values()].reverse();
    const data = all.filter((each) => (!customer || each.customer === customer) && (!status || each.status === status));
    return { status: 200, body: { object: "list", data, has_more: false } };
  }

  private async makeSession(fields: Record<string, string>): Promise<Answer> {
    const price = fields["line_items[0][price]"];
    const missing = ["mode", "customer", "success_url"].find((name) => !fields[name]);
    if (missing || fields.mode !== "subscription") return refused(400, `Missing required param: ${missing ?? "mode"}.`);
    for (const path of [`customers/${fields.customer}`, `plans/${price}`]) {
      if ((await this.at.ask("GET", `/v1/${path}`)).status !== 200) return refused(400, `No such ${path}`);
    }
    const [id, created] = [`cs_test_${randomUUID().replaceAll("-", "")}`, Math.floor(Date.now() / 1000)];
    const { mode, customer, success_url, cancel_url = null, client_reference_id = null } = fields;
    const session = { id, object: "checkout.session", mode, customer, success_url, cancel_url, client_reference_id };
    const state = { status: "open", payment_status: "unpaid", subscription: null, created, expires_at: created + ONE_DAY };
    const metadata = { metadata: within(fields, "metadata"), for_subscription: within(fields, "subscription_data[metadata]") };
    this.sessions.set(id, { ...session, ...state, ...metadata, price, url: `${this.url}/pay/${id}` });
    return { status: 200, body: this.sessions.get(id) };
  }

  private makePortal({ customer, return_url = "" }: Record<string, string>): Answer {
    const id = `bps_${randomUUID().replaceAll("-", "")}`;
    const portal = { id, object: "billing_portal.session", customer, return_url, url: `${this.url}/portal/${id}` };
    this.portals.set(id, portal);
    return { status: 200, body: portal };
  }

  private async pay(session: any, card: string | null): Promise<Page> {
    const back = link(session.cancel_url, "Go back");
    if (session.status !== "open") return html(`This page is ${session.status}`, back);
    const pay = (how: string, text: string) => link(`?with=${how}`, text);
    const ways = [pay("good", "Pay with a good card"), pay("failing", "Pay with a card that fails later"), pay("declined", "Pay with a declined card")];
    if (card !== "good" && card !== "failing") return html(card ? "Your card was declined" : "Checkout", ...ways, back);
    session.status = "complete";
    await setCard(this.at, session.customer, "good");
    const metadata = Object.entries<string>(session.for_subscription).map(([key, value]) => [`metadata[${key}]`, value]);
    const subscription = { customer: session.customer, "items[0][plan]": session.price, ...Object.fromEntries(metadata) };
    const { id } = await this.at.must("POST", "/v1/subscriptions", subscription);
    if (card === "failing") await setCard(this.at, session.customer, "failing");
    Object.assign(session, { payment_status: "paid", subscription: id, url: null });
    await this.completed(session);
    return { redirect: session.success_url.replaceAll("{CHECKOUT_SESSION_ID}", session.id) };
  }

  private async portal({ customer, return_url }: any, card: string | null): Promise<Page> {
    if (card === "good" || card === "failing") await setCard(this.at, customer, card);
    const back = link(return_url, "Go back");
    return html(card ? "The card was changed" : "Payment methods", link("?with=good", "Use a good card"), back);
  }
}

/** The fields `name[key]`, by their keys. */
function within(fields: Record<string, string>, name: string): Record<string, string> {
  const own = Object.entries(fields).filter(([field]) => field.startsWith(`${name}[`));
  return Object.fromEntries(own.map(([field, value]) => [field.slice(name.length + 1, -1), value]));
}

const refused = (status: number, message: string): Answer => ({ status, body: { error: { message } } });
const link = (to: string | null, text: string) => (to ? `<a href="${to.replaceAll("&", "&amp;")}">${text}</a>` : "");
const html = (title: string, ...parts: string[]): Page => ({
  status: 200,
  html: `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>${title}</title><h1>${title}</h1>${parts.map((part) => `<p>${part}</p>`).join("")}`,
});
