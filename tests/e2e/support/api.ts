import { expect, type APIRequestContext, type APIResponse } from "@playwright/test";
import { randomUUID } from "node:crypto";

export type Organization = { id: string; name: string; slug: string; website: string; version: number; projects: number };
export type Environment = { id: string; mode: "sandbox" | "live" };
export type Project = {
  id: string;
  name: string;
  slug: string;
  version: number;
  sandbox: Environment;
  live: Environment;
  organization: Organization;
};
export type FieldError = { field: string; detail: string };

/** The API, asked as the console asks it. */
export class Api {
  constructor(
    readonly request: APIRequestContext,
    readonly origin: string,
  ) {}

  /** What a GET answers, which must succeed. */
  async get(path: string) {
    const response = await this.request.get(path);
    expect(response.status(), `GET ${path}`).toBe(200);
    return response.json();
  }

  post(path: string, data: unknown, key: string = randomUUID()): Promise<APIResponse> {
    return this.request.post(path, { data, headers: { Origin: this.origin, "Idempotency-Key": key } });
  }

  patch(path: string, data: unknown): Promise<APIResponse> {
    return this.request.patch(path, { data, headers: { Origin: this.origin } });
  }

  delete(path: string): Promise<APIResponse> {
    return this.request.delete(path, { headers: { Origin: this.origin, "Idempotency-Key": randomUUID() } });
  }

  /** An organization with a slug of its own, whatever its name. */
  async createOrganization(name = "Acme", slug = freshSlug()): Promise<Organization> {
    return created(await this.post("/api/organizations", { name, slug, website: "https://example.com" }));
  }

  async createProject(organization: { slug: string }, name: string): Promise<Project> {
    return created(await this.post(`/api/organizations/${organization.slug}/projects`, { name }));
  }

  /** Moves a project to the trash. */
  async deleteProject(organization: { slug: string }, project: Project) {
    const at = `/api/organizations/${organization.slug}/projects/${project.slug}/delete`;
    const deleted = await this.post(at, { confirm: project.name, version: project.version });
    expect(deleted.status(), await deleted.text()).toBe(200);
  }

  /** Offers a project to another organization; answers the offer's ID. */
  async offer(organization: { slug: string }, project: Project, target: { slug: string }): Promise<string> {
    const at = `/api/organizations/${organization.slug}/projects/${project.slug}/offer`;
    return (await created(await this.post(at, { target: target.slug, confirm: project.name, version: project.version }))).id;
  }

  acceptOffer(organization: { slug: string }, offer: string): Promise<APIResponse> {
    return this.post(`/api/organizations/${organization.slug}/offers/${offer}/accept`, {});
  }

  /** Pays for a plan that allows more than Free does, by hand. */
  async choosePlan(organization: { slug: string }, plan: "free" | "pro" | "enterprise", interval: "month" | "year" = "month") {
    const at = `/api/organizations/${organization.slug}/billing`;
    const { subscription } = await this.get(at);
    const changed = await this.post(`${at}/plan`, { plan, interval, version: subscription.version });
    expect(changed.status(), await changed.text()).toBe(200);
  }

  /** Many at once, a few in flight at any time. */
  async createProjects(organization: { slug: string }, names: string[]) {
    await inParallel(names, 8, (name) => this.createProject(organization, name));
  }

  project(organization: { slug: string }, slug: string): Promise<Project> {
    return this.get(`/api/organizations/${organization.slug}/projects/${slug}`);
  }

  /** The first page of an organization's projects. */
  async projects(organization: { slug: string }): Promise<{ id: string; name: string; slug: string }[]> {
    return (await this.get(`/api/organizations/${organization.slug}/projects`)).projects;
  }
}

/** The answer of a request that must succeed. */
export async function ok(response: Promise<APIResponse>) {
  const answer = await response;
  expect(answer.ok(), await answer.text()).toBe(true);
  return answer.json();
}

async function created(response: APIResponse) {
  expect(response.status(), await response.text()).toBe(201);
  return response.json();
}

/** A slug that nobody else has. */
export function freshSlug(): string {
  return `e2e-${randomUUID().slice(0, 18)}`;
}

/** Does `work` for every item, at most `width` at a time. */
export async function inParallel<T>(items: T[], width: number, work: (item: T) => Promise<unknown>) {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
