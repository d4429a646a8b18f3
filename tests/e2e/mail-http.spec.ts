import { createServer, type IncomingMessage } from "node:http";
import { runCron } from "./support/cron";
import { Person } from "./support/person";
import { expect, test } from "./support/fixtures";
import { OwnServer } from "./support/server";

const DAY = 86_400_000;

type Sent = {
  authorization?: string;
  key?: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
};

/** A mail service on this machine, with the interface of Resend's. It keeps what it takes. `answer` is called to answer each mail. */
async function mailService(answer: (mail: Sent, done: () => void) => void = (_, done) => done()) {
  const sent: Sent[] = [];
  const server = createServer(async (request, response) => {
    const key = request.headers["idempotency-key"] as string | undefined;
    const mail = { authorization: request.headers.authorization, key, ...JSON.parse(await body(request)) };
    sent.push(mail);
    answer(mail, () => response.writeHead(200, { "content-type": "application/json" }).end('{"id":"1"}'));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { sent, url: `http://127.0.0.1:${port}/emails`, close };
}

async function body(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

/** Somebody whose mail arrives at that service. */
class Addressee extends Person {
  sent: Sent[] = [];

  async code(): Promise<string> {
    const mine = () => this.sent.filter((mail) => mail.to.includes(this.email));
    await expect.poll(() => mine().length).toBeGreaterThan(0);
    return /\b(\d{6})\b/.exec(mine().at(-1)!.subject)![1];
  }
}

test("codes and invites leave through an HTTP mail API, to one recipient each, and no mailbox is open", async ({ playwright }) => {
  test.slow();
  const mail = await mailService();
  const server = await OwnServer.start("mail", {
    MAIL_TRANSPORT: "http",
    MAIL_API_URL: mail.url,
    MAIL_API_KEY: "key-of-the-test",
    MAIL_FROM: "Portico <console@example.com>",
  });
  const request = await playwright.request.newContext({ baseURL: server.origin });
  try {
    const owner = new Addressee(request, server.origin);
    owner.sent = mail.sent;
    await owner.signIn();
    expect((await request.get("/api/mailbox")).status()).toBe(404);

    const organization = await owner.api.createOrganization();
    const emails = ["one@example.com", "two@example.com"];
    const invited = await owner.api.post(`/api/organizations/${organization.slug}/invites`, { emails, role: "viewer" });
    expect(invited.status()).toBe(201);
    await expect.poll(() => mail.sent.length).toBe(3);
    for (const email of emails) {
      const [received] = mail.sent.filter((one) => one.to.includes(email));
      expect(received.to).toEqual([email]);
      expect(received.authorization).toBe("Bearer key-of-the-test");
      expect(received.from).toBe("Portico <console@example.com>");
      expect(received.text).toMatch(new RegExp(`${server.origin}/invites/[0-9a-f]{64}`));
      expect(received.html).toContain("See the invite");
      expect(received.headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
      const oneClick = received.headers["List-Unsubscribe"].slice(1, -1);
      // As a mail program does: from anywhere, without any cookie.
      const stopped = await fetch(oneClick, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) });
      expect(stopped.status).toBe(200);
    }
    // Noted once both have been answered.
    const deliveries = async () => {
      const { invites } = await owner.api.get(`/api/organizations/${organization.slug}/invites`);
      return invites.map((invite: { delivery: string }) => invite.delivery);
    };
    await expect.poll(deliveries).toEqual(["sent", "sent"]);
  } finally {
    await request.dispose();
    await server.stop();
    mail.close();
  }
});

test("a mail service that never answers delays nothing else, and what it took is not sent to anybody twice", async ({ playwright }) => {
  test.slow();
  // It answers codes at once, and takes invites without a word until it is told.
  let silent = true;
  const waiting: { mail: Sent; done: () => void }[] = [];
  const mail = await mailService((mail, done) => (silent && !/code$/.test(mail.subject) ? waiting.push({ mail, done }) : done()));
  const server = await OwnServer.start("slow-mail", {
    MAIL_TRANSPORT: "http",
    MAIL_API_URL: mail.url,
    MAIL_API_KEY: "key-of-the-test",
    MAIL_FROM: "Portico <console@example.com>",
  });
  const request = await playwright.request.newContext({ baseURL: server.origin });
  try {
    const owner = new Addressee(request, server.origin);
    owner.sent = mail.sent;
    await owner.signIn();
    const organization = await owner.api.createOrganization();
    await owner.api.choosePlan(organization, "pro");
    const emails = ["one@example.com", "two@example.com", "three@example.com"];
    const invited = await owner.api.post(`/api/organizations/${organization.slug}/invites`, { emails, role: "viewer" });
    expect(invited.status(), "the answer waits for no mail").toBe(201);
    const invites = () => waiting.filter(({ mail }) => emails.includes(mail.to[0])).length;
    await expect.poll(invites).toBe(3);

    // A month passes, as far as the database knows: a period has to be renewed.
    const today = Math.floor(Date.now() / DAY) * DAY;
    const passed = `anchor_at = ${today - 31 * DAY}, period_start = ${today - 31 * DAY}, period_end = ${today}`;
    await server.execute(`UPDATE subscriptions SET ${passed} WHERE plan = 'pro'; UPDATE outbox SET next_try_at = 0, lease = NULL`);
    const begun = Date.now();
    await runCron(server.origin);
    expect(Date.now() - begun, "milliseconds until cron was done with everything").toBeLessThan(45_000);
    const renewed = async () => (await owner.api.get(`/api/organizations/${organization.slug}/billing`)).invoices.length;
    await expect.poll(renewed).toBe(2);
    expect(invites(), "it was tried, and had no answer").toBeGreaterThan(3);

    // The service is itself again, and the next try is due.
    silent = false;
    for (const { done } of waiting) done();
    await server.execute("UPDATE outbox SET next_try_at = 0, lease = NULL");
    await runCron(server.origin);
    const deliveries = async () => {
      const listed = await owner.api.get(`/api/organizations/${organization.slug}/invites`);
      return listed.invites.map((invite: { delivery: string }) => invite.delivery);
    };
    await expect.poll(deliveries).toEqual(["sent", "sent", "sent"]);
    for (const email of emails) {
      const keys = new Set(mail.sent.filter((one) => one.to.includes(email)).map((one) => one.key));
      expect(keys.size, `${email}: a second try has the first one's key`).toBe(1);
      expect([...keys][0]).toBeTruthy();
    }
  } finally {
    await request.dispose();
    await server.stop();
    mail.close();
  }
});
