import { execFile } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { ok } from "./support/api";
import { expect, test } from "./support/fixtures";
import { Configured } from "./support/configuration";

/** The lines that the quick start shows for a language. */
async function snippet(page: Page, language: string): Promise<string> {
  await page.getByRole("tab", { name: language }).click();
  return page.getByRole("tabpanel").locator("code").innerText();
}

/** One job beside what else is tested, and nothing that only a debugger or a second build needs. */
const ONCE = { CARGO_BUILD_JOBS: "1", CARGO_PROFILE_DEV_DEBUG: "0", CARGO_INCREMENTAL: "0" };

/** Compiles and runs the lines in a package of their own, with the dependencies that the workspace has locked. */
async function runRust(lines: string): Promise<string> {
  const folder = "target/e2e/quick-start";
  await mkdir(`${folder}/src`, { recursive: true });
  await copyFile("Cargo.lock", `${folder}/Cargo.lock`);
  await writeFile(`${folder}/src/main.rs`, lines);
  await writeFile(
    `${folder}/Cargo.toml`,
    `[package]
name = "quick-start"
version = "0.1.0"
edition = "2024"

[dependencies]
ureq = { version = "3", default-features = false, features = ["json"] }
serde_json = "1"

[workspace]
`,
  );
  const args = ["run", "--quiet", "--offline", "--manifest-path", `${folder}/Cargo.toml`, "--target-dir", "target/quick-start"];
  return (await promisify(execFile)("cargo", args, { env: { ...process.env, ...ONCE } })).stdout;
}

/** A site of another origin, with one empty page. */
async function otherOrigin(): Promise<{ origin: string; server: Server }> {
  const server = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html").end("<!doctype html><title>Elsewhere</title>");
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

test("the quick start works when it is pasted: curl, JavaScript in a page of another origin, and Rust", async ({ page, context, person }) => {
  // Rust is compiled, with what it needs.
  test.setTimeout(240_000);
  const shop = await Configured.create(person.api);
  await shop.publish("sandbox", { "app.display_name": "Quick" });
  await page.goto(shop.page("sandbox"));
  await test.step("curl", async () => {
    const { stdout } = await promisify(execFile)("sh", ["-c", await snippet(page, "curl")]);
    expect(JSON.parse(stdout)).toMatchObject({ "app.display_name": "Quick" });
  });
  await test.step("JavaScript", async () => {
    const lines = await snippet(page, "JavaScript");
    const { origin, server } = await otherOrigin();
    try {
      const elsewhere = await context.newPage();
      const said = elsewhere.waitForEvent("console");
      await elsewhere.goto(origin);
      await elsewhere.addScriptTag({ type: "module", content: lines });
      expect(await (await said).args()[0].jsonValue()).toMatchObject({ "app.display_name": "Quick" });
    } finally {
      server.close();
    }
  });
  await test.step("Rust", async () => {
    expect(JSON.parse(await runRust(await snippet(page, "Rust")))).toMatchObject({ "app.display_name": "Quick" });
  });
});

test("the languages are tabs for the keyboard", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await page.goto(shop.page("sandbox"));
  await page.getByRole("tab", { name: "curl" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "JavaScript" })).toBeFocused();
  await expect(page.getByRole("tab", { name: "JavaScript" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("End");
  await expect(page.getByRole("tabpanel")).toContainText("ureq");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "curl" })).toBeFocused();
});

test("a second read that knows the first is answered 304, until something is published", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  const first = await shop.read(page.request, "sandbox");
  const known = { "If-None-Match": first.headers()["etag"] };
  const second = await shop.read(page.request, "sandbox", known);
  expect(second.status()).toBe(304);
  expect(await second.text()).toBe("");
  await shop.publish("sandbox", { "app.display_name": "Other" });
  const third = await shop.read(page.request, "sandbox", known);
  expect(third.status(), "visible here at once").toBe(200);
  expect(third.headers()["portico-version"]).toBe("2");
});

test("the overview tells which version was read last", async ({ page, person }) => {
  const shop = await Configured.create(person.api);
  await ok(shop.read(page.request, "sandbox"));
  await page.goto(shop.page("sandbox"));
  await expect(page.getByRole("heading", { name: "Version 1" })).toBeVisible();
  await expect(page.getByText(`Published by ${person.email}`)).toBeVisible();
  const lastRead = async () => (await person.api.get(shop.path("environments/sandbox"))).last_read_version;
  await expect.poll(lastRead, { timeout: 30_000 }).toBe(1);
  await page.reload();
  await expect(page.getByText("Version 1 was last read")).toBeVisible();
  await expect(page.getByText("Arrived")).toBeVisible();
});
