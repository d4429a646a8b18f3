import { createHmac, randomUUID } from "node:crypto";
import { Front, post, type Asked, type Sent } from "./stripe/front";
import { Localstripe } from "./stripe/localstripe";
import { setCard, type Card } from "./stripe/pages";

export const WEBHOOK_SECRET = "whsec_of_the_test";

const PLANS = [
  ["pro_month", 2_900, "month", "Pro"],
  ["pro_year", 29_000, "year", "Pro"],
  ["enterprise_month", 49_900, "month", "Enterprise"],
  ["enterprise_year", 499_000, "year", "Enterprise"],
] as const;

export type Event = { id?: string; type: string; data: { object: unknown }; created?: number };
type Signing = { secret?: string; timestamp?: number; header?: string | null };

/** A Stripe of the test's own on this machine: localstripe, and in front of it what localstripe lacks. */
export class Stripe {
  private console?: { url: string; secret: string };

  private constructor(
    private readonly at: Localstripe,
    private readonly front: Front,
  ) {}

  static async start(): Promise<Stripe> {
    const at = await Localstripe.start();
    let stripe: Stripe | undefined = undefined;
    const front = await Front.start(at, async (session) => stripe?.completed(session));
    stripe = new Stripe(at, front);
    await stripe.createPlans();
    return stripe;
  }

  async stop() {
    await this.front.stop();
    await this.at.stop();
  }

  /** The address that the edge is given. */
  get url(): string {
    return this.front.url;
  }

  /** How an edge is told of it. */
  get variables(): Record<string, string> {
    return {
      STRIPE_SECRET_KEY: "sk_test_portico",
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_PRICES: PLANS.map(([name]) => `${name}=price_${name}`).join(","),
      STRIPE_API_URL: this.url,
    };
  }

  /** Everything that was asked of the API, oldest first. */
  get requests(): readonly Asked[] {
    return this.front.requests;
  }

  /** The requests like "POST /v1/customers". */
  asked(what: string | RegExp): Asked[] {
    const line = ({ method, path }: Asked) => `${method} ${path}`;
    return this.requests.filter((each) => (typeof what === "string" ? line(each) === what : what.test(line(each))));
  }

  /** Everything is in order again. */
  mend() {
    this.front.mend();
    if (this.console) this.deliver = true;
  }

  /** Nothing answers any more, until it is false again. */
  set down(down: boolean) {
    this.front.down = down;
  }

  /** Every answer takes that long, in milliseconds: two requests can be under way together. */
  set delay(milliseconds: number) {
    this.front.delay = milliseconds;
  }

  /** The next `n` requests are answered with an error, and nothing else happens. */
  failNext(n: number, status: 500 | 429 | 503 = 500, at: RegExp = /./) {
    this.front.trouble(n, status, at);
  }

  /** The next `n` requests take effect, and their answers are lost on the way. */
  loseNext(n: number, at: RegExp = /./) {
    this.front.trouble(n, "lost", at);
  }

  async createPlans() {
    for (const [name, amount, interval, title] of PLANS) {
      const plan = { id: `price_${name}`, amount, interval, currency: "eur", "product[name]": title };
      await this.at.must("POST", "/v1/plans", plan);
    }
  }

  /** Where events go. localstripe sends its own a second late. */
  async registerWebhook(url: string, secret = WEBHOOK_SECRET) {
    this.console = { url, secret };
    this.deliver = true;
    await this.at.must("POST", "/_config/webhooks/console", { url: `${this.url}/hook`, secret });
  }

  /** Whether localstripe's own events arrive; otherwise they are lost for ever. */
  set deliver(deliver: boolean) {
    this.front.hook = deliver ? this.console?.url : undefined;
  }

  /** The events that were delivered, oldest first. */
  get events(): readonly Sent[] {
    return this.front.events;
  }

  /** Delivers the very same event once more. */
  async replay({ payload, signature }: Sent): Promise<Response> {
    return post(this.console!.url, payload, signature);
  }

  /** Sends an event to the console as Stripe signs it, or as somebody forges it; `header: null` leaves the signature out. */
  async send(event: Event, { secret, timestamp = now(), header }: Signing = {}): Promise<Response> {
    if (!this.console) throw new Error("nobody has registered a webhook");
    const payload = JSON.stringify({ id: `evt_${randomUUID()}`, object: "event", created: now(), livemode: false, ...event });
    const mac = createHmac("sha256", secret ?? this.console.secret).update(`${timestamp}.${payload}`).digest("hex");
    return post(this.console.url, payload, header === undefined ? `t=${timestamp},v1=${mac}` : header);
  }

  setCard(customer: string, card: Card) {
    return setCard(this.at, customer, card);
  }

  /** Ends the period: charges the card for the next one, or ends the subscription if it was cancelled. */
  renew(subscription: string) {
    return this.at.must("POST", `/_config/invoice/${subscription}?next=1`);
  }

  /** Tries the card again for everything that is open, as Stripe does for days. */
  async retryPayments(customer: string) {
    const { data } = await this.at.must("GET", "/v1/invoices", { customer, limit: 100 });
    for (const { id, status } of data) if (status === "open") await this.at.must("POST", `/v1/invoices/${id}/pay`);
  }

  cancelNow(subscription: string) {
    return this.at.must("DELETE", `/v1/subscriptions/${subscription}`);
  }

  customers(): Promise<any[]> {
    return this.list("customers");
  }

  /** All of a customer's subscriptions, those that ended as well. */
  subscriptions(customer: string): Promise<any[]> {
    return this.list("subscriptions", { customer, status: "all" });
  }

  invoices(customer: string): Promise<any[]> {
    return this.list("invoices", { customer });
  }

  private async list(what: string, fields: Record<string, string> = {}): Promise<any[]> {
    return (await this.at.must("GET", `/v1/${what}`, { ...fields, limit: 100 })).data;
  }

  private async completed(session: any) {
    if (this.front.hook) await this.send({ type: "checkout.session.completed", data: { object: session } });
  }
}

const now = () => Math.floor(Date.now() / 1000);
