import { expect, type Page } from "@playwright/test";
import { app } from "./bar";
import type { Person } from "./person";

/** A page of the console, and how to know that it is all there. */
export type Place = { name: string; address: string; title: RegExp; ready: (page: Page) => Promise<void> };

const heading = (text: string | RegExp) => async (page: Page) => {
  // Not the one that is painted before the console is there.
  await expect(app(page).getByRole("heading", { level: 1 })).toHaveText(text);
  await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
};

/** Makes one of everything, and answers every page that a member can see of it. */
export async function everyPlace(person: Person, name = "Lighthouse Books", project = "Reading room"): Promise<Place[]> {
  const organization = await person.api.createOrganization(name);
  const empty = await person.api.createOrganization("Meridian Logistics");
  const shown = await person.api.createProject(organization, project);
  const keys = `/api/organizations/${organization.slug}/projects/${shown.slug}/environments/sandbox/keys`;
  expect((await person.api.post(keys, { name: "Web server" })).status()).toBe(201);
  await person.api.createProjects(organization, ["Shop", "Warehouse scanner"]);
  await person.api.createProjects(empty, ["One", "Two", "Three"]);
  await person.api.choosePlan(organization, "pro");
  const [invoice] = (await person.api.get(`/api/organizations/${organization.slug}/billing`)).invoices;
  expect((await person.api.request.get(`/v1/environments/${shown.sandbox.id}/config`)).status()).toBe(200);
  await person.api.deleteProject(organization, await person.api.createProject(organization, "Till"));
  // An address of its own: each is sent ten invites a day, whoever invites it.
  const invites = { emails: [`anna-${organization.slug}@example.com`], role: "developer" };
  const invited = await person.api.post(`/api/organizations/${organization.slug}/invites`, invites);
  expect((await invited.json()).outcomes[0].kind).toBe("invited");
  await person.elsewhere("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0");
  const [at, in_project] = [`/o/${organization.slug}`, `/o/${organization.slug}/p/${shown.slug}`];
  const quote = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const of = (...parts: string[]) => new RegExp(`^${parts.map(quote).join(" · ")} – Portico$`);
  return [
    { name: "projects", address: at, title: of("Projects", name), ready: heading("Projects") },
    { name: "no project", address: `/o/${empty.slug}`, title: of("Projects", empty.name), ready: heading("Projects") },
    { name: "nothing found", address: `${at}?search=zeppelin`, title: of("Projects", name), ready: heading("Projects") },
    { name: "create project", address: `${at}/new`, title: of("Create project", name), ready: heading("Create project") },
    { name: "trash", address: `${at}/trash`, title: of("Trash", name), ready: heading("Trash") },
    { name: "empty trash", address: `/o/${empty.slug}/trash`, title: of("Trash", empty.name), ready: heading("Trash") },
    { name: "audit log", address: `${at}/audit`, title: of("Audit log", name), ready: heading("Audit log") },
    { name: "audit log, nothing found", address: `${at}/audit?person=nobody`, title: of("Audit log", name), ready: heading("Audit log") },
    { name: "members", address: `${at}/members`, title: of("Members", name), ready: heading("Members") },
    { name: "invites", address: `${at}/members/invites`, title: of("Invites", name), ready: heading("Invites") },
    { name: "no invite", address: `/o/${empty.slug}/members/invites`, title: of("Invites", empty.name), ready: heading("Invites") },
    { name: "billing", address: `${at}/billing`, title: of("Billing", name), ready: heading("Billing") },
    { name: "billing of Free", address: `/o/${empty.slug}/billing`, title: of("Billing", empty.name), ready: heading("Billing") },
    { name: "usage", address: `${at}/billing/usage`, title: of("Usage", name), ready: heading("Usage") },
    { name: "invoice", address: `${at}/billing/invoices/${invoice.id}`, title: of(`Invoice ${invoice.number}`, name), ready: heading(/^Invoice/) },
    { name: "create project on a full plan", address: `/o/${empty.slug}/new`, title: of("Create project", empty.name), ready: heading("Create project") },
    { name: "account", address: "/account", title: of("Account"), ready: heading("Account") },
    { name: "invite", address: "/invites/0123", title: of("Invite"), ready: heading("This link does not work") },
    { name: "no more mail", address: "/no-more-mail/0123", title: of("Stop e-mail"), ready: heading("This link does not work") },
    {
      name: "billing address",
      address: "/billing-address/0123",
      title: of("Confirm a billing address"),
      ready: heading("This link does not work"),
    },
    { name: "organization settings", address: `${at}/settings`, title: of("Settings", name), ready: heading("Organization settings") },
    { name: "export and import", address: `${at}/export`, title: of("Export and import", name), ready: heading("Export and import") },
    { name: "sandbox", address: `${in_project}/sandbox`, title: of(project, "Sandbox", name), ready: heading(project) },
    { name: "live", address: `${in_project}/live`, title: of(project, "Live", name), ready: heading(project) },
    { name: "configuration", address: `${in_project}/sandbox/configuration`, title: of("Configuration", project, "Sandbox", name), ready: heading("Configuration") },
    { name: "configuration of live", address: `${in_project}/live/configuration`, title: of("Configuration", project, "Live", name), ready: heading("Configuration") },
    { name: "versions", address: `${in_project}/sandbox/versions`, title: of("Versions", project, "Sandbox", name), ready: heading("Versions") },
    { name: "no version", address: `${in_project}/live/versions`, title: of("Versions", project, "Live", name), ready: heading("Versions") },
    { name: "keys", address: `${in_project}/sandbox/keys`, title: of("Keys", project, "Sandbox", name), ready: heading("Keys") },
    { name: "no key", address: `${in_project}/live/keys`, title: of("Keys", project, "Live", name), ready: heading("Keys") },
    { name: "promote", address: `${in_project}/promote`, title: of("Promote", project, name), ready: heading("Promote") },
    { name: "copy back", address: `${in_project}/promote?from=live`, title: of("Promote", project, name), ready: heading("Promote") },
    { name: "schema", address: `${in_project}/schema`, title: of("Schema", project, name), ready: heading("Schema") },
    { name: "project settings", address: `${in_project}/settings`, title: of("Project settings", project, name), ready: heading("Project settings") },
    { name: "organizations", address: "/organizations", title: of("Organizations"), ready: heading("Organizations") },
    { name: "create organization", address: "/new", title: of("Create organization"), ready: heading("Create organization") },
    { name: "mailbox", address: "/mailbox", title: of("Mailbox"), ready: heading("Mailbox") },
    { name: "not found", address: "/nowhere", title: of("Not found"), ready: heading(/nothing here/) },
  ];
}

/** Goes to a page of the console as a link of it leads there: nothing is loaded again. */
export async function follow(page: Page, address: string) {
  await page.evaluate((address) => {
    const link = document.createElement("a");
    link.href = address;
    document.body.append(link);
    link.click();
    link.remove();
  }, address);
  await expect(page).toHaveURL(address);
}

/** The places in an order in which none has the heading of the one before it, by which one would take that for ready. */
export function apart(places: Place[]): Place[] {
  return [0, 1, 2].flatMap((first) => places.filter((_, at) => at % 3 === first));
}
