// node bench/shards/run.mjs [organizations, default 24] [projects of each, default 50] [requests a round, default 100]
// Starts each prototype in a workerd of its own on the loopback, checks that all answer the same, and prints what they cost. Leaves nothing behind.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const { Miniflare, convertV4MiniflareOptions, Log, LogLevel } = createRequire(import.meta.url)("miniflare");
const HERE = fileURLToPath(new URL(".", import.meta.url));
const [ORGANIZATIONS, PROJECTS, REQUESTS] = [24, 50, 100].map((standard, at) => Number(process.argv[2 + at] ?? standard));
const ROUNDS = 5;

const D1 = { one: ["DB"], replica: ["DB"], shards: ["DIRECTORY", "SHARD_0", "SHARD_1", "SHARD_2", "SHARD_3"], objects: ["DIRECTORY"] };
const NAMES = { one: "one D1 (as it is)", replica: "one D1, replicas", shards: "D1 shards", objects: "objects" };

async function start(arm, state) {
  const files = [`${arm}.js`, "common.js", "tables.js", "directory.js", "one.js"].filter((file, at, all) => all.indexOf(file) === at);
  const began = performance.now();
  const mf = new Miniflare(convertV4MiniflareOptions({
    name: "bench", host: "127.0.0.1", port: 0, compatibilityDate: "2026-11-01", modulesRoot: "/", cf: false, log: new Log(LogLevel.ERROR), telemetry: { enabled: false },
    modules: files.map((path) => ({ type: "ESModule", path: `/${path}`, contents: readFileSync(HERE + path, "utf8") })),
    d1Databases: Object.fromEntries(D1[arm].map((name) => [name, name.toLowerCase()])), kvNamespaces: { CONFIG: "config" },
    ...(arm === "objects" ? { durableObjects: { ORGANIZATIONS: { className: "Organization", useSQLite: true } } } : {}),
    resourcePersistencePath: state,
  }));
  const url = String(await mf.ready).replace(/\/$/, "");
  return { arm, mf, url, pid: child(), ready: performance.now() - began };
}

/** The workerd that has just been started: of this process's children the youngest. */
function child() {
  const stat = (pid) => { try { return readFileSync(`/proc/${pid}/stat`, "utf8"); } catch { return ""; } };
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number)
    .filter((pid) => stat(pid).includes("(workerd)") && stat(pid).split(") ")[1].split(" ")[1] === String(process.pid)).sort((a, b) => b - a)[0];
}

/** Milliseconds of CPU that a process has used, of all its threads. */
function cpu(pid) {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try { sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]); } catch { /* it has just ended */ }
  }
  return sum / 1e6;
}

