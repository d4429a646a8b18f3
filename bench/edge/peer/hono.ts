// Hono and drizzle the ordinary way: middleware for session and organization, drizzle's query builder and relations, Hono's own helpers.

import { and, asc, desc, eq, gt, isNull, lte, or } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { alias } from "drizzle-orm/sqlite-core";
import { Hono } from "hono";
import { getCookie } from "hono/cookie";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { type Bindings, environmentJson, FIRST, isName, monthDay, organizationJson, problem, PROJECTS, rowJson, sha256, type Stamp, uuidv7, WEEK } from "./common";
import { inserted } from "./creation";
import { row } from "./row";
import * as schema from "./schema";

const { documents, environments, invites, keys, memberships, organizations, projects, sessions, subscriptions, usageMonths, users, versions } = schema;
type Database = DrizzleD1Database<typeof schema>;
type Member = typeof organizations.$inferSelect & { role: number };
type Env = { Bindings: Bindings; Variables: { db: Database; userId: string; organization: Member; requestId: string } };

const app = new Hono<Env>();
app.use(requestId({ generator: () => uuidv7(Date.now()) }));
app.use(
  secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
    strictTransportSecurity: "max-age=63072000; includeSubDomains; preload",
    permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [], usb: [] },
    xFrameOptions: false,
    xXssProtection: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    originAgentCluster: false,
  }),
);
app.notFound(() => problem(404, "not_found"));

const signedIn = createMiddleware<Env>(async (c, next) => {
  const token = getCookie(c, "portico_session", "host");
  if (!token) return problem(401, "signed_out");
  const db = drizzle(c.env.DB, { schema });
  const now = Date.now();
  const session = await db.query.sessions.findFirst({
    where: and(eq(sessions.tokenHash, await sha256(token)), gt(sessions.expiresAt, now), gt(sessions.lastSeenAt, now - WEEK)),
  });
  if (!session) return problem(401, "signed_out");
  if (now - session.lastSeenAt > 3_600_000) c.executionCtx.waitUntil(db.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, session.id)).run());
  c.set("db", db);
  c.set("userId", session.userId);
  await next();
  c.header("Cache-Control", "no-store");
});
const inOrganization = createMiddleware<Env>(async (c, next) => {
  const name = c.req.param("organization")!;
  const found = await c.var.db
    .select({ organization: organizations, role: memberships.role })
    .from(organizations)
    .innerJoin(memberships, and(eq(memberships.organizationId, organizations.id), eq(memberships.userId, c.var.userId)))
    .where(and(or(eq(organizations.slug, name), eq(organizations.id, name)), isNull(organizations.deletedAt)))
    .get();
  if (!found) return problem(404, "not_found");
  c.set("organization", { ...found.organization, role: found.role });
  await next();
});
const beside = (db: Database, organization: string, now: number) =>
  db
    .select({
      plan: subscriptions.plan,
      reads: usageMonths.reads,
      expired: db.$count(invites, and(eq(invites.organizationId, organization), eq(invites.state, "open"), eq(invites.lapsed, 0), lte(invites.expiresAt, now))),
    })
    .from(subscriptions)
    .leftJoin(usageMonths, and(eq(usageMonths.organizationId, subscriptions.organizationId), eq(usageMonths.firstDay, monthDay(now))))
    .where(eq(subscriptions.organizationId, organization));

app.get("/api/organizations/:organization/projects", signedIn, inOrganization, async (c) => {
  const { db, organization } = c.var;
  const [[more], rows] = await db.batch([
    beside(db, organization.id, Date.now()),
    db
      .select(row)
      .from(projects)
      .leftJoin(environments, and(eq(environments.projectId, projects.id), eq(environments.mode, "live")))
      .leftJoin(versions, and(eq(versions.environmentId, environments.id), eq(versions.number, environments.publishedVersion)))
      .leftJoin(users, eq(users.id, versions.authorId))
      .where(and(eq(projects.organizationId, organization.id), isNull(projects.deletedAt), gt(projects.nameKey, c.req.query("after") ?? FIRST)))
      .orderBy(asc(projects.nameKey))
      .limit(51),
  ]);
  const next = rows.length > 50 ? rows[49].nameKey : null;
  return c.json({ organization: organizationJson(organization, more), projects: rows.slice(0, 50).map(rowJson), next, found: null });
});

app.get("/api/organizations/:organization/projects/:project", signedIn, inOrganization, async (c) => {
  const { db, organization } = c.var;
  const name = c.req.param("project");
  const [[more], [project]] = await db.batch([
    beside(db, organization.id, Date.now()),
    // Not findFirst: inside a batch it throws where there is no row.
    db.query.projects.findMany({
      limit: 1,
      where: and(eq(projects.organizationId, organization.id), isNull(projects.deletedAt), or(eq(projects.slug, name), eq(projects.id, name))),
      with: { environments: { with: { versions: { columns: { number: true, createdAt: true }, orderBy: desc(versions.number), limit: 1 } } } },
    }),
  ]);
  if (!project) return problem(404, "not_found");
  const environment = (mode: string) => {
    const found = project.environments.find((one) => one.mode === mode)!;
    return environmentJson(found, found.versions.find((one) => one.number === found.publishedVersion)?.createdAt ?? null);
  };
  return c.json({
    id: project.id,
    name: project.name,
    slug: project.slug,
    version: project.version,
    drift: project.drift,
    developers_publish_live: project.developersPublishLive,
    created_at: project.createdAt,
    sandbox: environment("sandbox"),
    live: environment("live"),
    organization: organizationJson(organization, more),
  });
});

