import type { Locator, Page } from "@playwright/test";

/** One dropdown that is searched: of the navigation bar, or a filter of the audit log. */
export class Switcher {
  readonly button: Locator;
  readonly panel: Locator;
  readonly search: Locator;
  /** The entries: rows and, last, the footer. */
  readonly entries: Locator;
  readonly list: Locator;

  constructor(page: Page, label: "Organization" | "Project" | "Person" | "Logged project") {
    this.button = page.getByRole("button", { name: new RegExp(`^${label}:`) });
    this.panel = page.getByRole("dialog", { name: label });
    this.search = this.panel.getByRole("combobox");
    this.entries = this.panel.getByRole("option");
    this.list = this.panel.getByRole("listbox");
  }

  entry(name: string | RegExp): Locator {
    return this.panel.getByRole("option", { name, exact: typeof name === "string" });
  }

  /** The entry that Enter follows. */
  get active(): Locator {
    return this.panel.locator('[role="option"][aria-selected="true"]');
  }

  /** The entry with the check mark. */
  get current(): Locator {
    return this.panel.locator('[role="option"][aria-current="true"]');
  }
}

export const organizations = (page: Page) => new Switcher(page, "Organization");
export const projects = (page: Page) => new Switcher(page, "Project");

/** The links to the two environments of the project. */
export const modeLink = (page: Page, mode: "Sandbox" | "Live") =>
  page.getByRole("group", { name: "Environment" }).getByRole("link", { name: mode });

/** The dashboard's tabs. */
export const tab = (page: Page, name: "Projects" | "Organizations") =>
  page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name, exact: true });

/** The console's own page: none of what index.html painted before it. */
export const app = (page: Page) => page.locator("#main");

/** The list of projects, once the console shows it. */
export const projectList = (page: Page) => app(page).getByRole("list", { name: "Projects" });

/** A link in the list of projects, once the console shows it. */
export const projectRow = (page: Page, name: string) =>
  app(page).getByRole("link").filter({ has: page.getByText(name, { exact: true }) });
