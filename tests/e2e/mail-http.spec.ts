import { createServer, type IncomingMessage } from "node:http";
import { Person } from "./support/person";
import { expect, test } from "./support/fixtures";
import { OwnServer } from "./support/server";

type Sent = { authorization?: string; from: string; to: string[]; subject: string; text: string; html: string };

/** A mail service on this machine, with the interface of Resend's. It keeps what it takes. */
async function mailService() {
  const sent: Sent[] = [];
  const server = createServer(async (request, response) => {
    sent.push({ authorization: request.headers.authorization, ...JSON.parse(await body(request)) });
    response.writeHead(200, { "content-type": "application/json" }).end('{"id":"1"}');
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return { sent, url: `http://127.0.0.1:${port}/emails`, close: () => server.close() };
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
