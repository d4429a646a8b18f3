// Exactly so many requests over some kept connections, each answer read to its end.

import { Agent, request } from "node:http";

export type Ask = { method?: string; path: string; headers?: Record<string, string>; body?: string };
/** Microseconds. */
export type Times = { p50: number; p99: number };

/** Asks the questions over so many connections, each of which asks its next one when it has the answer. Whatever is refused is an error. */
export async function load(origin: string, asks: Ask[], connections: number): Promise<Times> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let next = 0;
  const lane = async () => {
    while (next < asks.length) times.push(await once(origin, agent, asks[next++]));
  };
  try {
    await Promise.all(Array.from({ length: connections }, lane));
  } finally {
    agent.destroy();
  }
  times.sort((a, b) => a - b);
  return { p50: times[times.length >> 1], p99: times[Math.min(times.length - 1, Math.floor(times.length * 0.99))] };
}

function once(origin: string, agent: Agent, { method = "GET", path, headers, body }: Ask): Promise<number> {
  return new Promise((done, fail) => {
    const began = performance.now();
    // By number: the name would be looked up each time.
    const { port, host } = new URL(origin);
    const asking = request({ agent, host: "127.0.0.1", port, method, path, headers: { Host: host, ...headers } }, (answer) => {
      answer.resume();
      answer.once("end", () => {
        if (answer.statusCode! >= 400) fail(new Error(`${method} ${path}: ${answer.statusCode}`));
        else done((performance.now() - began) * 1000);
      });
    });
    asking.once("error", fail);
    asking.end(body);
  });
}
