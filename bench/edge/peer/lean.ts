// The same squeezed by hand: one round trip for a read, two for a change, the stream of KV passed on, and no headers but those that are needed.

import { and, asc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { alias } from "drizzle-orm/sqlite-core";
import { type Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import { type Beside, type Bindings, environmentJson, FIRST, isName, monthDay, organizationJson, problem, PROJECTS, rowJson, sha256, type Stamp, uuidv7, WEEK } from "./common";
import { inserted } from "./creation";
import { row } from "./row";
import { documents, environments, keys, memberships, organizations, projects, sessions, subscriptions, usageMonths, users, versions } from "./schema";

const app = new Hono<{ Bindings: Bindings }>();
app.notFound(() => problem(404, "not_found"));

const columns = (now: number) => ({
  userId: sessions.userId,
  role: memberships.role,
  id: organizations.id,
  name: organizations.name,
  slug: organizations.slug,
  website: organizations.website,
  version: organizations.version,
  createdAt: organizations.createdAt,
  storedBytes: organizations.storedBytes,
  projects: organizations.projects,
  members: organizations.members,
  invites: organizations.invites,
  expired: sql<number>`(select count(*) from invites x where x.organization_id = ${organizations.id} and x.state = 'open' and x.lapsed = 0 and x.expires_at <= ${now})`,
  plan: subscriptions.plan,
  reads: usageMonths.reads,
});
const session = (hash: string, now: number) => and(eq(sessions.tokenHash, hash), gt(sessions.expiresAt, now), gt(sessions.lastSeenAt, now - WEEK));
const named = (name: string) => and(or(eq(organizations.slug, name), eq(organizations.id, name)), isNull(organizations.deletedAt));
const own = and(eq(memberships.organizationId, organizations.id), eq(memberships.userId, sessions.userId));
const month = (now: number) => and(eq(usageMonths.organizationId, organizations.id), eq(usageMonths.firstDay, monthDay(now)));

/** The organization behind a session. */
const access = (db: DrizzleD1Database, hash: string, name: string, now: number) =>
  db
    .select(columns(now))
    .from(sessions)
    .leftJoin(organizations, named(name))
    .leftJoin(memberships, own)
    .leftJoin(subscriptions, eq(subscriptions.organizationId, organizations.id))
    .leftJoin(usageMonths, month(now))
    .where(session(hash, now));
type Organization = Parameters<typeof organizationJson>[0];
const organizationOf = (found: unknown, after: Partial<Organization> = {}) => organizationJson({ ...(found as Organization), ...after }, found as Beside);
const hashOf = async (c: Context) => {
  const token = getCookie(c, "__Host-portico_session");
  return token ? sha256(token) : undefined;
};

app.get("/api/organizations/:organization/projects", async (c) => {
  const hash = await hashOf(c);
  if (!hash) return problem(401, "signed_out");
  const db = drizzle(c.env.DB);
  const now = Date.now();
  const name = c.req.param("organization");
  const [[found], rows] = await db.batch([
    access(db, hash, name, now),
    db
      .select(row)
      .from(sessions)
      .innerJoin(organizations, named(name))
      .innerJoin(memberships, own)
      .innerJoin(projects, eq(projects.organizationId, organizations.id))
      .leftJoin(environments, and(eq(environments.projectId, projects.id), eq(environments.mode, "live")))
      .leftJoin(versions, and(eq(versions.environmentId, environments.id), eq(versions.number, environments.publishedVersion)))
      .leftJoin(users, eq(users.id, versions.authorId))
      .where(and(session(hash, now), isNull(projects.deletedAt), gt(projects.nameKey, c.req.query("after") ?? FIRST)))
      .orderBy(asc(projects.nameKey))
      .limit(51),
  ]);
  if (!found) return problem(401, "signed_out");
  if (!found.role) return problem(404, "not_found");
  const next = rows.length > 50 ? rows[49].nameKey : null;
  return c.json({ organization: organizationOf(found), projects: rows.slice(0, 50).map(rowJson), next, found: null });
});

const [sandboxes, lives, first, second] = [alias(environments, "s"), alias(environments, "l"), alias(versions, "sv"), alias(versions, "lv")];
app.get("/api/organizations/:organization/projects/:project", async (c) => {
  const hash = await hashOf(c);
  if (!hash) return problem(401, "signed_out");
  const db = drizzle(c.env.DB);
  const now = Date.now();
  const project = c.req.param("project");
  const found = await db
    .select({ ...columns(now), project: projects, sandbox: sandboxes, live: lives, sandboxAt: first.createdAt, liveAt: second.createdAt })
    .from(sessions)
    .leftJoin(organizations, named(c.req.param("organization")))
    .leftJoin(memberships, own)
    .leftJoin(subscriptions, eq(subscriptions.organizationId, organizations.id))
    .leftJoin(usageMonths, month(now))
    .leftJoin(projects, and(eq(projects.organizationId, memberships.organizationId), or(eq(projects.slug, project), eq(projects.id, project)), isNull(projects.deletedAt)))
    .leftJoin(sandboxes, and(eq(sandboxes.projectId, projects.id), eq(sandboxes.mode, "sandbox")))
    .leftJoin(lives, and(eq(lives.projectId, projects.id), eq(lives.mode, "live")))
    .leftJoin(first, and(eq(first.environmentId, sandboxes.id), eq(first.number, sandboxes.publishedVersion)))
    .leftJoin(second, and(eq(second.environmentId, lives.id), eq(second.number, lives.publishedVersion)))
    .where(session(hash, now))
    .get();
  if (!found) return problem(401, "signed_out");
  if (!found.role || !found.project || !found.sandbox || !found.live) return problem(404, "not_found");
  const p = found.project;
  return c.json({
    id: p.id,
    name: p.name,
    slug: p.slug,
    version: p.version,
    drift: p.drift,
    developers_publish_live: p.developersPublishLive,
    created_at: p.createdAt,
    sandbox: environmentJson(found.sandbox, found.sandboxAt),
    live: environmentJson(found.live, found.liveAt),
    organization: organizationOf(found),
  });
});

app.post("/api/organizations/:organization/projects", async (c) => {
  const hash = await hashOf(c);
  if (!hash) return problem(401, "signed_out");
  if (c.req.header("sec-fetch-site") !== "same-origin") return problem(403, "cross_site");
  const db = drizzle(c.env.DB);
  const now = Date.now();
  const [found] = await access(db, hash, c.req.param("organization"), now);
  if (!found) return problem(401, "signed_out");
  if (!found.role || !found.id || !found.plan) return problem(404, "not_found");
  if (found.role < 2) return problem(403, "forbidden");
  const { name } = await c.req.json<{ name: string }>();
  if (!isName(name)) return problem(422, "invalid");
  if (found.projects! >= PROJECTS[found.plan]) return problem(402, "limit_reached");
  const made = await inserted(db, { organizationId: found.id, userId: found.userId, name, now, requestId: uuidv7(now), userAgent: c.req.header("user-agent") ?? "" });
  const counted = db.select({ projects: organizations.projects, storedBytes: organizations.storedBytes }).from(organizations).where(eq(organizations.id, found.id));
  const results = await db.batch([...made.statements, counted]);
  const [after] = results[results.length - 1] as { projects: number; storedBytes: number }[];
  c.executionCtx.waitUntil(c.env.CONFIG.put(`config/${made.environment}`, made.document, { metadata: made.stamp }));
  return c.json({ ...made.reply, organization: organizationOf(found, after) }, 201);
});

const [texts, marks] = [alias(documents, "d"), alias(documents, "m")];
app.get("/v1/environments/:environment/config", async (c) => {
  const environment = c.req.param("environment");
  const authorization = c.req.header("Authorization");
  const tags = c.req.header("If-None-Match");
  if (authorization) {
    const token = authorization.match(/^Bearer (sk_\w+)$/)?.[1];
    if (!token) return problem(401, "key_refused");
    const db = drizzle(c.env.DB);
    const now = Date.now();
    const found = await db
      .select({ key: keys.id, usedAt: keys.lastUsedAt, version: versions.number, hash: versions.hash, document: texts.text, secrets: sql<string>`${marks.text} -> '$.secrets'` })
      .from(keys)
      .innerJoin(environments, eq(environments.id, keys.environmentId))
      .innerJoin(organizations, and(eq(organizations.id, environments.organizationId), isNull(organizations.deletedAt)))
      .innerJoin(projects, and(eq(projects.id, environments.projectId), isNull(projects.deletedAt)))
      .innerJoin(versions, and(eq(versions.environmentId, environments.id), eq(versions.number, environments.publishedVersion)))
      .innerJoin(texts, and(eq(texts.projectId, versions.projectId), eq(texts.hash, versions.document)))
      .innerJoin(marks, and(eq(marks.projectId, versions.projectId), eq(marks.hash, versions.marks)))
      .where(and(eq(keys.tokenHash, await sha256(token)), eq(keys.environmentId, environment), isNull(keys.revokedAt), or(isNull(keys.expiresAt), gt(keys.expiresAt, now))))
      .get();
    if (!found) return problem(401, "key_refused");
    if (now - (found.usedAt ?? 0) > 60_000) c.executionCtx.waitUntil(db.update(keys).set({ lastUsedAt: now }).where(eq(keys.id, found.key)).run());
    if (found.secrets !== "{}") throw new Error("the measured environment has no secrets");
    const tag = `"${await sha256(found.hash + found.secrets)}"`;
    const headers = { ETag: tag, "Cache-Control": "private, no-store", "Portico-Version": String(found.version), "Content-Type": "application/json" };
    return tags === tag ? c.body(null, 304, headers) : c.body(found.document, 200, headers);
  }
  const { value, metadata } = await c.env.CONFIG.getWithMetadata<Stamp>(`config/${environment}`, "stream");
  if (value === null || !metadata) return problem(404, "not_found");
  const tag = `"${metadata.hash}"`;
  const headers = { ETag: tag, "Cache-Control": "public, max-age=0, must-revalidate", "Access-Control-Allow-Origin": "*", "Portico-Version": String(metadata.version), "Content-Type": "application/json" };
  if (tags === tag) {
    c.executionCtx.waitUntil(value.cancel());
    return c.body(null, 304, headers);
  }
  return c.body(value, 200, headers);
});

export default app;