async function ask(server, path, { as, key, body, cookie } = {}) {
  const headers = { ...(as === undefined ? {} : { Cookie: `session=session-${as}${cookie ? `; ${cookie}` : ""}` }), ...(key === undefined ? {} : { Authorization: `key-${key}` }) };
  const began = performance.now();
  const response = await fetch(server.url + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  const text = await response.text();
  const number = (name) => Number(response.headers.get(name));
  return { status: response.status, text, took: performance.now() - began, calls: number("Calls"), rounds: number("Rounds"), written: number("Written"), cookie: response.headers.get("Set-Cookie") };
}
const operator = async (server, what, body) => {
  const answer = await ask(server, `/operator/${what}`, { body });
  if (answer.status !== 200) throw new Error(`${server.arm} ${what}: ${answer.text}`);
  return JSON.parse(answer.text);
};
function must(holds, what) {
  if (!holds) throw new Error(`not so: ${what}`);
}
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

let made = 0;
const environments = [];
const ENDPOINTS = {
  list: (n) => [`/api/organizations/organization-${n}/projects`, { as: n }],
  show: (n) => [`/api/organizations/organization-${n}/projects/project-007`, { as: n }],
  create: (n) => [`/api/organizations/organization-${n}/projects`, { as: n, body: { name: `Made ${++made}` } }],
  configuration: (n) => [`/v1/environments/${environments[n]}/config`, {}],
  "with a key": (n) => [`/v1/environments/${environments[n]}/config`, { key: n }],
};
const TIMES = { create: 0.3 };

/** What must hold in every prototype; answers what they say, to compare. */
async function check(server) {
  const said = {};
  for (const name of ["list", "show", "configuration", "with a key"]) {
    const answer = await ask(server, ...ENDPOINTS[name](1));
    must(answer.status === 200, `${server.arm} answers ${name}: ${answer.status} ${answer.text}`);
    said[name] = answer.text;
  }
  const list = "/api/organizations/organization-1/projects";
  const status = async (...asked) => (await ask(server, ...asked)).status;
  must(await status(list) === 401, `${server.arm}: signed out is 401`);
  must(await status(list, { as: 2 }) === 404, `${server.arm}: a stranger gets 404`);
  must(await status(list, { as: 2, body: { name: "Mine" } }) === 404, `${server.arm}: a stranger creates nothing`);
  must(await status("/api/organizations/organization-999/projects", { as: 1 }) === 404, `${server.arm}: nowhere is 404`);
  must(await status(`/v1/environments/${environments[1]}/config`, { key: 2 }) === 404, `${server.arm}: a false key opens nothing`);
  must(JSON.parse(said.list).items.length === Math.min(50, PROJECTS), `${server.arm} lists all`);
  const created = await ask(server, list, { as: 1, body: { name: "Aaa first" } });
  must(created.status === 201 && JSON.parse(created.text).slug === "aaa-first", `${server.arm} creates: ${created.text}`);
  const cookie = /[^;]+/.exec(created.cookie ?? "")?.[0];
  must(JSON.parse((await ask(server, list, { as: 1, cookie })).text).items[0].name === "Aaa first", `${server.arm} shows what it made`);
  if (server.arm === "replica") must(cookie?.split("=")[1].length > 10, "replica: a change answers with a bookmark");
  return JSON.stringify(said);
}

const folder = mkdtempSync(join(tmpdir(), "shards-"));
const arms = Object.keys(D1);
const results = Object.fromEntries(arms.map((arm) => [arm, { cpu: {}, calls: {} }]));
const servers = {};
try {
  let expected;
  for (const arm of arms) {
    const server = (servers[arm] = await start(arm, join(folder, arm)));
    await operator(server, "tables", {});
    for (let number = 0; number < ORGANIZATIONS; number++) environments[number] = (await operator(server, "fill", { number, projects: PROJECTS })).environment;
    const said = await check(server);
    expected ??= said;
    must(said === expected, `${arm} answers as the others do`);
  }

  // All prototypes in each round, one after the other: what else the machine does meets them alike. The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of Object.keys(ENDPOINTS)) {
      for (const arm of arms) {
        const { cpu: spent, calls } = results[arm];
        const count = Math.round(REQUESTS * (TIMES[name] ?? 1));
        const before = cpu(servers[arm].pid);
        for (let at = 0; at < count; at++) {
          const answer = await ask(servers[arm], ...ENDPOINTS[name](at % ORGANIZATIONS));
          must(answer.status < 300, `${arm} ${name}: ${answer.status} ${answer.text}`);
          calls[name] = `${answer.calls} in ${answer.rounds}${answer.written ? `, ${answer.written} rows written` : ""}`;
        }
        if (round) (spent[name] ??= []).push((cpu(servers[arm].pid) - before) / count);
      }
    }
    console.error(`round ${round} of ${ROUNDS} (load ${loadavg()[0].toFixed(1)})`);
  }

  for (const arm of arms) {
    const result = results[arm];
    // Cold: a new process on the same data. The first request of all, and the first one of each other organization, which wakes its object.
    await servers[arm].mf.dispose();
    const server = (servers[arm] = await start(arm, join(folder, arm)));
    const firsts = [], seconds = [], firstCalls = [];
    for (let n = 0; n < ORGANIZATIONS; n++) {
      const cold = await ask(server, ...ENDPOINTS.list(n));
      firsts.push(cold.took);
      firstCalls.push(`${cold.calls} in ${cold.rounds}`);
      seconds.push((await ask(server, ...ENDPOINTS.list(n))).took);
    }
    result.cold = { first: firsts[0], others: median(firsts.slice(1)), second: median(seconds.slice(1)), calls: firstCalls[1] };

    if (arm === "shards" || arm === "objects") {
      const to = arm === "shards" ? "SHARD_3" : "organization moved";
      const before = await ask(server, ...ENDPOINTS.list(1));
      result.move = await operator(server, "move", { slug: "organization-1", to });
      for (const name of ["list", "show", "with a key"]) must((await ask(server, ...ENDPOINTS[name](1))).status === 200, `${arm} answers ${name} after the move`);
      const after = await ask(server, ...ENDPOINTS.list(1));
      must(after.text === before.text && after.rounds <= 2, `${arm} answers the same after the move`);
      must((await ask(server, ...ENDPOINTS.create(1))).status === 201, `${arm} creates after the move`);
    }
    if (arm === "objects") result.bytes = (await operator(server, "size", { name: "organization moved" })).bytes;
  }
} finally {
  for (const { mf } of Object.values(servers)) await mf.dispose();
  rmSync(folder, { recursive: true, force: true });
}

const row = (cells) => console.log(`| ${cells.join(" | ")} |`);
row(["calls in rounds (warm)", ...arms.map((arm) => NAMES[arm])]);
row(["---", ...arms.map(() => "---")]);
for (const name of Object.keys(ENDPOINTS)) row([name, ...arms.map((arm) => results[arm].calls[name])]);
row(["list, first time in an instance", ...arms.map((arm) => results[arm].cold.calls)]);
console.log("");
row(["CPU of workerd, ms a request: median (ratio to one D1 in the same round: median, range)", ...arms.map((arm) => NAMES[arm])]);
row(["---", ...arms.map(() => "---")]);
for (const name of Object.keys(ENDPOINTS)) {
  row([name, ...arms.map((arm) => {
    const ratio = results[arm].cpu[name].map((one, round) => one / results.one.cpu[name][round]).sort((a, b) => a - b);
    return `${median(results[arm].cpu[name]).toFixed(2)}${arm === "one" ? "" : ` (${median(ratio).toFixed(2)}, ${ratio[0].toFixed(2)} to ${ratio.at(-1).toFixed(2)})`}`;
  })]);
}
for (const [key, name] of [["first", "first request after the start, ms"], ["others", "first of each other organization, ms, median"], ["second", "second of each, ms, median"]])
  row([name, ...arms.map((arm) => results[arm].cold[key].toFixed(1))]);
console.log("");
for (const arm of ["shards", "objects"]) {
  const { rows, removed, asked, milliseconds, steps } = results[arm].move;
  console.log(`Moving one organization, ${NAMES[arm]}: ${rows} rows, ${asked} calls, ${milliseconds} ms${removed ? `; removing them counts as ${removed} rows written` : ""}.\n  ${steps.join("; ")}`);
}
console.log(`\nAn object of ${PROJECTS + 2} projects: ${results.objects.bytes} bytes of its own. ${ORGANIZATIONS} organizations of ${PROJECTS} projects, ${ROUNDS} rounds of ${REQUESTS} requests, one at a time; load ${loadavg()[0].toFixed(1)}.`);
