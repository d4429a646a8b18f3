import { test as base, type BrowserContext, type BrowserContextOptions } from "@playwright/test";
import { Noise } from "./noise";
import { Person } from "./person";

type Options = {
  /** Whether pages fetch the code of other pages once they are at rest, as they do for everybody who did not ask for few bytes. */
  ahead: boolean;
};

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

/** A browser whose person asked for few bytes: a page fetches what it shows, and no more. */
async function spare(context: BrowserContext) {
  await context.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
}

export const test = base.extend<Fixtures & Options>({
  // Compiling every other page's code after each visit takes a machine about as long as the visit.
  ahead: [false, { option: true }],
  noise: async ({}, use) => {
    const noise = new Noise();
    await use(noise);
    noise.check();
  },
  context: async ({ context, noise, ahead }, use) => {
    await noise.listen(context);
    if (!ahead) await spare(context);
    await slowDown(context);
    await use(context);
  },
  newBrowser: async ({ browser, baseURL, noise, ahead }, use) => {
    const made: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ baseURL, locale: "en-US", serviceWorkers: "block", ...options });
      await noise.listen(context);
      if (!ahead) await spare(context);
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
