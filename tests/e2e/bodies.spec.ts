import { request } from "node:http";
import { expect, test } from "./support/fixtures";

const MEGABYTE = Buffer.alloc(1024 * 1024, "a");

/** What came of it: a status, or the connection was closed; and how much was sent until then. */
type Outcome = { status: number | "closed"; megabytes: number };

/** Sends up to 80 MB without saying how much it will be, until there is an answer. */
function pour(url: string, origin: string): Promise<Outcome> {
  return new Promise((done) => {
    let megabytes = 0;
    const headers = { origin, "content-type": "application/json", "transfer-encoding": "chunked" };
    const outgoing = request(url, { method: "POST", agent: false, headers });
    const end = (status: Outcome["status"]) => {
      done({ status, megabytes });
      outgoing.destroy();
    };
    outgoing.once("response", (response) => end(response.statusCode!));
    // Whoever goes on sending behind an answer may find nobody there.
    outgoing.once("error", () => end("closed"));
    const next = () => {
      if (megabytes === 80 || outgoing.destroyed) return outgoing.end();
      megabytes += 1;
      // The next one leaves once this one has been taken.
      outgoing.write(MEGABYTE, next);
    };
    next();
  });
}

for (const path of ["/api/sign-in/code", "/api/organizations", "/api/stripe/webhook", "/api/nowhere"]) {
  test(`a body that says nothing of its length is not read to its end: ${path}`, async ({ baseURL, request: client }) => {
    const { status, megabytes } = await pour(baseURL! + path, baseURL!);
    // What stands between on this machine may not get its answer through a connection that has ended: then it says so itself, with 500.
    expect([413, 404, 500, "closed"]).toContain(status);
    expect(megabytes).toBeLessThan(40);
    expect((await client.get("/api/session")).status(), "nobody else notices").toBe(401);
  });
}

test("a body that says that it is too large is refused", async ({ baseURL, request: client }) => {
  const headers = { "content-type": "application/json", origin: baseURL! };
  const answer = await client.post("/api/sign-in/code", { headers, data: Buffer.alloc(300 * 1024, "a") });
  expect(answer.status()).toBe(413);
});

test("a body that is packed is refused, whatever is in it", async ({ baseURL, request: client }) => {
  const headers = { "content-encoding": "gzip", "content-type": "application/json", origin: baseURL! };
  const answer = await client.post("/api/sign-in/code", { headers, data: Buffer.from([0x1f, 0x8b, 8, 0]) });
  expect(answer.status()).toBe(415);
});
