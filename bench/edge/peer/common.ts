// What both peers need. The types D1Database and KVNamespace are the platform's own; nothing here is checked for types when it runs.

export type Bindings = { DB: D1Database; CONFIG: KVNamespace };
export type Stamp = { version: number; hash: string };

const ROLES = ["", "viewer", "developer", "admin", "owner"];
/** How long a session may be unused. */
export const WEEK = 7 * 86_400_000;
/** How many projects a plan allows. */
export const PROJECTS: Record<string, number> = { free: 3, pro: 50, enterprise: Infinity };
/** Before every name of a project that is not in the trash. */
export const FIRST = "\u0002";

export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return hex(new Uint8Array(digest));
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The first day of the month, as days since 1970. */
export function monthDay(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / 86_400_000;
}

export function uuidv7(now: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let at = 5; at >= 0; at--) {
    bytes[at] = now % 256;
    now = Math.floor(now / 256);
  }
  bytes[6] = 0x70 | (bytes[6] & 15);
  bytes[8] = 0x80 | (bytes[8] & 63);
  const text = hex(bytes);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

export const slugOf = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
export const isName = (name: unknown): name is string => typeof name === "string" && name.trim() !== "" && name.length <= 64;
/** As the database counts them. */
export const bytesOf = (text: string) => new TextEncoder().encode(text).length;

export const problem = (status: number, kind: string) =>
  new Response(JSON.stringify({ type: kind, status }), { status, headers: { "content-type": "application/problem+json" } });

type Organization = { id: string; name: string; slug: string; website: string; role: number; projects: number; members: number; invites: number; storedBytes: number; version: number; createdAt: number };
/** What is not on the organization's own row. `expired`: open invites that time has overtaken since cron last looked. */
export type Beside = { plan: string | null; reads: number | null; expired: number };

export const organizationJson = (o: Organization, beside: Beside) => ({
  id: o.id,
  name: o.name,
  slug: o.slug,
  website: o.website,
  role: ROLES[o.role],
  projects: o.projects,
  members: o.members,
  invites: o.invites - beside.expired,
  plan: beside.plan,
  reads: beside.reads ?? 0,
  stored_bytes: o.storedBytes,
  version: o.version,
  created_at: o.createdAt,
});

type Environment = { id: string; mode: string; createdAt: number; publishedVersion: number; lastReadVersion: number | null; lastReadAt: number | null };

export const environmentJson = (e: Environment, publishedAt: number | null) => ({
  id: e.id,
  mode: e.mode,
  created_at: e.createdAt,
  published_version: e.publishedVersion,
  published_at: publishedAt,
  last_read_version: e.lastReadVersion,
  last_read_at: e.lastReadAt,
  // No project of the data has a draft.
  draft_changes: 0,
});

type Row = { id: string; name: string; slug: string; drift: number; createdAt: number; updatedAt: number; number: number | null; author: string | null; email: string | null; publishedAt: number | null };

export const rowJson = (p: Row) => ({
  id: p.id,
  name: p.name,
  slug: p.slug,
  drift: p.drift,
  live: p.number === null ? null : { number: p.number, author: p.email, author_name: p.author || null, published_at: p.publishedAt },
  created_at: p.createdAt,
  changed_at: p.updatedAt,
});
