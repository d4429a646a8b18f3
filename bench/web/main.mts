// `cargo xtask bench web`: what the console's pages cost in a slowed browser. Arguments: the edge function's main file, the built client, and
// visits of each page.

import { chromium, type Browser, type BrowserContext } from "@playwright/test";
import { loadavg } from "node:os";
import { keep, median } from "../results.mts";
import { Server } from "../scale/product.mts";
import { makeTemplate, SLUG } from "../scale/template.mts";
import { type Done, interactions } from "./interactions.mts";
import { type Held, memory } from "./memory.mts";
import { serve } from "./site.mts";
import { type Place, type Speed, SPEEDS, visit, type Visit } from "./visit.mts";

const STATE = "target/bench/web";
/** So many navigations are looked at for what they leave behind. */
const NAVIGATIONS = 200;
const [edge, dist, number] = process.argv.slice(2);
const rounds = Number(number);
if (!edge || !dist || !(rounds > 0)) throw new Error("say the main file, the client's folder and how many visits");

console.log("An organization with 50 projects is made by the product itself …");
const template = await makeTemplate(STATE, edge, 50);
const project = template.projects[0];
const inProject = `/o/${SLUG}/p/${project.slug}`;
const heading = (text: string) => `document.querySelector("h1")?.textContent === ${JSON.stringify(text)}`;
/** The page's own heading, and nothing of it still on its way. */
const whole = (text: string) => `${heading(text)} && document.querySelector("main form, main fieldset, main dl, main section") && !document.querySelector('main [role="status"][aria-label="Loading"]')`;
const PLACES: Place[] = [
  { name: "sign-in", path: "/sign-in", shown: `document.querySelector('input[name="email"]')`, signedOut: true },
  { name: "Projects", path: `/o/${SLUG}`, shown: `document.querySelectorAll("#main .row .row-link").length > 0` },
  { name: "Projects, its rows painted", path: `/o/${SLUG}`, shown: `document.querySelectorAll("main .row .row-link").length > 0` },
  { name: "overview of a project", path: `${inProject}/sandbox`, shown: `document.querySelector('.environment-id[data-mode="sandbox"]')?.textContent.includes(${JSON.stringify(project.sandbox)}) && document.querySelector(".environments-side")` },
  { name: "configuration (its settings)", path: `${inProject}/sandbox/configuration`, shown: `document.querySelector("main")?.textContent.includes("Display name")` },
  { name: "project settings", path: `${inProject}/settings`, shown: whole("Project settings") },
];

const server = await Server.start(edge, STATE);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"] });
const loads: number[] = [];
try {
  const site = await serve(dist, () => server.origin, 11);
  const [name, value] = template.cookie.split("; ").find((pair) => pair.includes("session"))!.split("=");
  /** A browser without files in its cache, signed in where the page wants it. */
  const fresh = async (place: Place): Promise<BrowserContext> => {
    const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 800 } });
    if (!place.signedOut) await context.addCookies([{ name, value, domain: "localhost", path: "/", secure: true, httpOnly: true, sameSite: "Lax" }]);
    return context;
  };
  const found = new Map<string, { cold: Visit[]; warm: Visit[] }>();
  const of = (place: Place, speed: Speed) => `${place.name}, ${speed.name}`;
  for (let round = 0; round < rounds; round++) {
    for (const speed of SPEEDS) {
      for (const place of PLACES) {
        const context = await fresh(place);
        const visits = found.get(of(place, speed)) ?? found.set(of(place, speed), { cold: [], warm: [] }).get(of(place, speed))!;
        visits.cold.push(await visit(context, site.origin, place, speed));
        visits.warm.push(await visit(context, site.origin, place, speed));
        await context.close();
        console.log(`  ${of(place, speed)}: ${visits.cold.at(-1)!.shown.toFixed(0)} ms cold, ${visits.warm.at(-1)!.shown.toFixed(0)} ms warm`);
        loads.push(loadavg()[0]);
      }
    }
    console.log(`  visit ${round + 1} of ${rounds}: load ${loads.at(-1)!.toFixed(1)}`);
  }
  const done: Done[] = [];
  for (let round = 0; round < rounds; round++) {
    const context = await fresh(PLACES[1]);
    done.push(await interactions(context, site.origin, PLACES[1], SPEEDS[1]));
    await context.close();
  }
  const used = await fresh(PLACES[1]);
  const held = await memory(used, site.origin, PLACES[1], NAVIGATIONS);
  await used.close();
  await site.stop();
  const lighter = await serve(dist, () => server.origin, 5);
  const five = new Map<string, Visit>();
  for (const place of PLACES) {
    const context = await fresh(place);
    five.set(place.name, await visit(context, lighter.origin, place, SPEEDS[1]));
    await context.close();
  }
  await lighter.stop();
  await write(found, done, held, five);
} finally {
  await browser.close();
  await server.stop();
}

