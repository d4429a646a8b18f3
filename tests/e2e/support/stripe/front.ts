import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Answer, Form, Localstripe } from "./localstripe";
import { Pages } from "./pages";
import { Words, expand, forLocalstripe } from "./translate";

/** A request to the API, as it came. */
export type Asked = { method: string; path: string; form: Record<string, string>; key?: string; status?: number };

/** An event of localstripe's, as it was signed. */
export type Sent = { type: string; payload: string; signature: string };

/** What goes wrong on purpose. */
type Trouble = { status: number | "lost"; left: number; at: RegExp };

/** Stands in front of localstripe and answers as Stripe does: with idempotency keys, hosted pages and today's names. */
export class Front {
  readonly requests: Asked[] = [];
  /** The events that left, oldest first. */
  readonly events: Sent[] = [];
  /** Where events go on to, if they do. */
  hook?: string;
  /** Whether nothing answers at all. */
  down = false;
  /** How long every answer of the API takes, in milliseconds. */
  delay = 0;
  private readonly troubles: Trouble[] = [];
  private readonly kept = new Map<string, { request: string; answer?: Answer }>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly at: Localstripe,
    private readonly pages: Pages,
    private readonly words: Words,
  ) {}

  static async start(at: Localstripe, completed: (session: any) => Promise<unknown>): Promise<Front> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const front = new Front(server, url, at, new Pages(url, at, completed), new Words(url));
    server.on("request", (request, response) => {
      front.answer(request, response).catch((error) => send(response, { status: 500, body: { error: { message: String(error) } } }));
    });
    return front;
  }

  async stop() {
    const ended = new Promise((done) => this.server.close(done));
    this.server.closeAllConnections();
    await ended;
  }

  trouble(left: number, status: Trouble["status"], at: RegExp) {
    this.troubles.push({ status, left, at });
  }

  mend() {
    this.troubles.length = 0;
    Object.assign(this, { down: false, delay: 0 });
  }

  private async answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url!, this.url);
    if (url.pathname === "/hook") return this.relay(request, response);
    if (this.down) return void request.socket.destroy();
    if (!url.pathname.startsWith("/v1/")) return this.page(url, response);
    const form: Form = [...(request.method === "POST" ? new URLSearchParams(await body(request)) : url.searchParams)];
    const key = request.headers["idempotency-key"] as string | undefined;
    const asked: Asked = { method: request.method!, path: url.pathname, form: Object.fromEntries(form), key };
    this.requests.push(asked);
    const trouble = this.troubles.find((each) => each.left > 0 && each.at.test(`${asked.method} ${asked.path}`));
    if (trouble) trouble.left -= 1;
    if (typeof trouble?.status === "number") {
      const type = trouble.status === 429 ? "invalid_request_error" : "api_error";
      asked.status = trouble.status;
      return send(response, { status: trouble.status, body: { error: { type, message: "Out of order, by order of the test." } } });
    }
    const authorized = /^Bearer sk_test_\w+$/.test(request.headers.authorization ?? "");
    const unknown = { status: 401, body: { error: { type: "invalid_request_error", message: "Invalid API Key provided." } } };
    const answer = authorized ? await this.once(asked, form) : unknown;
    asked.status = answer.status;
    if (this.delay) await new Promise((done) => setTimeout(done, this.delay));
    if (trouble) return void request.socket.destroy();
    send(response, answer);
  }

  /** Lets an event of localstripe's through, or loses it. */
  private async relay(request: IncomingMessage, response: ServerResponse) {
    const [payload, signature] = [await body(request), String(request.headers["stripe-signature"])];
    const sent = { type: JSON.parse(payload).type, payload, signature };
    if (this.hook) {
      this.events.push(sent);
      await post(this.hook, payload, signature).catch(() => undefined);
    }
    send(response, { status: 200, body: {} });
  }

  private async page(url: URL, response: ServerResponse) {
    const page = (await this.pages.page(url.pathname, url.searchParams)) ?? { status: 404, html: "<h1>Not found</h1>" };
    if ("redirect" in page) return response.writeHead(303, { location: page.redirect }).end();
    response.writeHead(page.status, { "content-type": "text/html; charset=utf-8" }).end(page.html);
  }

  /** A key is good for one effect: whoever uses it again gets the first answer again. */
  private async once(asked: Asked, form: Form): Promise<Answer> {
    if (asked.method !== "POST" || !asked.key) return this.pass(asked, form);
    const request = JSON.stringify([asked.path, form]);
    const before = this.kept.get(asked.key);
    const conflict = (status: number, message: string) => ({ status, body: { error: { type: "idempotency_error", message } } });
    if (before && before.request !== request) return conflict(400, "Keys can only be used with the parameters they were first used with.");
    if (before) return before.answer ?? conflict(409, "There is currently another in-progress request using this key.");
    const now: { request: string; answer?: Answer } = { request };
    this.kept.set(asked.key, now);
    // Two at the same moment must meet here, as they would at Stripe.
    if (this.delay) await new Promise((done) => setTimeout(done, this.delay));
    now.answer = await this.pass(asked, form);
    return now.answer;
  }

  private async pass({ method, path }: Asked, form: Form): Promise<Answer> {
    const hosted = await this.pages.api(method, path, form);
    if (hosted) return hosted.status === 200 ? hosted : this.words.error(hosted);
    const fields = forLocalstripe(method, path, form);
    const before = /^POST \/v1\/subscriptions\/\w+$/.test(`${method} ${path}`) && (await this.at.ask("GET", path)).body;
    // localstripe refuses a change of nothing.
    const nothing = before && fields.length === 0;
    const answer = await this.at.ask(nothing ? "GET" : method, path, nothing ? [] : fields);
    if (answer.status !== 200) return this.words.error(answer);
    if (before && isChargedAtOnce(form, before, answer.body)) {
      answer.body = await this.at.must("POST", `/_config/invoice/${before.id}`);
    }
    const status = method === "GET" && path === "/v1/invoices" && form.find(([name]) => name === "status")?.[1];
    if (status) answer.body.data = answer.body.data.filter((invoice: any) => invoice.status === status);
    const paths = form.filter(([name]) => /^expand\[\d*\]$/.test(name)).map(([, path]) => path);
    await expand(answer.body, paths, this.at);
    return { status: 200, body: this.words.complete(answer.body) };
  }
}

/** localstripe writes an invoice at once only when the interval changes. */
function isChargedAtOnce(form: Form, before: any, after: any): boolean {
  const asks = form.some(([name, value]) => name === "proration_behavior" && value === "always_invoice");
  return asks && before.plan.id !== after.plan.id && before.plan.interval === after.plan.interval;
}

/** Sends an event as Stripe does; without a signature if it is null. */
export function post(to: string, payload: string, signature: string | null): Promise<Response> {
  const headers = { "content-type": "application/json", ...(signature === null ? {} : { "stripe-signature": signature }) };
  return fetch(to, { method: "POST", headers, body: payload });
}

async function body(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

function send(response: ServerResponse, { status, body }: Answer) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
