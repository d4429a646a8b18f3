// The edge function, and beside it what D1 says it has read and written: its answers carry that as `meta`. Only for counting: processor time is
// measured without it.

import { env } from "cloudflare:workers";
import Edge from "../../worker/build/index.js";

export * from "../../worker/build/index.js";

let sum = { read: 0, written: 0, calls: 0 };

function add(meta) {
  sum.calls += 1;
  sum.read += meta.rows_read ?? 0;
  sum.written += meta.rows_written ?? 0;
}

const database = Object.getPrototypeOf(env.DB);
const { batch } = database;
database.batch = async function (statements) {
  const results = await batch.call(this, statements);
  for (const { meta } of results) add(meta);
  return results;
};

/** What is asked for as bare rows comes without `meta`: a question is asked twice, and a change is made of its objects. */
const prepared = Object.getPrototypeOf(env.DB.prepare("SELECT 1"));
const { all, raw } = prepared;
prepared.raw = async function (options) {
  const { meta, results } = await all.call(this);
  add(meta);
  const isQuestion = /^\s*(WITH|SELECT)\b/i.test(this.statement) && !/\bRETURNING\b/.test(this.statement);
  return isQuestion ? raw.call(this, options) : results.map(Object.values);
};

/** Answers the sum since the last time. */
function counted() {
  const answer = Response.json(sum);
  sum = { read: 0, written: 0, calls: 0 };
  return answer;
}

const isAsked = (request) => new URL(request.url).pathname === "/api/bench/rows";

export default typeof Edge === "function"
  ? class extends Edge {
      fetch(request) {
        return isAsked(request) ? counted() : super.fetch(request);
      }
    }
  : { ...Edge, fetch: (request, ...rest) => (isAsked(request) ? counted() : Edge.fetch(request, ...rest)) };
