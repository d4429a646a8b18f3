// What was found, as a table.

import type { Cost } from "./measure.mts";
import { PROJECTS } from "./template.mts";

/** Of an installation with so many projects, whose database has so many bytes. */
export type Result = { size: number; bytes: number; costs: Map<string, Cost> };

/** One line for each endpoint and run of cron, and how much more the last size costs than the first. */
export function table(results: Result[]): string {
  const names = [...results[0].costs.keys()];
  const [first, last] = [results[0], results[results.length - 1]];
  const short = (number: number) => (number < 10 ? number.toFixed(1) : String(Math.round(number)));
  const ratio = (a: number, b: number) => (a < 0.05 && b < 0.05 ? "" : (b / Math.max(a, 0.05)).toFixed(2));
  const cells = (name: string) =>
    [
      name,
      ...results.map(({ costs }) => costs.get(name)!.cpu.toFixed(2)),
      ratio(first.costs.get(name)!.cpu, last.costs.get(name)!.cpu),
      ...results.map(({ costs }) => `${short(costs.get(name)!.read)} / ${short(costs.get(name)!.written)}`),
      ratio(first.costs.get(name)!.read, last.costs.get(name)!.read),
    ].join(" | ");
  const number = new Intl.NumberFormat("en");
  const head = ["", ...results.map(({ size }) => `CPU ms, ${number.format(size)}`), "ratio", ...results.map(({ size }) => `rows read / written, ${number.format(size)}`), "ratio"];
  const sizes = results.map(({ size, bytes }) => `${number.format(size)} projects in ${number.format(size / PROJECTS)} organizations: ${number.format(Math.round(bytes / 1e6))} MB`);
  return [`${sizes.join("; ")}.`, "", `| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`, ...names.map((name) => `| ${cells(name)} |`)].join("\n");
}
