import type { Answer, Form, Localstripe } from "./localstripe";

/** What localstripe takes of each request; it refuses what it does not know, and Stripe's newer names it does not know. */
const KNOWN: [RegExp, string][] = [
  [/^POST \/v1\/customers$/, "name description email phone address invoice_settings preferred_locales metadata payment_method balance"],
  [/^POST \/v1\/customers\/\w+$/, "name description email phone address invoice_settings preferred_locales metadata"],
  [/^POST \/v1\/subscriptions$/, "customer metadata items trial_end cancel_at"],
  [/^POST \/v1\/subscriptions\/\w+$/, "metadata items prorate proration_date cancel_at_period_end trial_end"],
  [/^DELETE \/v1\/subscriptions\/\w+$/, ""],
  [/^GET \/v1\/subscriptions$/, "customer status limit starting_after"],
  [/^GET \/v1\/invoices$/, "customer subscription limit starting_after"],
  [/^GET \/v1\/customers$/, "email limit starting_after"],
  [/^POST \/v1\/invoices\/create_preview$/, "customer subscription subscription_details"],
  [/^POST \/v1\/invoices\/\w+\/(pay|void)$/, ""],
];

/** The request in localstripe's words. */
export function forLocalstripe(method: string, path: string, form: Form): Form {
  const known = KNOWN.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1].split(" ");
  const renamed: Form = form.map(([name, value]) => {
    if (name === "proration_behavior") return ["prorate", String(value !== "none")];
    return [name.replace(/(items\]?\[\d+\])\[price\]$/, "$1[plan]"), value];
  });
  return renamed.filter(([name]) => {
    const [first] = name.split("[");
    return first !== "expand" && (!known || known.includes(first)) && !/\[price_data\]/.test(name);
  });
}

/** What Stripe says and localstripe does not, added to everything in an answer. */
export class Words {
  private readonly numbers = new Map<string, string>();

  constructor(private readonly url: string) {}

  error({ status, body }: Answer): Answer {
    const known = { 402: { type: "card_error" }, 404: { code: "resource_missing" } }[status] ?? {};
    return { status, body: { error: { type: "invalid_request_error", ...body.error, ...known } } };
  }

  complete(value: any): any {
    if (Array.isArray(value)) return value.map((item) => this.complete(item));
    if (value === null || typeof value !== "object") return value;
    const whole = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.complete(item)]));
    return { ...whole, ...this.more(whole) };
  }

  private more(thing: any): object {
    switch (thing.object) {
      case "plan":
        return { unit_amount: thing.amount, recurring: { interval: thing.interval, interval_count: thing.interval_count } };
      case "line_item":
        return { price: price(thing.plan), pricing: { type: "price_details", price_details: { price: thing.plan?.id } } };
      case "subscription": {
        const { current_period_start, current_period_end } = thing;
        const item = (each: any) => ({ ...each, price: price(each.plan), current_period_start, current_period_end });
        return { default_payment_method: null, items: { ...thing.items, data: thing.items.data.map(item) } };
      }
      case "invoice": {
        const open = thing.status === "open" ? thing.amount_due : 0;
        const page = thing.status === "draft" ? null : `${this.url}/invoice/${thing.id}`;
        const paid = thing.status === "paid";
        return { number: this.number(thing), hosted_invoice_url: page, due_date: null, amount_remaining: open, paid };
      }
      default:
        return {};
    }
  }

  private number(invoice: any): string | null {
    if (invoice.status === "draft") return null;
    if (!this.numbers.has(invoice.id)) this.numbers.set(invoice.id, `LOOKALIKE-${String(this.numbers.size + 1).padStart(4, "0")}`);
    return this.numbers.get(invoice.id)!;
  }
}

const price = (plan: any) => plan && { ...plan, object: "price" };

const PLURALS: Record<string, string> = {
  pm: "payment_methods",
  cus: "customers",
  sub: "subscriptions",
  in: "invoices",
  pi: "payment_intents",
};

/** Puts the thing itself in the place of its id, wherever the paths lead. */
export async function expand(thing: any, paths: string[], at: Localstripe) {
  for (const path of paths) await follow(thing, path.split("."), at);
}

async function follow(thing: any, [first, ...rest]: string[], at: Localstripe): Promise<void> {
  if (Array.isArray(thing)) {
    for (const item of thing) await follow(item, [first, ...rest], at);
    return;
  }
  if (!first || !thing?.[first]) return;
  const plural = typeof thing[first] === "string" && PLURALS[thing[first].split("_")[0]];
  if (plural) thing[first] = await at.must("GET", `/v1/${plural}/${thing[first]}`);
  await follow(thing[first], rest, at);
}