app.post("/api/organizations/:organization/projects", signedIn, inOrganization, async (c) => {
  const { db, organization, userId } = c.var;
  if (c.req.header("sec-fetch-site") !== "same-origin") return problem(403, "cross_site");
  if (organization.role < 2) return problem(403, "forbidden");
  const { name } = await c.req.json<{ name: string }>();
  if (!isName(name)) return problem(422, "invalid");
  const now = Date.now();
  const [more] = await beside(db, organization.id, now);
  if (organization.projects >= PROJECTS[more.plan]) return problem(402, "limit_reached");
  const made = await inserted(db, { organizationId: organization.id, userId, name, now, requestId: c.var.requestId, userAgent: c.req.header("user-agent") ?? "" });
  const results = await db.batch([...made.statements, db.select().from(organizations).where(eq(organizations.id, organization.id))]);
  const [after] = results[results.length - 1] as (typeof organizations.$inferSelect)[];
  c.executionCtx.waitUntil(c.env.CONFIG.put(`config/${made.environment}`, made.document, { metadata: made.stamp }));
  return c.json({ ...made.reply, organization: organizationJson({ ...after, role: organization.role }, more) }, 201);
});

app.use("/v1/*", cors({ origin: "*", allowMethods: ["GET", "HEAD", "OPTIONS"], exposeHeaders: ["ETag", "Portico-Version", "Portico-Hash", "Portico-Source", "X-Request-Id"] }));
app.get("/v1/environments/:environment/config", async (c) => {
  const environment = c.req.param("environment");
  const authorization = c.req.header("Authorization");
  const answer = (document: string, stamp: Stamp, tag: string, cache: string, source: string) => {
    c.header("ETag", `"${tag}"`);
    c.header("Cache-Control", cache);
    c.header("Vary", "Authorization");
    c.header("Portico-Version", String(stamp.version));
    c.header("Portico-Hash", stamp.hash);
    c.header("Portico-Source", source);
    if (c.req.header("If-None-Match") === `"${tag}"`) return c.body(null, 304);
    return c.body(document, 200, { "Content-Type": "application/json" });
  };
  if (authorization) {
    const token = authorization.match(/^Bearer (sk_\w+)$/)?.[1];
    if (!token) return problem(401, "key_refused");
    const db = drizzle(c.env.DB, { schema });
    const found = await withKey(db, await sha256(token), environment);
    if (!found) return problem(401, "key_refused");
    const now = Date.now();
    if (now - (found.usedAt ?? 0) > 60_000) c.executionCtx.waitUntil(db.update(keys).set({ lastUsedAt: now }).where(eq(keys.id, found.key)).run());
    const { secrets } = JSON.parse(found.marks);
    if (Object.keys(secrets).length > 0) throw new Error("the measured environment has no secrets");
    return answer(found.document, found, await sha256(found.hash + JSON.stringify(secrets)), "private, no-store", "d1");
  }
  const { value, metadata } = await c.env.CONFIG.getWithMetadata<Stamp>(`config/${environment}`);
  if (value === null || !metadata) return problem(404, "not_found");
  return answer(value, metadata, metadata.hash, "public, max-age=0, must-revalidate", "kv");
});

async function withKey(db: Database, tokenHash: string, environment: string) {
  const document = alias(documents, "document");
  const marks = alias(documents, "marks");
  return db
    .select({ key: keys.id, usedAt: keys.lastUsedAt, version: versions.number, hash: versions.hash, document: document.text, marks: marks.text })
    .from(keys)
    .innerJoin(environments, eq(environments.id, keys.environmentId))
    .innerJoin(organizations, and(eq(organizations.id, environments.organizationId), isNull(organizations.deletedAt)))
    .innerJoin(projects, and(eq(projects.id, environments.projectId), isNull(projects.deletedAt)))
    .innerJoin(versions, and(eq(versions.environmentId, environments.id), eq(versions.number, environments.publishedVersion)))
    .innerJoin(document, and(eq(document.projectId, versions.projectId), eq(document.hash, versions.document)))
    .innerJoin(marks, and(eq(marks.projectId, versions.projectId), eq(marks.hash, versions.marks)))
    .where(and(eq(keys.tokenHash, tokenHash), eq(keys.environmentId, environment), isNull(keys.revokedAt), or(isNull(keys.expiresAt), gt(keys.expiresAt, Date.now()))))
    .get();
}

export default app;
