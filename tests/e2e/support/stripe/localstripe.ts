import { spawn, type ChildProcess } from "node:child_process";
import { ended, freePort, says } from "../server";

/**
 * Keeps localstripe on loopback and its data in memory, ends it with whoever started it, and lets a period end: that charges the
 * card as Stripe does by the clock.
 */
const PROGRAM = `
import os, sys, threading
from aiohttp import web
from localstripe import resources, server
from localstripe.webhooks import schedule_webhook

resources.Store.dump_to_disk = lambda self: None
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()

async def invoice(request):
    subscription = resources.Subscription._api_retrieve(request.match_info['id'])
    if request.query.get('next') and subscription.cancel_at_period_end:
        return web.json_response(resources.Subscription._api_delete(subscription.id)._export())
    if request.query.get('next'):
        subscription.start_date = subscription.current_period_end
    subscription._create_invoice()
    made = resources.Invoice._api_retrieve(subscription.latest_invoice)
    if made.status == 'open':
        schedule_webhook(resources.Event('invoice.payment_failed', made))
    return web.json_response(subscription._export())

server.app.router.add_post('/_config/invoice/{id}', invoice)
web.run_app(server.app, host='127.0.0.1', port=int(sys.argv[1]), access_log=None)
`;

/** localstripe itself: what it lacks, the front in front of it adds. */
export class Localstripe {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(): Promise<Localstripe> {
    const python = process.env.LOCALSTRIPE_PYTHON;
    if (!python) throw new Error("LOCALSTRIPE_PYTHON is not set: `cargo xtask test e2e` sets it");
    const port = await freePort();
    const child = spawn(python, ["-u", "-c", PROGRAM, String(port)], { stdio: ["pipe", "pipe", "inherit"] });
    await says(child, "Running on");
    return new Localstripe(`http://127.0.0.1:${port}`, child);
  }

  async stop() {
    await ended(this.process, () => this.process.kill("SIGKILL"));
  }

  /** Asks as Stripe's own pages would: answers whatever comes. */
  async ask(method: string, path: string, form: Form = []): Promise<Answer> {
    const fields = new URLSearchParams(form);
    const asked = method === "POST" ? path : form.length ? `${path}?${fields}` : path;
    const headers = { Authorization: "Bearer sk_test_localstripe" };
    const answer = await fetch(this.url + asked, { method, headers, body: method === "POST" ? fields : undefined });
    const text = await answer.text();
    return { status: answer.status, body: text && answer.status < 500 ? JSON.parse(text) : { error: { message: text } } };
  }

  /** The same, where anything but success is a mistake of the test. */
  async must(method: string, path: string, form: Record<string, string | number> = {}) {
    const fields: Form = Object.entries(form).map(([name, value]) => [name, String(value)]);
    const { status, body } = await this.ask(method, path, fields);
    if (status !== 200) throw new Error(`${method} ${path} at localstripe: ${status} ${JSON.stringify(body)}`);
    return body;
  }
}

export type Form = [name: string, value: string][];
export type Answer = { status: number; body: any };
