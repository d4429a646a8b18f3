// bench/RESULTS.md: one section for each measurement, written anew by the next one.

import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { readFile, writeFile } from "node:fs/promises";

const FILE = "bench/RESULTS.md";

/** Writes the section of that name: when, where, of which commit and how it was measured, and what was found. */
export async function keep(name: string, command: string, text: string) {
  const before = await readFile(FILE, "utf8").catch(() => "# Results\n\nWritten by `cargo xtask bench …`; each section says when and where.\n");
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`;
  const section = `## ${name}\n\n${new Date().toISOString().slice(0, 10)}, ${machine}, ${commit()}: \`${command}\`. ${text}\n`;
  const parts = before.split(/^(?=## )/m).filter((part) => !part.startsWith(`## ${name}\n`));
  await writeFile(FILE, [...parts.map((part) => `${part.trimEnd()}\n`), section].join("\n"));
}

/** What was measured, where this is a clone. */
function commit(): string {
  try {
    return `commit ${execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()}`;
  } catch {
    return "no commit known";
  }
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
