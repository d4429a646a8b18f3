// A row of the list. A batch is answered as objects, in which columns of one name would be one: those have names of their own.

import { sql } from "drizzle-orm";
import { projects, users, versions } from "./schema";

export const row = {
  id: projects.id,
  name: sql<string>`${projects.name}`.as("project_name"),
  slug: projects.slug,
  drift: projects.drift,
  createdAt: sql<number>`${projects.createdAt}`.as("project_created_at"),
  updatedAt: sql<number>`${projects.updatedAt}`.as("project_updated_at"),
  nameKey: projects.nameKey,
  number: versions.number,
  author: sql<string | null>`${users.name}`.as("author_name"),
  email: users.email,
  publishedAt: sql<number | null>`${versions.createdAt}`.as("published_at"),
};
