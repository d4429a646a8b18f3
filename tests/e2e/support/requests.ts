import type { Page, Request } from "@playwright/test";

/** The requests that a page sends to the API from now on, as "GET /api/session". */
export function recordRequests(page: Page): string[] {
  const sent: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname.startsWith("/api/")) sent.push(`${request.method()} ${url.pathname}${url.search}`);
  });
  return sent;
}

/** Whether it creates a project. */
export const createsProject = (request: Request) =>
  request.method() === "POST" && /\/api\/organizations\/[^/]+\/projects$/.test(request.url());
