import { expect, test } from "./support/fixtures";
import type { FieldError } from "./support/api";
import { recordRequests } from "./support/requests";

const long = (letter: string, length: number) => letter.repeat(length);

/** What is typed into a form, and is refused. */
const NAMES = ["", "   ", long("a", 65), "a\u202Eb", "\u200B\u200D", "\u3164", "a\u2066b"];
const WEBSITES = [
  "",
  "example",
  "ftp://example.com",
  "javascript:alert(1)",
  "https://user:word@example.com",
  "https://exa mple.com",
  "https://example.com:99999",
  `https://example.com/${long("a", 2048)}`,
];

test("the form for an organization refuses with the edge's own sentences, and asks it nothing", async ({ page, person }) => {
  await page.goto("/new");
  const name = page.getByLabel("Organization Name");
  const website = page.getByLabel("Website URL");
  await expect(name).toBeFocused();
  const sent = recordRequests(page);
  for (const [at, given] of WEBSITES.entries()) {
    const body = { name: NAMES[at % NAMES.length], website: given };
    const answer = await person.api.post("/api/organizations", body);
    expect(answer.status(), JSON.stringify(body)).toBe(422);
    const errors: FieldError[] = (await answer.json()).errors;
    expect(errors.map((error) => error.field)).toEqual(["name", "website"]);
    await name.fill(body.name);
    await website.fill(body.website);
    await website.press("Enter");
    await expect(name).toHaveAccessibleDescription(new RegExp(literal(errors[0].detail)));
    await expect(website).toHaveAccessibleDescription(new RegExp(literal(errors[1].detail)));
    await expect(name, "the first field at fault has the focus").toBeFocused();
  }
  expect(sent.filter((request) => request.startsWith("POST"))).toEqual([]);
});

test("the form for a project refuses with the edge's own sentences, and asks it nothing", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  await page.goto(`/o/${organization.slug}/new`);
  const name = page.getByLabel("Project Name");
  await expect(name).toBeFocused();
  const sent = recordRequests(page);
  for (const given of NAMES) {
    const answer = await person.api.post(`/api/organizations/${organization.slug}/projects`, { name: given });
    expect(answer.status()).toBe(422);
    await name.fill(given);
    await name.press("Enter");
    await expect(name).toHaveAccessibleDescription(new RegExp(literal((await answer.json()).detail)));
  }
  expect(sent.filter((request) => request.startsWith("POST"))).toEqual([]);
  expect(await person.api.projects(organization)).toEqual([]);
});

test("slugs are refused in the settings with the edge's own sentences", async ({ page, person }) => {
  const organization = await person.api.createOrganization();
  await page.goto(`/o/${organization.slug}/settings`);
  const slug = page.getByLabel("Slug");
  await expect(slug).toHaveValue(organization.slug);
  for (const given of ["a", "Acme", "a--b", "-ab", "a b", long("a", 49), organization.id]) {
    const answer = await person.api.patch(`/api/organizations/${organization.slug}`, { slug: given, version: 1 });
    expect(answer.status(), given).toBe(422);
    await slug.fill(given);
    await slug.press("Enter");
    await expect(slug).toHaveAccessibleDescription(new RegExp(literal((await answer.json()).detail)));
  }
});

test("names in any script, with markup in them, are shown as they were typed", async ({ page, person }) => {
  const names = ["東京の決済", "متجر الكتب", "<img src=x onerror=alert(1)>", "{{7*7}} ' \" & %00", "👩‍👩‍👧 family"];
  const organization = await person.api.createOrganization("<b>Bold</b> & Söhne");
  await person.api.choosePlan(organization, "pro");
  for (const name of names) await person.api.createProject(organization, name);
  await page.goto(`/o/${organization.slug}`);
  for (const name of names) await expect(page.locator("#main").getByText(name, { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Organization: <b>Bold</b> & Söhne" })).toBeVisible();
  await page.getByRole("main").getByText(names[0]).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(names[0]);
});

test("the website gets its https, the name is trimmed, the address here is shown before", async ({ page, person }) => {
  await page.goto("/new");
  const word = crypto.randomUUID().slice(0, 8);
  await page.getByLabel("Organization Name").fill(`  Ärger & Söhne ${word} `);
  await expect(page.getByText(`/o/arger-sohne-${word}`)).toBeVisible();
  await page.getByLabel("Website URL").fill("Example.COM:8080/Path");
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page).toHaveURL(`/o/arger-sohne-${word}`);
  const made = await person.api.get(`/api/organizations/arger-sohne-${word}`);
  expect(made).toMatchObject({ name: `Ärger & Söhne ${word}`, website: "https://example.com:8080/Path", role: "owner" });
});

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
