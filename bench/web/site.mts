// The built client as the platform serves it: by its `_redirects` and `_headers`, with an ETag, and compressed by brotli of the given quality.
// What the edge function answers is passed on, compressed as a network does it on the fly.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { brotliCompressSync, constants } from "node:zlib";

type Headers = Record<string, string>;
type File = { body: Buffer; headers: Headers };

/** What a network takes for answers that it sees for the first time. */
const ON_THE_FLY = 4;
const TYPES: Headers = { html: "text/html; charset=utf-8", js: "text/javascript", wasm: "application/wasm", svg: "image/svg+xml", json: "application/json" };

const brotli = (body: Buffer, quality: number) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
const ending = (name: string) => name.slice(name.lastIndexOf(".") + 1);
/** Placeholders stand for what is between two slashes, or up to a dot. */
const pattern = (path: string) => new RegExp(`^${path.split(/(\*|:\w+)/).map((part, at) => (at % 2 === 0 ? part.replace(/[.+?^${}()|[\]\\]/g, "\\$&") : part === "*" ? ".*" : "[^/]+")).join("")}$`);
const lines = (text: string) => text.split("\n").filter((line) => line.trim() && !line.startsWith("#"));

/** Serves the folder, and passes on to the edge function what is its own. */
export async function serve(dist: string, edge: () => string, quality: number): Promise<{ origin: string; stop: () => Promise<unknown> }> {
  const files = await read(dist, quality);
  const redirects = lines(await readFile(`${dist}/_redirects`, "utf8")).map((line) => line.trim().split(/\s+/)).map(([from, to]) => ({ from: pattern(from), to }));
  const server = createServer((question, answer) => {
    const path = new URL(question.url!, "http://localhost").pathname;
    if (/^\/(api|v1)(\/|$)/.test(path) && path !== "/api/openapi.json") return void passOn(edge(), question, answer);
    const to = files.has(path) ? path : redirects.find(({ from }) => from.test(path))?.to;
    const found = files.get(to === "/" ? "/index.html" : (to ?? ""));
    const { body, headers } = found ?? files.get("/404.html")!;
    if (found && question.headers["if-none-match"] === headers.ETag) return void answer.writeHead(304, headers).end();
    answer.writeHead(found ? 200 : 404, { ...headers, "Content-Length": String(body.length) }).end(body);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  return { origin: `http://localhost:${port}`, stop: () => stop(server) };
}

async function read(dist: string, quality: number): Promise<Map<string, File>> {
  const rules = rulesOf(await readFile(`${dist}/_headers`, "utf8"));
  const files = new Map<string, File>();
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith("_")) continue;
    const file = `${entry.parentPath}/${entry.name}`;
    const path = file.slice(dist.length);
    const body = brotli(await readFile(file), quality);
    const headers: Headers = { "Content-Type": TYPES[ending(path)] ?? "application/octet-stream", "Content-Encoding": "br", ETag: `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"` };
    for (const { from, set } of rules.filter(({ from }) => from.test(path))) Object.assign(headers, set);
    files.set(path, { body, headers });
  }
  return files;
}

/** Each rule of `_headers`: a path, and below it the headers. A later one replaces what an earlier one has set. */
function rulesOf(text: string) {
  const rules: { from: RegExp; set: Headers }[] = [];
  for (const line of lines(text)) {
    if (line.startsWith("/")) rules.push({ from: pattern(line.trim()), set: {} });
    else if (!line.trim().startsWith("!")) rules[rules.length - 1].set[line.slice(0, line.indexOf(":")).trim()] = line.slice(line.indexOf(":") + 1).trim();
  }
  return rules;
}

function passOn(edge: string, question: IncomingMessage, answer: ServerResponse) {
  const { port, host } = new URL(edge);
  const headers = { ...question.headers, host, "accept-encoding": "identity", ...(question.headers.origin ? { origin: edge } : {}) };
  const asking = request({ host: "127.0.0.1", port, path: question.url, method: question.method, headers }, async (got) => {
    const parts: Buffer[] = [];
    for await (const part of got) parts.push(part);
    const body = Buffer.concat(parts);
    const { "transfer-encoding": _, "content-length": __, ...kept } = got.headers;
    if (body.length === 0) return void answer.writeHead(got.statusCode!, kept).end();
    const small = brotli(body, ON_THE_FLY);
    answer.writeHead(got.statusCode!, { ...kept, "content-encoding": "br", "content-length": small.length }).end(small);
  });
  asking.once("error", () => answer.destroy());
  question.pipe(asking);
}

function stop(server: Server) {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
}
