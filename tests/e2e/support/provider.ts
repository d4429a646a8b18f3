import { spawn, type ChildProcess } from "node:child_process";
import type { Page } from "@playwright/test";
import { ended, freePort, says } from "./server";

const SECRET = "s3cr&t/+ of the test";
const PROGRAM = "tests/e2e/support/provider/serve.mjs";

/** What the next ID token says instead of what it should: claims, or how it is signed. */
export type Instead = { alg?: "none"; nonce?: string; aud?: string; iss?: string; exp?: number };

/** An issuer of OpenID Connect of the test's own on this machine. */
export class IdentityProvider {
  private process?: ChildProcess;
  private redirectUri = "";

  private constructor(
    readonly id: string,
    readonly name: string,
    readonly port: number,
  ) {}

  /** A place for it; it runs once it knows where it leads back to. */
  static async at(id: string, name: string): Promise<IdentityProvider> {
    return new IdentityProvider(id, name, await freePort());
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** How an edge is told of these. */
  static variables(providers: IdentityProvider[]): Record<string, string> {
    const list = providers.map(({ id, name, issuer }) => ({ id, name, issuer, client_id: "portico" }));
    const secrets = providers.map(({ id }) => [`OIDC_SECRET_${id.toUpperCase()}`, SECRET]);
    return { OIDC_PROVIDERS: JSON.stringify(list), ...Object.fromEntries(secrets) };
  }

  async start(origin: string) {
    this.redirectUri = `${origin}/api/sign-in/providers/${this.id}/callback`;
    this.process = spawn(process.execPath, [PROGRAM, String(this.port), this.redirectUri], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    await says(this.process, "Running on");
  }

  async stop() {
    const child = this.process;
    if (child) await ended(child, () => child.kill("SIGKILL"));
  }

  /** Starts it once more, with other keys. */
  async rotate(origin: string) {
    await this.stop();
    await this.start(origin);
  }

  /** Has the next ID token say something else. */
  async instead(claims: Instead) {
    await fetch(`${this.issuer}/test/instead`, { method: "POST", body: JSON.stringify(claims) });
  }

  /** On its page: says who one is there. */
  async allow(page: Page, login: string) {
    await page.getByLabel("Who are you?").fill(login);
    await page.getByRole("button", { name: "Sign in there" }).click();
  }

  /** The same without following where it leads: the address that the browser would be sent back to. */
  async answer(page: Page, login: string): Promise<string> {
    await page.waitForURL(/\/interaction\//);
    const { request } = page.context();
    const once = { maxRedirects: 0 };
    const said = await request.post(page.url(), { form: { login }, ...once });
    const resumed = await request.get(new URL(said.headers().location, page.url()).href, once);
    return resumed.headers().location;
  }

  /** On its page: goes back without. */
  async cancel(page: Page) {
    await page.getByRole("button", { name: "Cancel" }).click();
  }
}
