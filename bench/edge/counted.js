// An arm, and beside it what it asks of D1 and KV. Only for counting: processor time is measured without it.

import { env } from "cloudflare:workers";

const nothing = () => ({ trips: 0, before: 0, statements: 0, reads: 0, writes: 0 });
let seen = nothing();
let isAnswered = false;

function trip(more) {
  seen.trips += 1;
  if (!isAnswered) seen.before += 1;
  for (const [name, number] of Object.entries(more)) seen[name] += number;
}

/** Has a method of the platform say what it does before it does it. */
function note(prototype, method, more) {
  const real = prototype[method];
  if (!real) throw new Error(`there is no ${method}`);
  prototype[method] = function (...args) {
    trip(more(...args));
    return real.apply(this, args);
  };
}

const database = Object.getPrototypeOf(env.DB);
note(database, "batch", (list) => ({ statements: list.length }));
const prepared = Object.getPrototypeOf(env.DB.prepare("SELECT 1"));
for (const method of ["first", "run", "all", "raw"]) note(prepared, method, () => ({ statements: 1 }));
const store = Object.getPrototypeOf(env.CONFIG);
for (const method of ["get", "getWithMetadata"]) note(store, method, () => ({ reads: 1 }));
for (const method of ["put", "delete"]) note(store, method, () => ({ writes: 1 }));

/** The same handler, which also answers what was seen since the last time. */
export const counted = (inner) => ({
  async fetch(request, bindings, context) {
    if (new URL(request.url).pathname === "/api/bench/seen") {
      const answer = Response.json(seen);
      [seen, isAnswered] = [nothing(), false];
      return answer;
    }
    const answer = await inner.fetch(request, bindings, context);
    isAnswered = true;
    return answer;
  },
  scheduled: (...rest) => inner.scheduled?.(...rest),
});
