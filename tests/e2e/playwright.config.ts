import { defineConfig } from '@playwright/test';

// Run by `cargo xtask test e2e`, which starts the server and names it in PORTICO_URL.
if (!process.env.PORTICO_URL) throw new Error('start these tests with `cargo xtask test e2e`');

export default defineConfig({
  testDir: '.',
  outputDir: '../../target/e2e/results',
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: [['list']],
  use: {
    baseURL: process.env.PORTICO_URL,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM,
      // Root, as in a container, has no sandbox.
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
    },
  },
});
