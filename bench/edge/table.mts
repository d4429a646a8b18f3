// What was found, as tables.

import { median } from "../results.mts";
import type { Count } from "./count.mts";

/** Of one turn: microseconds of processor time of a request, and how long it took. */
export type Turn = { cpu: number; p50: number; p99: number };
/** The turns of each arm, round by round. */
export type Rounds = Map<string, Turn[]>;

const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
const head = (cells: string[]) => `${line(cells)}\n|${cells.map(() => "---|").join("")}`;

/** The median and the range of the ratios, each of two turns of one round. */
function ratio(rounds: Rounds, arm: string, figure: keyof Turn): string {
  const theirs = rounds.get(arm);
  if (!theirs) return "";
  const ratios = rounds.get("portico")!.map((turn, round) => turn[figure] / theirs[round][figure]);
  return `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`;
}

/** Processor time. */
export function costs(found: Map<string, Rounds>, arms: string[]): string {
  const rows = [...found].map(([name, rounds]) => {
    const own = arms.map((arm) => (rounds.has(arm) ? median(rounds.get(arm)!.map(({ cpu }) => cpu)).toFixed(0) : ""));
    return line([name, ...own, ...arms.slice(1).map((arm) => ratio(rounds, arm, "cpu"))]);
  });
  return [head(["CPU of one request", ...arms.map((arm) => `${arm}, µs`), ...arms.slice(1).map((arm) => `Portico / ${arm}`)]), ...rows].join("\n");
}

/** How long an answer took. */
export function times(found: Map<string, Rounds>, arms: string[]): string {
  const others = arms.slice(1);
  const rows = [...found].map(([name, rounds]) => {
    const own = (["p50", "p99"] as const).map((figure) => (median(rounds.get("portico")!.map((turn) => turn[figure])) / 1000).toFixed(1));
    return line([name, ...own, ...(["p50", "p99"] as const).flatMap((figure) => others.map((arm) => ratio(rounds, arm, figure)))]);
  });
  const heads = ["p50", "p99"].flatMap((figure) => others.map((arm) => `${figure}, Portico / ${arm}`));
  return [head(["time of one request", "p50, ms", "p99, ms", ...heads]), ...rows].join("\n");
}

/** What is asked of D1 and KV. */
export function counts(found: Map<string, Map<string, Count>>, arms: string[]): string {
  const short = (number: number) => String(Math.round(number * 10) / 10);
  const rows = [...found].map(([name, of]) => {
    const cells = arms.map((arm) => {
      const count = of.get(arm);
      if (!count) return "";
      const kv = [count.reads && `${short(count.reads)} KV read`, count.writes && `${short(count.writes)} KV written`].filter(Boolean);
      const before = count.before < count.trips ? ` (${short(count.before)} before the answer)` : "";
      return [`${short(count.trips)}${before} / ${short(count.statements)}`, ...kv].join(", ");
    });
    return line([name, ...cells]);
  });
  return [head(["round trips / statements of one request", ...arms]), ...rows].join("\n");
}
