// What a new project is made of: both peers write the same rows in one batch.

import type { DrizzleD1Database } from "drizzle-orm/d1";
import { bytesOf, environmentJson, sha256, slugOf, uuidv7 } from "./common";
import { auditEntries, documents, environments, projects, schemas, versions } from "./schema";
import { document, message, template } from "./template";

type New = { organizationId: string; userId: string; name: string; now: number; requestId: string; userAgent: string };
const MARKS = JSON.stringify({ own: [], secrets: {} });

/** The statements that insert it, its environment that has a configuration at once, and the answer but for the organization. */
export async function inserted(db: DrizzleD1Database<any>, { organizationId, userId, name, now, requestId, userAgent }: New) {
  const place = { organizationId, projectId: uuidv7(now) };
  const environment = (mode: "sandbox" | "live", publishedVersion: number) => ({ id: uuidv7(now), ...place, mode, createdAt: now, publishedVersion });
  const [sandbox, live] = [environment("sandbox", 1), environment("live", 0)];
  const [hash, marks] = [await sha256(document), await sha256(MARKS)];
  const drift = Object.keys(JSON.parse(document)).length;
  const text = (hash: string, text: string) => ({ projectId: place.projectId, hash, bytes: bytesOf(text), text });
  const project = { id: place.projectId, organizationId, name, nameKey: name.toLowerCase(), slug: slugOf(name), drift, createdAt: now, updatedAt: now };
  const statements = [
    db.insert(projects).values(project),
    db.insert(environments).values([sandbox, live]),
    db.insert(schemas).values({ ...place, version: 1, document: JSON.stringify(template), updatedAt: now, updatedBy: userId }),
    db.insert(documents).values([text(hash, document), text(marks, MARKS)]),
    db.insert(versions).values({ environmentId: sandbox.id, number: 1, ...place, document: hash, marks, hash, message, kind: "publish", authorId: userId, createdAt: now }),
    db.insert(auditEntries).values({
      id: uuidv7(now),
      organizationId,
      actorId: userId,
      action: "create_project",
      targetKind: "project",
      targetId: place.projectId,
      details: JSON.stringify({ name, template: "web_app" }),
      requestId,
      userAgent,
      createdAt: now,
    }),
  ] as const;
  const unread = { lastReadVersion: null, lastReadAt: null };
  const reply = {
    id: project.id,
    name,
    slug: project.slug,
    version: 1,
    drift,
    developers_publish_live: false,
    created_at: now,
    sandbox: environmentJson({ ...sandbox, ...unread }, now),
    live: environmentJson({ ...live, ...unread }, null),
  };
  return { statements, environment: sandbox.id, document, stamp: { version: 1, hash }, reply };
}
