// Whether all arms answer the same: bodies byte by byte, refusals by their status. Stops at the first difference.

import { randomUUID } from "node:crypto";
import { SLUG } from "../scale/template.mts";
import type { Arm } from "./arms.mts";
import { config, list, show, type Places } from "./endpoints.mts";

/** What Portico answers of an organization beside: it belongs to projects that one offers to another, to what it asks of sign-ins, and to when it was used
 * last. The peers have none of it. It is looked up, so Portico has more to do. */
const MORE_OF_ORGANIZATION = ["reserved", "is_closed", "asks_sign_in", "used_at"];
/** The same of a project. */
const MORE_OF_PROJECT = ["offer", "returnable"];
const MORE = [...MORE_OF_ORGANIZATION.map((name) => `organization.${name}`), ...MORE_OF_PROJECT];

const ask = async ({ server }: Arm, path: string, headers: Record<string, string> = {}, body?: string) => {
  const answer = await fetch(server.origin + path, { method: body ? "POST" : "GET", headers, body });
  return { status: answer.status, text: await answer.text(), tag: answer.headers.get("ETag") };
};

/** Portico's body without what the others do not have. */
function shared(text: string): string {
  const value = JSON.parse(text);
  if (JSON.stringify(value) !== text) throw new Error(`not written as JSON.stringify would: ${text.slice(0, 500)}`);
  if (Array.isArray(value)) return text;
  for (const name of MORE_OF_ORGANIZATION) delete value.organization?.[name];
  for (const name of MORE_OF_PROJECT) delete value[name];
  return JSON.stringify(value);
}

/** Answers what was compared, as sentences. */
export async function check(arms: Arm[], { template, makers, hash }: Places): Promise<string> {
  const own = { Cookie: template.cookie };
  const stranger = { Cookie: makers[1].cookie };
  const [project] = template.projects;
  const path = config(project.sandbox);
  const key = (token: string) => ({ Authorization: `Bearer ${token}` });
  const same: [string, string, Record<string, string>?][] = [
    ["list", list, own],
    ["project", show(project.slug), own],
    ["project that is not live", show(template.projects[3].slug), own],
    ["configuration", path],
    ["configuration with a key", path, key(template.token)],
  ];
  const refused: [number, string, Record<string, string>?][] = [
    [401, list],
    [401, list, { Cookie: `__Host-portico_session=${"0".repeat(64)}` }],
    [404, list, stranger],
    [404, show(project.slug), stranger],
    [404, show("nothing"), own],
    [304, path, { "If-None-Match": `"${hash}"` }],
    [404, config(randomUUID())],
    [401, path, key(`${template.token.slice(0, -1)}x`)],
  ];
  const sizes: string[] = [];
  for (const [what, path, headers] of same) {
    const expected = await ask(arms[0], path, headers);
    if (expected.status !== 200) throw new Error(`${what}: ${expected.status} ${expected.text}`);
    const text = shared(expected.text);
    for (const arm of arms.slice(1)) {
      const got = await ask(arm, path, headers);
      if (got.text !== text) throw new Error(`${what}\nportico: ${text}\n${arm.name}: ${got.text}`);
      if (path.startsWith("/v1") && got.tag !== expected.tag) throw new Error(`${what}: ${arm.name} has another ETag`);
    }
    sizes.push(`${what} ${text.length}`);
  }
  for (const [status, path, headers] of refused) {
    for (const arm of arms) {
      const got = await ask(arm, path, headers);
      if (got.status !== status) throw new Error(`${arm.name} ${path}: ${got.status} in place of ${status}: ${got.text}`);
    }
  }
  await compareCreations(arms, makers[0].cookie, makers[0].slug);
  return (
    `Before, all arms answered the same bytes (${sizes.join(", ")}) and refused the same (401, 404, 304); creations were the same but for IDs and times. ` +
    `Left out of the comparison is what only Portico has, and looks up: ${MORE.map((field) => `\`${field}\``).join(", ")}, which belong to projects that organizations offer to each other, to what an organization asks of sign-ins, and to when it was used last.`
  );
}

/** The same project in each arm. */
async function compareCreations(arms: Arm[], cookie: string, slug: string) {
  const mask = (key: string, value: unknown) => (["id", "created_at", "published_at"].includes(key) && value ? "*" : value);
  let expected = "";
  for (const arm of arms) {
    const headers = { Cookie: cookie, "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Idempotency-Key": randomUUID() };
    const got = await ask(arm, `/api/organizations/${slug}/projects`, headers, '{"name":"A new one"}');
    if (got.status !== 201) throw new Error(`${arm.name}: ${got.status} ${got.text}`);
    const text = JSON.stringify(JSON.parse(shared(got.text), mask));
    expected ||= text;
    if (text !== expected) throw new Error(`creation in ${SLUG}\nportico: ${expected}\n${arm.name}: ${text}`);
  }
}
