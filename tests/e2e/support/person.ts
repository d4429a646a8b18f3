import { expect, request, type APIRequestContext, type BrowserContext } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { Api } from "./api";

/** Somebody with an address of their own. What they do here goes through the API, with the cookies of their browser. */
export class Person {
  readonly api: Api;

  constructor(
    request: APIRequestContext,
    origin: string,
    readonly email = `e2e-${randomUUID()}@example.com`,
  ) {
    this.api = new Api(request, origin);
  }

  /** Somebody new, signed in in that browser. */
  static async inBrowser(browser: BrowserContext, origin: string): Promise<Person> {
    const person = new Person(browser.request, origin);
    await person.signIn();
    return person;
  }

  /** Signs in without the pages. */
  async signIn() {
    expect((await this.api.post("/api/sign-in/code", { email: this.email })).status()).toBe(200);
    expect((await this.api.post("/api/sign-in", { code: await this.code() })).status()).toBe(200);
  }

  /** The same person, signed in in one more browser, which says this of itself. */
  async elsewhere(userAgent: string): Promise<Person> {
    const other = new Person(await request.newContext({ baseURL: this.api.origin, userAgent }), this.api.origin, this.email);
    await other.signIn();
    return other;
  }

  /** The code of the newest mail to this person, which a page may only just have asked for. */
  async code(): Promise<string> {
    let code: string | undefined;
    await expect
      .poll(async () => (code = (await this.mails()).map((mail) => /^(\d{6}) is your Portico code$/.exec(mail.subject)?.[1]).find(Boolean)))
      .toBeTruthy();
    return code!;
  }

  /** The path of the newest invite in this person's mail, which leaves a moment after the answer. */
  async inviteLink(): Promise<string> {
    let path: string | undefined;
    await expect
      .poll(async () => (path = (await this.mails()).map((mail) => /\/invites\/[0-9a-f]+/.exec(mail.body)?.[0]).find(Boolean)))
      .toBeTruthy();
    return path!;
  }

  /** The mails to this person, newest first. */
  async mails(): Promise<{ subject: string; body: string }[]> {
    const { mails } = await this.api.get("/api/mailbox");
    return mails.filter((mail: { recipient: string }) => mail.recipient === this.email);
  }
}

/** Six digits that are not `code`. */
export function wrongCode(code: string, step = 1): string {
  return String((Number(code) + step) % 1_000_000).padStart(6, "0");
}
