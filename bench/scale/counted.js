// The edge function, and beside it what D1 says it has read and written: its answers carry that as `meta`. Only for counting: processor time is
// measured without it.

import { env } from "cloudflare:workers";
import Edge from "../../worker/build/index.js";

export * from "../../worker/build/index.js";

let sum = { read: 0, written: 0, calls: 0 };

/** Every call of D1's client goes through this one. */
const session = env.DB.alwaysPrimarySession;
const own = session.fetcher;
session.fetcher = {
  async fetch(input, init) {
    const answer = await own.fetch(input, init);
    const text = await answer.text();
    sum.calls += 1;
    for (const { meta } of [JSON.parse(text)].flat()) {
      sum.read += meta?.rows_read ?? 0;
      sum.written += meta?.rows_written ?? 0;
    }
    return new Response(text, { status: answer.status, headers: answer.headers });
  },
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
