import { test as base, type BrowserContext, type BrowserContextOptions } from "@playwright/test";
import { Noise } from "./noise";
import { Person } from "./person";

type Fixtures = {
  /** What the pages may complain about; anything else on the console fails the test. */
  noise: Noise;
  /** Another browser: it shares no cookies with the first. */
  newBrowser: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  /** Somebody new, not signed in yet, whose browser is that of `page`. */
  visitor: Person;
  /** Somebody new who is signed in in the browser of `page`. */
  person: Person;
};

/** Milliseconds that every call of a page to the edge takes longer: a test that fails with 400 expects something too early. */
const latency = Number(process.env.PORTICO_LATENCY ?? 0);

async function slowDown(context: BrowserContext) {
  if (latency === 0) return;
  await context.route("**/api/**", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, latency));
    // The page may be gone by then.
    await route.continue().catch(() => {});
  });
}

export const test = base.extend<Fixtures>({
  noise: async ({}, use) => {
    const noise = new Noise();
    await use(noise);
    noise.check();
  },
  context: async ({ context, noise }, use) => {
    await noise.listen(context);
    await slowDown(context);
    await use(context);
  },
  newBrowser: async ({ browser, baseURL, noise }, use) => {
    const made: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ baseURL, locale: "en-US", serviceWorkers: "block", ...options });
      await noise.listen(context);
      await slowDown(context);
      made.push(context);
      return context;
    });
    for (const context of made) await context.close();
  },
  visitor: async ({ context, baseURL }, use) => {
    await use(new Person(context.request, baseURL!));
  },
  person: async ({ visitor }, use) => {
    await visitor.signIn();
    await use(visitor);
  },
});

export { expect } from "@playwright/test";
