// What each hot endpoint and each run of cron costs.

import type { Probe } from "./fill.mts";
import { Person, Server } from "./product.mts";
import { publish, type Template } from "./template.mts";

/** Milliseconds of processor time, and rows, of one request or run. */
export type Cost = { cpu: number; read: number; written: number };
type Ask = (server: Server, probe: Probe) => Promise<unknown>;

/** Rounds, of which the median counts, and requests of one. */
const ROUNDS = 3;
const REQUESTS = 60;
const CHANGES = 20;
const month = new Date().toISOString().slice(0, 7);
const get =
  (path: (probe: Probe) => string): Ask =>
  (server, probe) =>
    new Person(server, probe.cookie).ask("GET", path(probe));
const at = (rest: string) => get(({ slug }) => `/api/organizations/${slug}${rest}`);
const environment = (slug: string) => `/api/organizations/${slug}/projects/project-1/environments/sandbox`;
let made = 0;
/** Minutes that a configuration does not have yet. */
const another = () => 5 + ((made += 1) % 997);

/** The endpoints that everybody asks all the time, with the requests of one round. */
function endpoints(template: Template): [string, number, Ask][] {
  const config = (id: string, headers = {}) => async (server: Server) => {
    const answer = await fetch(`${server.origin}/v1/environments/${id}/config`, { headers });
    if (!answer.ok) throw new Error(`configuration of ${id}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  };
  const original = template.projects[0].sandbox;
  return [
    ["session", REQUESTS, get(() => "/api/session")],
    ["organizations", REQUESTS, get(() => "/api/organizations")],
    ["organization", REQUESTS, at("")],
    ["projects", REQUESTS, at("/projects")],
    ["project", REQUESTS, at("/projects/project-1")],
    ["configuration page", REQUESTS, get(({ slug }) => `${environment(slug)}/configuration`)],
    ["versions", REQUESTS, get(({ slug }) => `${environment(slug)}/versions`)],
    ["members", REQUESTS, at("/members")],
    ["trash", REQUESTS, at("/trash")],
    ["usage", REQUESTS, at(`/usage?month=${month}`)],
    ["billing", REQUESTS, at("/billing")],
    ["/v1 configuration", REQUESTS, (server) => config(original)(server)],
    ["/v1 with a server key", REQUESTS, (server) => config(original, { Authorization: `Bearer ${template.token}` })(server)],
    ["create a project", CHANGES, (server, { slug, cookie }) => new Person(server, cookie).ask("POST", `/api/organizations/${slug}/projects`, { name: `New ${(made += 1)}` })],
    ["save and publish", CHANGES, (server, { slug, cookie }) => publish(new Person(server, cookie), environment(slug), { "auth.session_length": another() })],
  ];
}

/** The runs of cron: with nothing to do, and after twenty publications. */
const crons: [string, string, number][] = [
  ["cron, each minute, nothing changed", "* * * * *", 0],
  ["cron, each hour, nothing changed", "17 * * * *", 0],
  ["cron, each minute, after 20 publications", "* * * * *", 20],
  ["cron, each hour, after 20 publications", "17 * * * *", 20],
];

/** Runs everything once against the edge function as it is, and once against the one that counts. */
export async function measure(mains: { plain: string; counted: string }, state: string, template: Template, probes: Probe[]) {
  const costs = new Map<string, Cost>();
  const of = (name: string) => costs.get(name) ?? costs.set(name, { cpu: 0, read: 0, written: 0 }).get(name)!;
  let server = await Server.start(mains.plain, state);
  try {
    await settle(server);
    for (const [name, count, ask] of endpoints(template)) {
      for (let warm = 0; warm < 10; warm++) await ask(server, probes[warm % probes.length]);
      of(name).cpu = await perRequest(server, count, (i) => ask(server, probes[i % probes.length]));
      console.log(`  ${name}: ${of(name).cpu.toFixed(2)} ms`);
    }
    await settle(server);
    for (const [name, cron, changes] of crons) {
      if (changes > 0) await change(server, probes, changes);
      of(name).cpu = await perRequest(server, changes > 0 ? 1 : 10, () => server.cron(cron), changes > 0 ? 1 : ROUNDS);
      console.log(`  ${name}: ${of(name).cpu.toFixed(2)} ms`);
    }
  } finally {
    await server.stop();
  }
  server = await Server.start(mains.counted, state);
  const rows = async () => (await fetch(`${server.origin}/api/bench/rows`)).json() as Promise<{ read: number; written: number }>;
  try {
    await settle(server);
    const count = async (name: string, times: number, what: (i: number) => Promise<unknown>) => {
      await quiet();
      await rows();
      for (let i = 0; i < times; i++) await what(i);
      await quiet();
      const { read, written } = await rows();
      Object.assign(of(name), { read: read / times, written: written / times });
    };
    for (const [name, , ask] of endpoints(template)) await count(name, 10, (i) => ask(server, probes[i % probes.length]));
    await settle(server);
    for (const [name, cron, changes] of crons) {
      if (changes > 0) await change(server, probes, changes);
      await count(name, changes > 0 ? 1 : 3, () => server.cron(cron));
    }
  } finally {
    await server.stop();
  }
  return costs;
}

/** Milliseconds: the median of the rounds. */
async function perRequest(server: Server, count: number, what: (i: number) => Promise<unknown>, rounds = ROUNDS): Promise<number> {
  const found: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await quiet();
    const before = await server.cpu();
    for (let i = 0; i < count; i++) await what(round * count + i);
    await quiet();
    found.push(((await server.cpu()) - before) * (1000 / count));
  }
  return found.sort((a, b) => a - b)[Math.floor(rounds / 2)];
}

/** Until what is done after an answer is done: reads are written every two seconds. */
const quiet = () => new Promise((done) => setTimeout(done, 2500));

async function settle(server: Server) {
  for (const cron of ["17 * * * *", "* * * * *", "* * * * *"]) await server.cron(cron);
  await quiet();
}

async function change(server: Server, probes: Probe[], changes: number) {
  for (let i = 0; i < changes; i++) {
    const { slug, cookie } = probes[i % probes.length];
    await publish(new Person(server, cookie), environment(slug), { "auth.session_length": another() });
  }
  await quiet();
}
