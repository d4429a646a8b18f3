// bench/RESULTS.md: one section for each measurement, written anew by the next one.

import { cpus } from "node:os";
import { readFile, writeFile } from "node:fs/promises";

const FILE = "bench/RESULTS.md";

/** Writes the section of that name: when, where and how it was measured, and what was found. */
export async function keep(name: string, command: string, text: string) {
  const before = await readFile(FILE, "utf8").catch(() => "# Results\n\nWritten by `cargo xtask bench …`; each section says when and where.\n");
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`;
  const section = `## ${name}\n\n${new Date().toISOString().slice(0, 10)}, ${machine}: \`${command}\`. ${text}\n`;
  const parts = before.split(/^(?=## )/m).filter((part) => !part.startsWith(`## ${name}\n`));
  await writeFile(FILE, [...parts.map((part) => `${part.trimEnd()}\n`), section].join("\n"));
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
