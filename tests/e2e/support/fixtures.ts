import { test as base, type BrowserContext, type BrowserContextOptions, type CDPSession } from "@playwright/test";
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

/**
 * The DevTools sessions that a test opens from now on. What they turn on (an authenticator, a slower processor) ends with them: the page
 * may be that of the next test.
 */
function sessionsOf(context: BrowserContext): () => CDPSession[] {
  const opened: CDPSession[] = [];
  const open = context.newCDPSession.bind(context);
  context.newCDPSession = async (page) => {
    const session = await open(page);
    opened.push(session);
    return session;
  };
  return () => {
    context.newCDPSession = open;
    return opened;
  };
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
    // The browser of the test before may have been left without a network.
    await context.setOffline(false);
    await noise.listen(context);
    if (!ahead) await spare(context);
    await slowDown(context);
    const sessions = sessionsOf(context);
    await use(context);
    for (const session of sessions()) await session.detach().catch(() => {});
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
