import type { Page } from "@playwright/test";

/**
 * Has the edge refuse this organization as it does for a session that does not fulfil what it asks, until it is opened again. `isOld`: the session began in the
 * way that is asked for, and too long ago. */
export async function close(page: Page, slug: string, is_owner: boolean, isOld = false): Promise<{ open: () => void }> {
  let closed = true;
  const sign_in = { organization: "Acme", is_owner, ways: ["passkey"], providers: [], sign_in_hours: isOld ? 8 : null, is_way_met: isOld };
  const detail = isOld
    ? "Acme asks its members to sign in with a passkey every 8 hours. Sign in that way again to continue."
    : "Acme asks its members to sign in with a passkey. Sign in that way to continue.";
  const problem = {
    type: "urn:portico:problem:sign_in_asked",
    title: isOld ? "Sign in again" : "A different sign-in is required",
    status: 403,
    detail,
    sign_in,
    request_id: "test",
  };
  const refuse = { status: 403, contentType: "application/problem+json", body: JSON.stringify(problem) };
  await page.route(new RegExp(`/api/organizations/${slug}(/|\\?|$)`), (route) => (closed ? route.fulfill(refuse) : route.continue()));
  await page.route("**/api/session", async (route) => {
    if (!closed) return route.continue();
    const response = await route.fetch();
    const session = await response.json();
    for (const one of session.organizations) {
      if (one.slug === slug) Object.assign(one, { is_closed: true, website: "", projects: 0, members: 0, plan: "unknown" });
    }
    await route.fulfill({ response, json: session });
  });
  return { open: () => void (closed = false) };
}
