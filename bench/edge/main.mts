// `cargo xtask bench edge`: what requests cost beside the same service in TypeScript, and beside a worker that does nothing. Arguments: the edge
// function's main file, rounds, and requests of one turn.

import { loadavg } from "node:os";
import { keep, median } from "../results.mts";
import { fill, probes } from "../scale/fill.mts";
import { databaseFile } from "../scale/product.mts";
import { makeTemplate } from "../scale/template.mts";
import { type Arm, ARMS, start, startCounted } from "./arms.mts";
import { check } from "./check.mts";
import { count, type Count } from "./count.mts";
import { config, type Endpoint, endpoints, type Places } from "./endpoints.mts";
import { load } from "./load.mts";
import { costs, counts, type Rounds, times, type Turn } from "./table.mts";

const FOLDER = "target/bench/edge";
/** Projects of an organization, and organizations. */
const PROJECTS = 50;
const ORGANIZATIONS = 61;
const [portico, ...numbers] = process.argv.slice(2);
const [rounds, requests] = numbers.map(Number);
if (!portico || !(rounds > 0) || !(requests > 0)) throw new Error("say the main file, rounds and requests");

console.log("One organization is made by the product itself …");
const data = `${FOLDER}/template`;
const template = await makeTemplate(data, portico, PROJECTS);
const file = await databaseFile(data);
fill(file, ORGANIZATIONS, () => {});
const makers = probes(file, ORGANIZATIONS, template.projects[0].sandbox, 40);

console.log("Comparing the answers …");
const found = new Map<string, Rounds>();
const asked = new Map<string, Map<string, Count>>();
let compared = "";
let places: Places;
let all: Endpoint[] = [];
const arms: Arm[] = [];
const loads: number[] = [];
try {
  for (const name of ARMS) arms.push(await start(name, FOLDER, portico, data));
  const answer = await fetch(arms[0].server.origin + config(template.projects[0].sandbox));
  places = { template, makers, hash: answer.headers.get("ETag")!.slice(1, -1) };
  await answer.text();
  all = endpoints(places);
  compared = await check(arms.filter(({ name }) => name !== "empty"), places);
  for (const endpoint of all) {
    const taking = arms.filter(({ name }) => endpoint.arms?.includes(name) ?? true);
    const turns: Rounds = new Map(taking.map(({ name }) => [name, []]));
    // The first round warms up. Each begins with another arm.
    for (let round = 0; round <= rounds; round++) {
      for (let at = 0; at < taking.length; at++) {
        const arm = taking[(at + round) % taking.length];
        const turn = await take(arm, endpoint, round > 0 ? requests : Math.min(requests, 80));
        if (round > 0) turns.get(arm.name)!.push(turn);
      }
      loads.push(loadavg()[0]);
    }
    found.set(endpoint.name, turns);
    console.log(`  ${endpoint.name}: ${[...turns].map(([name, of]) => `${name} ${median(of.map(({ cpu }) => cpu)).toFixed(0)} µs`).join(", ")}`);
  }
} finally {
  for (const { server } of arms) await server.stop();
}

console.log("Counting …");
for (const name of ARMS.filter((name) => name !== "empty")) {
  const arm = await startCounted(name, FOLDER, portico, data);
  try {
    for (const endpoint of all.filter(({ arms }) => arms?.includes(name) ?? true)) {
      if (!asked.has(endpoint.name)) asked.set(endpoint.name, new Map());
      asked.get(endpoint.name)!.set(name, await count(arm, endpoint));
    }
  } finally {
    await arm.server.stop();
  }
}

const how = [
  `Portico's release build beside a peer in TypeScript (bench/edge/peer): "hono" is Hono and drizzle as their documentation writes it, "lean" the same squeezed by hand to one round trip for a read, "empty" a worker that answers "ok". Each has a runtime and a copy of the data of its own (${ORGANIZATIONS} organizations of ${PROJECTS} projects, made by the product); they take turns, in ${rounds === 1 ? "one round" : `${rounds} rounds`} of exactly ${requests} requests over 8 connections (a quarter of them for creations; ${PROJECTS} for what comes from KV). CPU is that of the runtime's process, its simulation of D1 and KV and what is done after the answers included. A ratio is the median of the ratios within each round, with their range. One-minute load meanwhile: ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}; where it is high, times mean little, and of CPU only the ratios.`,
  compared,
  `Portico does more than the peers: it counts reads (a write every two seconds), keeps each answer of a change under its idempotency key, holds a creation to its guards in the batch, and brings a version to KV by an outbox that survives a crash. What is read all the time it answers from the instance's memory for five seconds; the peers ask KV each time.`,
];
const tables = [costs(found, ARMS), times(found, ARMS), counts(asked, ARMS.filter((name) => name !== "empty"))];
const command = `cargo xtask bench edge --rounds ${rounds} --requests ${requests}`;
await keep("Edge", command, [...how, ...tables].join("\n\n"));
console.log(tables.join("\n\n"));

/** One turn of an arm: what is done after its answers belongs to them. */
async function take({ name, server }: Arm, endpoint: Endpoint, requests: number): Promise<Turn> {
  const asks = endpoint.asks(requests).map((ask) => (name === "empty" ? { ...ask, path: "/api/empty" } : ask));
  const before = await server.cpu();
  const { p50, p99 } = await load(server.origin, asks, endpoint.connections);
  await new Promise((done) => setTimeout(done, endpoint.after));
  return { cpu: (((await server.cpu()) - before) / asks.length) * 1e6, p50, p99 };
}
