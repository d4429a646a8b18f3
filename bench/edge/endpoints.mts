// What is asked of each arm.

import { randomUUID } from "node:crypto";
import type { Probe } from "../scale/fill.mts";
import { SLUG, type Template } from "../scale/template.mts";
import type { Ask } from "./load.mts";

export type Endpoint = {
  name: string;
  /** The requests of one turn, if `requests` are wanted. */
  asks: (requests: number) => Ask[];
  connections: number;
  /** How long an arm goes on after its last answer, in milliseconds: reads are noted every two seconds. */
  after: number;
  /** Who has it, where not all do. */
  arms?: string[];
};

/** What the data holds that is asked for. */
export type Places = { template: Template; makers: Probe[]; hash: string };

/** An environment's configuration. */
export const config = (id: string) => `/v1/environments/${id}/config`;
/** The peers list by name. */
export const list = `/api/organizations/${SLUG}/projects?sort=name`;
/** One of them. */
export const show = (slug: string) => `/api/organizations/${SLUG}/projects/${slug}`;
let made = 0;

/** A project in one of the organizations, each of which has an Owner of its own. */
export function creation(makers: Probe[]): Ask {
  const { slug, cookie } = makers[(made += 1) % makers.length];
  const headers = { Cookie: cookie, "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin", "Idempotency-Key": randomUUID() };
  return { method: "POST", path: `/api/organizations/${slug}/projects`, headers, body: JSON.stringify({ name: `New ${made}` }) };
}

/** Creations take a quarter of the requests, over so many connections. */
const CREATIONS = 4;

export function endpoints({ template, makers, hash }: Places): Endpoint[] {
  const own = { Cookie: template.cookie };
  const [project] = template.projects;
  const path = config(project.sandbox);
  const same = (ask: Ask) => (requests: number) => Array.from({ length: requests }, () => ask);
  const read = (name: string, ask: Ask, more: Partial<Endpoint> = {}): Endpoint => ({ name, asks: same(ask), connections: 8, after: 100, ...more });
  const create = (name: string, connections: number): Endpoint => ({
    name,
    asks: (requests) => Array.from({ length: Math.ceil(requests / CREATIONS) }, () => creation(makers)),
    connections,
    after: 2500,
  });
  return [
    read("list 50 projects", { path: list, headers: own }),
    read("show a project", { path: show(project.slug), headers: own }),
    read("configuration with a server key", { path, headers: { Authorization: `Bearer ${template.token}` } }, { after: 2500 }),
    // Each is another one, so that KV is asked for every one.
    { name: "public configuration, from KV", asks: () => template.projects.map(({ sandbox }) => ({ path: config(sandbox) })), connections: 8, after: 5500 },
    read("public configuration, the same all the time", { path }, { after: 2500 }),
    read("304, the same all the time", { path, headers: { "If-None-Match": `"${hash}"` } }, { after: 2500 }),
    read("without I/O (preflight)", { method: "OPTIONS", path, headers: { Origin: "https://example.com", "Access-Control-Request-Method": "GET" } }, { arms: ["portico", "hono", "empty"] }),
    create("create a project, one at a time", 1),
    create("create a project, 8 at once", 8),
  ];
}
