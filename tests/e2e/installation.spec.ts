import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { expect, test } from "./support/fixtures";
import { OwnServer } from "./support/server";

/** Asks an own server under another name than its own, as somebody from elsewhere would. */
function ask(origin: string, host: string, path: string): Promise<{ status: number; type: string; text: string }> {
  const { port } = new URL(origin);
  return new Promise((done, fail) => {
    const asked = request({ host: "127.0.0.1", port, path, headers: { Host: host } }, (answer) => {
      let text = "";
      answer.on("data", (more) => (text += more));
      answer.on("end", () => done({ status: answer.statusCode!, type: String(answer.headers["content-type"]), text }));
    });
    asked.once("error", fail).end();
  });
}

test("what is set up for this machine alone answers nobody who asks for it by another name", async ({ page, baseURL, noise }) => {
  noise.allow(/status of 500/);
  const paths = ["/api/mailbox", "/api/session", "/v1/environments/018bcfe5-6800-7000-8000-000000000000/config"];
  for (const path of paths) {
    const answer = await ask(baseURL!, "portico.somebody.workers.dev", path);
    expect(answer, path).toMatchObject({ status: 500, type: "text/plain; charset=utf-8" });
    expect(answer.text).toContain("SECRET_KEY");
  }
  expect((await ask(baseURL!, new URL(baseURL!).host, "/api/mailbox")).status).toBe(200);
  // The console passes on what the page says.
  await page.route("**/api/session*", (route) =>
    route.fulfill({ status: 500, contentType: "text/plain", body: "Portico is not set up yet. What is missing:\n\n- ORIGIN\n" }),
  );
  await page.goto("/");
  await expect(page.getByText("Portico is not set up yet.").first()).toBeVisible();
});

test("without its variables, and without its bindings, it says so and no more", async () => {
  test.setTimeout(180_000);
  const common = 'name = "portico"\ncompatibility_date = "2026-11-01"\n[assets]\nbinding = "ASSETS"\nrun_worker_first = ["/api/*", "/v1/*"]\n';
  await writeFile("target/e2e/unbound.toml", common);
  const server = await OwnServer.bare("unbound", "target/e2e/unbound.toml");
  try {
    for (const path of ["/api/session", "/v1/environments/018bcfe5-6800-7000-8000-000000000000/config"]) {
      const answer = await fetch(server.origin + path);
      expect(answer.status, path).toBe(500);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      const problem = await answer.json();
      expect(problem).toMatchObject({ status: 500, request_id: answer.headers.get("x-request-id") });
      expect(JSON.stringify(problem)).not.toContain("DB");
    }
  } finally {
    await server.stop();
  }
});
