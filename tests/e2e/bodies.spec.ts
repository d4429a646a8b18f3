import { request } from "node:http";
import { expect, test } from "./support/fixtures";

const MEGABYTE = 1024 * 1024;

/** Sends up to 80 MB, with these headers, until there is an answer. */
function pour(url: string, headers: Record<string, string>): Promise<{ status: number; megabytes: number }> {
  const megabyte = Buffer.alloc(MEGABYTE, "a");
  return new Promise((done, fail) => {
    let megabytes = 0;
    const outgoing = request(url, { method: "POST", agent: false, headers: { "content-type": "application/json", ...headers } });
    outgoing.once("response", (response) => {
      done({ status: response.statusCode!, megabytes });
      outgoing.destroy();
    });
    outgoing.once("error", fail);
    const next = () => {
      if (megabytes === 80 || outgoing.destroyed) return outgoing.end();
      megabytes += 1;
      // The next one leaves once this one has been taken.
      outgoing.write(megabyte, next);
    };
    next();
  });
}

for (const path of ["/api/sign-in/code", "/api/organizations", "/api/stripe/webhook", "/api/nowhere"]) {
  test(`a body of 80 MB is refused long before its end, whatever it says of its length: ${path}`, async ({ baseURL }) => {
    const origin = { origin: baseURL! };
    const chunked = await pour(baseURL! + path, { ...origin, "transfer-encoding": "chunked" });
    expect([413, 404]).toContain(chunked.status);
    expect(chunked.megabytes, "what was not announced").toBeLessThan(20);
    const announced = await pour(baseURL! + path, { ...origin, "content-length": String(80 * MEGABYTE) });
    expect([413, 404]).toContain(announced.status);
    expect(announced.megabytes, "what was announced").toBeLessThan(20);
  });
}

test("a body that is packed is refused, whatever is in it", async ({ baseURL, request: client }) => {
  const headers = { "content-encoding": "gzip", "content-type": "application/json", origin: baseURL! };
  const answer = await client.post("/api/sign-in/code", { headers, data: Buffer.from([0x1f, 0x8b, 8, 0]) });
  expect(answer.status()).toBe(415);
});
