// The real edge function under wrangler, with data of its own, and somebody who asks it as the console would.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { promisify } from "node:util";

const run = promisify(execFile);
const env = { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1" };

export async function migrate(state: string) {
  await run("wrangler", ["d1", "migrations", "apply", "DB", "--local", "--persist-to", state], { env });
}

/** The database's file, once it was migrated. */
export async function databaseFile(state: string): Promise<string> {
  const folder = `${state}/v3/d1/miniflare-D1DatabaseObject`;
  const found = (await readdir(folder)).find((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite");
  if (!found) throw new Error(`there is no database in ${folder}`);
  return `${folder}/${found}`;
}

export class Server {
  readonly origin: string;
  private readonly child: ChildProcess;
  private runtime?: number;

  private constructor(origin: string, child: ChildProcess) {
    this.origin = origin;
    this.child = child;
  }

  /** Serves a worker's main file over that data. */
  static async start(main: string, state: string): Promise<Server> {
    // Files that nobody asks for: wrangler wants a folder of them, and starts the worker anew when something changes there.
    const assets = `${state}/assets`;
    await mkdir(assets, { recursive: true });
    await writeFile(`${assets}/404.html`, "nothing");
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const child = spawn(
      "wrangler",
      ["dev", main, "--assets", assets, "--local", "--persist-to", state, "--ip", "127.0.0.1", "--port", String(port)].concat(
        ["--inspector-port", "0", "--show-interactive-dev-session", "false"],
        ["--var", `ORIGIN:${origin}`, "--var", "MAIL_TRANSPORT:local"],
      ),
      { env, stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    let said = "";
    await new Promise<void>((ready, fail) => {
      const hear = (more: Buffer) => {
        said = (said + more).slice(-4000);
        if (said.includes("Ready on")) ready();
      };
      child.stdout!.on("data", hear);
      child.stderr!.on("data", hear);
      child.once("exit", (code) => fail(new Error(`wrangler ended with ${code}:\n${said}`)));
    });
    return new Server(origin, child);
  }

  /** Seconds of processor time that the runtime has used, the database's included: both are one process. Taken of its threads, in nanoseconds. */
  async cpu(): Promise<number> {
    this.runtime ??= await this.findRuntime();
    let nanoseconds = 0;
    for (const thread of await readdir(`/proc/${this.runtime}/task`)) {
      // One that has just ended has no file any more.
      const spent = await readFile(`/proc/${this.runtime}/task/${thread}/schedstat`, "utf8").catch(() => "0");
      nanoseconds += Number(spent.split(" ")[0]);
    }
    return nanoseconds / 1e9;
  }

  private async findRuntime(): Promise<number> {
    for (const pid of await below(this.child.pid!)) {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
      const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      // wrangler puts a proxy of its own before the worker, in a second runtime that listens on the port.
      if (name.startsWith("workerd") && !command.includes(`:${new URL(this.origin).port}\0`)) return pid;
    }
    throw new Error("wrangler has started no runtime");
  }

  async cron(cron: string) {
    const answer = await fetch(`${this.origin}/cdn-cgi/local/scheduled?${new URLSearchParams({ cron })}`);
    if ((await answer.text()) !== "ok") throw new Error(`the run of ${cron} failed`);
  }

  async stop() {
    const ended = new Promise((done) => this.child.once("exit", done));
    process.kill(-this.child.pid!, "SIGTERM");
    await ended;
  }
}

/** Somebody with a session. */
export class Person {
  readonly server: Server;
  cookie: string;

  constructor(server: Server, cookie = "") {
    this.server = server;
    this.cookie = cookie;
  }

  /** The JSON of an answer, which must be a success. */
  async ask(method: string, path: string, body?: unknown): Promise<any> {
    const headers: Record<string, string> = { Cookie: this.cookie, Origin: this.server.origin };
    if (body !== undefined) Object.assign(headers, { "Content-Type": "application/json", "Idempotency-Key": randomUUID() });
    const answer = await fetch(this.server.origin + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    for (const cookie of answer.headers.getSetCookie()) {
      const pair = cookie.split(";")[0];
      if (pair.startsWith("__Host-")) this.cookie = [this.cookie, pair].filter(Boolean).join("; ");
    }
    return JSON.parse(text);
  }

  async signIn(email: string) {
    await this.ask("POST", "/api/sign-in/code", { email });
    const { mails } = await this.ask("GET", "/api/mailbox");
    const mail = mails.find((mail: any) => mail.recipient === email);
    await this.ask("POST", "/api/sign-in", { code: mail.subject.slice(0, 6) });
  }
}

/** The processes that a process has started, and those that they have. */
async function below(pid: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const all = [pid];
  for (const one of all) all.push(...[...parents].filter(([, parent]) => parent === one).map(([child]) => child));
  return all;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
