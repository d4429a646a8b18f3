// What is measured beside each other: each is served by a wrangler and a runtime of its own, over a copy of the same data.

import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Server } from "../scale/product.mts";
import { copy } from "../scale/template.mts";

export type Arm = { name: string; server: Server };

const PEERS: Record<string, string> = { hono: "bench/edge/peer/hono.ts", lean: "bench/edge/peer/lean.ts", empty: "bench/edge/empty.js" };
export const ARMS = ["portico", ...Object.keys(PEERS)];

/** Serves it over its own copy of the data. */
export async function start(name: string, folder: string, portico: string, template: string): Promise<Arm> {
  const state = `${folder}/${name}`;
  await copy(template, state);
  return { name, server: await Server.start(PEERS[name] ?? portico, state) };
}

/** The same, which also says what it asks of D1 and KV. */
export async function startCounted(name: string, folder: string, portico: string, template: string): Promise<Arm> {
  const main = `${folder}/counted-${name}.js`;
  await mkdir(folder, { recursive: true });
  const [inner, counted] = [PEERS[name] ?? portico, "bench/edge/counted.js"].map((file) => JSON.stringify(resolve(file)));
  await writeFile(main, `import inner from ${inner};\nimport { counted } from ${counted};\nexport default counted(inner);\n`);
  const state = `${folder}/counted-${name}`;
  await copy(template, state);
  return { name, server: await Server.start(main, state) };
}
