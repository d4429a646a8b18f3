import type { Request, Route } from "@playwright/test";

/** An answer as the edge gives it when it refuses. */
export function problem(status: number, kind: string, detail: string, more: object = {}) {
  return {
    status,
    contentType: "application/problem+json",
    body: JSON.stringify({
      type: `urn:portico:problem:${kind}`,
      title: "Something went wrong",
      status,
      detail,
      request_id: "01a20000-0000-7000-8000-000000000000",
      ...more,
    }),
  };
}

/** Lets a request reach the server and take effect there, and loses the answer on the way back. */
export async function loseAnswer(route: Route, origin: string) {
  await route.fetch({ headers: { ...(await route.request().allHeaders()), origin } });
  await route.abort("connectionreset");
}

export const isPost = (request: Request) => request.method() === "POST";
