import { expect, type APIRequestContext, type APIResponse, type Locator, type Page } from "@playwright/test";
import { ok, type Api, type Organization, type Project } from "./api";
import type { Person } from "./person";

export type Mode = "sandbox" | "live";
export type Values = Record<string, unknown>;

/** A project's configuration, changed through the API as the pages change it. */
export class Configured {
  private constructor(
    readonly api: Api,
    readonly organization: Organization,
    readonly project: Project,
  ) {}

  static async create(api: Api, name = "Shop", template?: "web_app" | "empty"): Promise<Configured> {
    const organization = await api.createOrganization();
    return Configured.in(api, organization, name, template);
  }

  static async in(api: Api, organization: Organization, name: string, template?: "web_app" | "empty"): Promise<Configured> {
    const response = await api.post(`/api/organizations/${organization.slug}/projects`, { name, template });
    expect(response.status(), await response.text()).toBe(201);
    return new Configured(api, organization, await response.json());
  }

  /** The address of a page of the project. */
  page(rest: string): string {
    return `/o/${this.organization.slug}/p/${this.project.slug}/${rest}`;
  }

  path(rest: string): string {
    return `/api/organizations/${this.organization.slug}/projects/${this.project.slug}/${rest}`;
  }

  at(mode: Mode, rest: string): string {
    return this.path(`environments/${mode}/${rest}`);
  }

  show(mode: Mode) {
    return this.api.get(this.at(mode, "configuration"));
  }

  async save(mode: Mode, set: Values, secrets: Record<string, string | null> = {}) {
    const { revision } = await this.show(mode);
    await ok(this.api.patch(this.at(mode, "draft"), { revision, set, secrets, keep: [] }));
  }

  async publish(mode: Mode, set: Values = {}, secrets: Record<string, string | null> = {}, message = "By the test") {
    if (Object.keys(set).length + Object.keys(secrets).length > 0) await this.save(mode, set, secrets);
    const { revision, published } = await this.show(mode);
    const confirm = mode === "live" ? this.project.name : undefined;
    const body = { revision, version: published?.version.number ?? 0, message, confirm };
    return ok(this.api.post(this.at(mode, "versions"), body));
  }

  /** Live, with everything that it requires. */
  publishLive(set: Values = {}) {
    return this.publish("live", { ...REQUIRED, ...set }, { "auth.signing_secret": SECRET });
  }

  async schema(settings: unknown[]) {
    const { version } = await this.api.get(this.path("schema"));
    await ok(this.api.patch(this.path("schema"), { settings, version }));
  }

  /** Makes somebody a member, by an invite that is accepted. */
  async join(person: Person, role: "viewer" | "developer" | "admin") {
    await ok(this.api.post(`/api/organizations/${this.organization.slug}/invites`, { emails: [person.email], role }));
    const { invites } = await person.api.get("/api/session");
    await ok(person.api.post(`/api/invites/${invites[0].id}/accept`, {}));
  }

  /** What is read at the edge. */
  read(request: APIRequestContext, mode: Mode, headers: Record<string, string> = {}): Promise<APIResponse> {
    return request.get(`/v1/environments/${this.project[mode].id}/config`, { headers });
  }

  async values(request: APIRequestContext, mode: Mode): Promise<Values> {
    const response = await this.read(request, mode);
    expect(response.status()).toBe(200);
    return response.json();
  }
}

/** What the template of a web app requires in live. */
export const REQUIRED = {
  "app.display_name": "Lighthouse",
  "app.support_address": "help@example.com",
  "auth.allowed_origins": ["https://example.com"],
  "auth.redirect_urls": ["https://example.com/callback"],
};

export const SECRET = "a signing secret of forty-two characters..";

/** A setting on its page, by its title. */
export const setting = (page: Page, title: string): Locator =>
  page.getByRole("main").getByRole("group", { name: title, exact: true });

export const bar = (page: Page): Locator => page.locator('section.draft-bar[aria-label="Draft"]');

/** A message that goes away by itself. */
export const toast = (page: Page, text: string | RegExp): Locator => page.locator(".toast").filter({ hasText: text });
