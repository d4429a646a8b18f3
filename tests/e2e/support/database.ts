import { execFile } from "node:child_process";
import { copyFile, readdir, rm } from "node:fs/promises";
import { promisify } from "node:util";

/** Where the server of all tests keeps its data. */
export const SHARED = "target/e2e/state";

/** Of Node's own SQLite every version says that it is new, and the older ones want to be asked for it. */
const NODE = ["--experimental-sqlite", "--disable-warning=ExperimentalWarning"];

/** Waits while somebody else is writing. */
const PROGRAM = `
  const { DatabaseSync } = require("node:sqlite");
  const [file, statements] = process.argv.slice(1);
  const database = new DatabaseSync(file);
  database.exec("PRAGMA busy_timeout = 20000");
  database.exec(statements);
  database.close();
`;

const run = (file: string, statements: string) => promisify(execFile)(process.execPath, [...NODE, "--eval", PROGRAM, file, statements]);

/** Changes the data of a server behind its back, all of it or nothing: what only time would bring. wrangler does the same in a hundred times the time. */
export async function execute(state: string, statements: string) {
  await run(await database(state), `BEGIN IMMEDIATE; ${statements}; COMMIT`);
}

/** Copies the database as it is at one moment to where nothing is yet; it may be served meanwhile. */
export async function snapshot(state: string, to: string) {
  await run(await database(state), `VACUUM INTO '${to}'`);
}

/** Puts a copy in the place of the database, which nobody may be serving. */
export async function putBack(state: string, copy: string) {
  const file = await database(state);
  for (const end of ["", "-wal", "-shm"]) await rm(file + end, { force: true });
  await copyFile(copy, file);
}

/** D1's file in the folder of a server's data. */
async function database(state: string): Promise<string> {
  const folder = `${state}/v3/d1/miniflare-D1DatabaseObject`;
  const found = (await readdir(folder)).filter((name) => name.endsWith(".sqlite") && !name.startsWith("metadata"));
  if (found.length !== 1) throw new Error(`${folder} holds ${found.length} databases`);
  return `${folder}/${found[0]}`;
}