async function write(found: Map<string, { cold: Visit[]; warm: Visit[] }>, done: Done[], [before, after]: [Held, Held], five: Map<string, Visit>) {
  const row = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
  const figures = (visits: Visit[], figure: keyof Visit) => median(visits.map((visit) => visit[figure]));
  const pair = ({ cold, warm }: { cold: Visit[]; warm: Visit[] }, figure: keyof Visit) => `${figures(cold, figure).toFixed(0)} / ${figures(warm, figure).toFixed(0)}`;
  const traffic = (visits: Visit[]) => `${(figures(visits, "bytes") / 1000).toFixed(1)} KB / ${figures(visits, "requests")}`;
  const head = ["Portico alone", "until shown, cold: bytes / requests", "warm", "shown, ms, cold / warm", "first paint, ms", "total blocking time, ms"];
  const rows = [...found].map(([name, visits]) => row([name, traffic(visits.cold), traffic(visits.warm), pair(visits, "shown"), pair(visits, "painted"), pair(visits, "blocked")]));
  const sorted = done.flatMap(({ durations }) => durations).sort((a, b) => a - b);
  const megabytes = (held: Held, of: "script" | "wasm") => (held[of] / 1e6).toFixed(2);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const table = [row(head), `|${head.map(() => "---|").join("")}`, ...rows].join("\n");
  const more = [...five].map(([name, { bytes, requests }]) => `${name} ${(bytes / 1000).toFixed(1)} KB / ${requests}`).join(", ");
  const text = [
    `${versionOf(browser)}, headless; medians of ${rounds} visits. The release build over HTTP/1.1 on this machine, with the headers of the platform, brotli 11 for files and 4 for what the edge function answers; the bytes count headers. An organization with 50 projects. "Slow 4G" is the preset of Chromium's developer tools (1.4 Mbit/s, 562 ms). "Projects" is shown with its first rows in the document, made by the console; its rows are painted before, as links that work, and the bytes until then leave out what is still on its way. Total blocking time is what long tasks take beyond 50 ms each, until two seconds after the page is shown. One-minute load meanwhile: ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}; where it is high, times mean little, and bytes and requests are what counts.`,
    "Only Portico is measured: the console that stands beside it in the issue is not part of this repository. Lighthouse is not run here.",
    table,
    `Interactions with the processor slowed 4 times (dropdowns, search, opening a project, changing environment, configuration, versions): ${sorted.length} of 16 ms or more, p50 ${at(0.5)} ms, p98 ${at(0.98)} ms of the browser's event duration; the main thread was kept for ${median(done.map(({ busy }) => busy)).toFixed(0)} ms by all of them together (median of ${rounds}).`,
    `Memory, after a collection of garbage, before and after ${NAVIGATIONS} navigations between the list and projects: script ${megabytes(before, "script")} and ${megabytes(after, "script")} MB, wasm ${megabytes(before, "wasm")} and ${megabytes(after, "wasm")} MB, ${before.nodes} and ${after.nodes} nodes.`,
    `Sent with brotli 5 instead, cold, on Slow 4G, bytes / requests until shown: ${more}.`,
  ];
  console.log(text.slice(2).join("\n\n"));
  await keep("Web", `cargo xtask bench web --rounds ${rounds}`, text.join("\n\n"));
}

function versionOf(browser: Browser): string {
  return `Chromium ${browser.version()}`;
}
