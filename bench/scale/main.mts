// `cargo xtask bench scale`: what requests and cron cost in small and large installations. Arguments: the edge function's main file, and the
// numbers of projects.

import { stat } from "node:fs/promises";
import { keep } from "../results.mts";
import { fill, probes } from "./fill.mts";
import { measure } from "./measure.mts";
import { databaseFile } from "./product.mts";
import { table, type Result } from "./table.mts";
import { copy, makeTemplate, PROJECTS } from "./template.mts";

const FOLDER = "target/bench/scale";
const [plain, ...wanted] = process.argv.slice(2);
const sizes = wanted.map(Number);
if (!plain || sizes.length === 0 || sizes.some((size) => !Number.isInteger(size) || size < 2 * PROJECTS)) throw new Error("say the main file and some numbers of projects");

console.log("One organization is made by the product itself …");
const template = await makeTemplate(`${FOLDER}/template`, plain);
const results: Result[] = [];
for (const size of sizes) {
  const organizations = Math.round(size / PROJECTS);
  const state = `${FOLDER}/${size}`;
  await copy(`${FOLDER}/template`, state);
  const file = await databaseFile(state);
  const began = Date.now();
  let said = began;
  fill(file, organizations, (done) => {
    if (Date.now() - said < 5000 && done < organizations) return;
    said = Date.now();
    console.log(`  ${size} projects: ${done} of ${organizations} organizations after ${Math.round((said - began) / 1000)} s`);
  });
  const bytes = (await stat(file)).size;
  console.log(`Measuring with ${size} projects (${Math.round(bytes / 1e6)} MB) …`);
  const costs = await measure({ plain, counted: "bench/scale/counted.js" }, state, template, probes(file, organizations, template.projects[0].sandbox));
  results.push({ size, bytes, costs });
  console.log(table(results));
  const how = "Rows are those of D1's `meta`; CPU is that of the runtime's process, the database's included, per request or run.";
  await keep("Scale", `cargo xtask bench scale --sizes ${sizes.join(",")}`, `${how}\n\n${table(results)}`);
}
