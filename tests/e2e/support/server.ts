import { spawn, type ChildProcess } from "node:child_process";
import { cp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { execute } from "./database";

/** What `cargo xtask test` has built and serves; a test that needs other variables serves it once more. */
const BUILT = { edge: "target/e2e/edge/index.js", dist: "target/e2e/dist", migrated: "target/e2e/migrated" };

/** A Portico of a test's own, with its own data. */
export class OwnServer {
  private constructor(
    readonly origin: string,
    private readonly process: ChildProcess,
    private readonly name: string,
    private readonly variables: Record<string, string>,
  ) {}

  static async start(name: string, variables: Record<string, string>): Promise<OwnServer> {
    const state = `target/e2e/${name}`;
    await rm(state, { recursive: true, force: true });
    await cp(BUILT.migrated, state, { recursive: true });
    return OwnServer.serve(name, variables, await freePort());
  }

  /** One whose wrangler.toml is this one, without data: what somebody deploys who has left out a step. */
  static async bare(name: string, config: string): Promise<OwnServer> {
    return OwnServer.serve(name, {}, await freePort(), ["--config", config]);
  }

  private static async serve(
    name: string,
    variables: Record<string, string>,
    port: number,
    more: string[] = [],
  ): Promise<OwnServer> {
    const local = ["--local", "--persist-to", `target/e2e/${name}`];
    const origin = `http://localhost:${port}`;
    const all = { ORIGIN: origin, MAIL_TRANSPORT: "local", ...variables };
    const vars = Object.entries(all).flatMap(([key, value]) => ["--var", `${key}:${value}`]);
    const child = spawn(
      "wrangler",
      ["dev", BUILT.edge, "--assets", BUILT.dist, ...local, "--ip", "127.0.0.1", "--port", String(port)].concat(
        ["--inspector-port", "0", "--show-interactive-dev-session", "false"],
        vars,
        more,
      ),
      { env: quiet(), stdio: ["ignore", "pipe", "inherit"], detached: true },
    );
    await says(child, "Ready on");
    return new OwnServer(origin, child, name, variables);
  }

  /** Kills it in the middle of whatever it does, as a power cut would, and starts it again over the same data. */
  async crash(): Promise<OwnServer> {
    await ended(this.process, () => process.kill(-this.process.pid!, "SIGKILL"));
    return OwnServer.serve(this.name, this.variables, Number(new URL(this.origin).port));
  }

  /** Ends it, does something to its data, and starts it again over that. */
  async paused(work: () => Promise<void>): Promise<OwnServer> {
    await this.stop();
    await work();
    return OwnServer.serve(this.name, this.variables, Number(new URL(this.origin).port));
  }

  /** Changes its data behind its back. */
  execute(statements: string) {
    return execute(`target/e2e/${this.name}`, statements);
  }

  /** Ends it and the runtime that it started: they are one process group. */
  async stop() {
    await ended(this.process, () => process.kill(-this.process.pid!, "SIGTERM"));
  }
}

/** Ends a program and waits until it has; one that has ended already is left alone, as it says so no second time. */
export async function ended(child: ChildProcess, end: () => unknown) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((done) => child.once("exit", done));
  end();
  await exit;
}

const quiet = () => ({ ...process.env, WRANGLER_SEND_METRICS: "false", CI: "1" });

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

/** Waits until a program has written these words. */
export function says(child: ChildProcess, words: string): Promise<void> {
  return new Promise((done, fail) => {
    child.once("exit", (code) => fail(new Error(`it ended with ${code} and never said "${words}"`)));
    let said = "";
    const listen = (more: Buffer) => {
      said += more;
      if (!said.includes(words)) return;
      child.stdout!.off("data", listen).resume();
      done();
    };
    child.stdout!.on("data", listen);
  });
}
