// What each endpoint asks of D1 and KV, counted.

import type { Arm } from "./arms.mts";
import type { Endpoint } from "./endpoints.mts";
import { load } from "./load.mts";

/** Of one request: round trips in all and, where it is asked alone, before the answer; statements, and what KV reads and writes. */
export type Count = { trips: number; before: number; statements: number; reads: number; writes: number };

/** Requests of which the mean is taken. */
const REQUESTS = 8;

export async function count({ server }: Arm, endpoint: Endpoint): Promise<Count> {
  const seen = async () => (await fetch(`${server.origin}/api/bench/seen`)).json() as Promise<Count>;
  const quiet = () => new Promise((done) => setTimeout(done, endpoint.after));
  const asks = () => endpoint.asks(4 * REQUESTS).slice(0, REQUESTS);
  await load(server.origin, asks(), endpoint.connections);
  await quiet();
  const of: Count = { trips: 0, before: 0, statements: 0, reads: 0, writes: 0 };
  const add = (more: Count) => Object.keys(of).forEach((name) => (of[name as keyof Count] += more[name as keyof Count] / REQUESTS));
  await seen();
  if (endpoint.connections > 1) {
    await load(server.origin, asks(), endpoint.connections);
    await quiet();
    add(await seen());
    of.before = of.trips;
  } else {
    // One by one, so that what is done before the answer is told from what is done after it.
    for (const ask of asks()) {
      await load(server.origin, [ask], 1);
      await quiet();
      add(await seen());
    }
  }
  return of;
}
