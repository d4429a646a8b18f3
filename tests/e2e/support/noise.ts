import { expect, type BrowserContext, type ConsoleMessage } from "@playwright/test";

/** Collects what pages complain about: errors on the console, uncaught errors, breaches of the content security policy. */
export class Noise {
  private readonly heard: string[] = [];
  private readonly allowed: RegExp[] = [
    // Asking who is signed in is how a page finds out that nobody is.
    /status of 401 .*\/api\//,
    // The browser finds it late when a slow machine takes more than some seconds to start the app.
    /was preloaded using link preload but not used/,
    // A browser asks for it by itself where a file is opened that is no page and names no icon.
    /status of 404 .*\/favicon\.ico$/,
    // As it is shipped, the page registers its service worker; only its own tests let it (playwright.config.ts).
    /Service Worker registration blocked by Playwright/,
  ];

  /** Lets messages pass that the test provokes. They read "text url". */
  allow(...patterns: RegExp[]) {
    this.allowed.push(...patterns);
  }

  async listen(context: BrowserContext) {
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    context.on("console", (message) => this.hear(message));
    context.on("weberror", (error) => this.heard.push(`uncaught: ${error.error().stack ?? error.error()}`));
  }

  /** Fails when something was heard that nobody allowed. */
  check() {
    const unexpected = this.heard.filter((message) => !this.allowed.some((pattern) => pattern.test(message)));
    expect(unexpected, "unexpected complaints of the pages").toEqual([]);
  }

  private hear(message: ConsoleMessage) {
    if (message.type() === "error" || message.type() === "warning") {
      this.heard.push(`${message.text()} ${message.location().url}`);
    }
  }
}
