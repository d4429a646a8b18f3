// The tables of migrations/, as far as the measured endpoints need them, as drizzle wants them described.

import { relations } from "drizzle-orm";
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const users = sqliteTable("users", {
  id: text("id").primaryKey(),
  email: text("email").notNull(),
  name: text("name"),
});
export const sessions = sqliteTable("sessions", {
  id: text("id").primaryKey(),
  tokenHash: text("token_hash").notNull(),
  userId: text("user_id").notNull(),
  lastSeenAt: integer("last_seen_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
});
// `projects`, `members` and `invites` are counted by triggers.
export const organizations = sqliteTable("organizations", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  website: text("website").notNull(),
  slug: text("slug").notNull(),
  version: integer("version").notNull(),
  createdAt: integer("created_at").notNull(),
  deletedAt: integer("deleted_at"),
  storedBytes: integer("stored_bytes").notNull(),
  projects: integer("projects").notNull(),
  members: integer("members").notNull(),
  invites: integer("invites").notNull(),
});
export const memberships = sqliteTable(
  "memberships",
  {
    organizationId: text("organization_id").notNull(),
    userId: text("user_id").notNull(),
    role: integer("role").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.userId] })],
);
export const subscriptions = sqliteTable("subscriptions", {
  organizationId: text("organization_id").primaryKey(),
  plan: text("plan").notNull(),
});
export const usageMonths = sqliteTable("usage_months", {
  organizationId: text("organization_id").notNull(),
  firstDay: integer("first_day").notNull(),
  reads: integer("reads").notNull(),
});
export const invites = sqliteTable("invites", {
  id: text("id").primaryKey(),
  organizationId: text("organization_id").notNull(),
  state: text("state").notNull(),
  lapsed: integer("lapsed").notNull(),
  expiresAt: integer("expires_at").notNull(),
});
export const projects = sqliteTable("projects", {
  id: text("id").primaryKey(),
  organizationId: text("organization_id").notNull(),
  name: text("name").notNull(),
  nameKey: text("name_key").notNull(),
  slug: text("slug").notNull(),
  version: integer("version").notNull().default(1),
  drift: integer("drift").notNull().default(0),
  developersPublishLive: integer("developers_publish_live", { mode: "boolean" }).notNull().default(false),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  deletedAt: integer("deleted_at"),
});
export const environments = sqliteTable("environments", {
  id: text("id").primaryKey(),
  organizationId: text("organization_id").notNull(),
  projectId: text("project_id").notNull(),
  mode: text("mode", { enum: ["sandbox", "live"] }).notNull(),
  createdAt: integer("created_at").notNull(),
  publishedVersion: integer("published_version").notNull().default(0),
  lastReadVersion: integer("last_read_version"),
  lastReadAt: integer("last_read_at"),
});
// `document` and `marks` are hashes of texts in `documents`.
export const versions = sqliteTable(
  "versions",
  {
    environmentId: text("environment_id").notNull(),
    number: integer("number").notNull(),
    organizationId: text("organization_id").notNull(),
    projectId: text("project_id").notNull(),
    document: text("document"),
    marks: text("marks"),
    hash: text("hash").notNull(),
    message: text("message").notNull(),
    kind: text("kind").notNull(),
    authorId: text("author_id").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.number] })],
);
export const documents = sqliteTable(
  "documents",
  {
    projectId: text("project_id").notNull(),
    hash: text("hash").notNull(),
    bytes: integer("bytes").notNull(),
    text: text("text").notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.hash] })],
);
export const schemas = sqliteTable("schemas", {
  projectId: text("project_id").primaryKey(),
  organizationId: text("organization_id").notNull(),
  version: integer("version").notNull(),
  document: text("document").notNull(),
  updatedAt: integer("updated_at").notNull(),
  updatedBy: text("updated_by").notNull(),
});
export const auditEntries = sqliteTable("audit_entries", {
  id: text("id").primaryKey(),
  organizationId: text("organization_id"),
  actorId: text("actor_id"),
  action: text("action").notNull(),
  targetKind: text("target_kind").notNull(),
  targetId: text("target_id").notNull(),
  details: text("details").notNull(),
  requestId: text("request_id").notNull(),
  userAgent: text("user_agent").notNull(),
  createdAt: integer("created_at").notNull(),
});
export const keys = sqliteTable("keys", {
  id: text("id").primaryKey(),
  environmentId: text("environment_id").notNull(),
  tokenHash: text("token_hash").notNull(),
  expiresAt: integer("expires_at"),
  revokedAt: integer("revoked_at"),
  lastUsedAt: integer("last_used_at"),
});

export const projectsRelations = relations(projects, ({ many }) => ({ environments: many(environments) }));
export const environmentsRelations = relations(environments, ({ one, many }) => ({
  project: one(projects, { fields: [environments.projectId], references: [projects.id] }),
  versions: many(versions),
}));
export const versionsRelations = relations(versions, ({ one }) => ({
  environment: one(environments, { fields: [versions.environmentId], references: [environments.id] }),
}));
