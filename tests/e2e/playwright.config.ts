import { defineConfig } from "@playwright/test";

/** Where a fresh Portico with the local mail transport answers. `cargo xtask test` starts one and says so here. */
const origin = process.env.PORTICO_URL ?? "http://localhost:8787";

export default defineConfig({
  testDir: ".",
  outputDir: "../../target/e2e-results",
  // Every test makes its own people and organizations, so all of them can run side by side in any order.
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // Several times what any test takes: a machine may be slow.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    baseURL: origin,
    browserName: "chromium",
    locale: "en-US",
    viewport: { width: 1280, height: 800 },
    // Its requests pass by `page.route`, and what it keeps is older than what is tested. Its own tests allow it.
    serviceWorkers: "block",
    // The same browser for one test after the other: what a test left in it is taken away, but for the compiled code and the files.
    reuseContext: true,
    screenshot: "only-on-failure",
    trace: process.env.PORTICO_TRACE ? "retain-on-failure" : "off",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
    },
  },
});
