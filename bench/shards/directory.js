// What shards and objects have in common: a directory that knows who is asking and where an organization lives, and what an instance guesses of it.
import { Calls, decide, first, hash, ids, slugOf } from "./common.js";

const WHERE = `SELECT (SELECT user_id FROM sessions WHERE token_hash = ?1) AS person, p.id AS organization, p.shard AS shard
  FROM (SELECT 1) LEFT JOIN places p ON p.slug = ?2`;

// What an instance saw last. Only a guess of whom to ask at the same moment: the directory's answer decides, so a session that has ended opens nothing.
const people = new Map();
const places = new Map();
const homes = new Map(); // of environments
const remember = (map, key, value) => {
  if (map.size > 10_000) map.clear();
  map.set(key, value);
};

/** `at(shard)` answers `read`, `create` and `opens` of that place. */
export const directed = (env, calls = new Calls(), at) => {
  const where = (token, slug) => first(env.DIRECTORY, WHERE, [token, slug]);

  /** The directory's answer and the place's, at once where the instance can guess, one after the other where it can't, or guessed wrong. */
  async function ask(token, slug, question) {
    const guess = { person: people.get(token), ...places.get(slug) };
    if (guess.person && guess.shard) {
      const [truth, answer] = await calls.together(where(token, slug), question(at(guess.shard), guess));
      if (truth.person === guess.person && truth.shard === guess.shard) return [truth, answer];
      places.delete(slug);
      people.delete(token);
      if (!truth.person || !truth.organization) return [truth, null];
      return [truth, await calls.one(question(at(truth.shard), truth))];
    }
    const truth = await calls.one(where(token, slug));
    if (!truth.person || !truth.organization) return [truth, null];
    remember(people, token, truth.person);
    remember(places, slug, { organization: truth.organization, shard: truth.shard });
    return [truth, await calls.one(question(at(truth.shard), truth))];
  }

  return {
    async read(what, token, slug, project) {
      const [truth, row] = await ask(await hash(token), slug, (place, { organization, person }) => place.read(what, [organization, person, ...(project ? [project] : [])]));
      return decide(truth.person, row);
    },
    async create(token, slug, { name }, looksFirst) {
      const facts = (truth) => ({ organization: truth.organization, person: truth.person, name, slug: slugOf(name), id: ids(4), at: Date.now() });
      const key = await hash(token);
      let truth, answer;
      if (looksFirst) {
        let row;
        [truth, row] = await ask(key, slug, (place, { organization, person }) => place.read("look", [organization, person]));
        const refused = decide(truth.person, row);
        if (refused.status) return refused;
        if (row.body) return { status: 503, body: "{}", headers: { "Retry-After": "1" } };
        answer = await calls.one(at(truth.shard).create(facts(truth)));
      } else {
        truth = await calls.one(where(key, slug));
        if (!truth.person || !truth.organization) return { status: truth.person ? 404 : 401, body: "{}" };
        answer = await calls.one(at(truth.shard).create(facts(truth)));
        if (answer.isMoving) return { status: 503, body: "{}", headers: { "Retry-After": "1" } };
        if (!answer.body) return { status: 404, body: "{}" };
      }
      calls.written = answer.written;
      return { status: 201, body: answer.body };
    },
    /**
     * KV knows where an environment's organization was when it was published: a key is checked there, at once where the instance remembers it, and
     * only where that is no longer so is the directory asked.
     */
    async configuration(environment, key) {
      if (!key) return { body: await calls.one(env.CONFIG.get(environment)) };
      const question = [await hash(key), environment];
      const guess = homes.get(environment);
      const [{ value, metadata }, opened] = await calls.together(env.CONFIG.getWithMetadata(environment), ...(guess ? [at(guess).opens(question)] : []));
      if (value === null) return { status: 404, body: "{}" };
      if (opened || (guess !== metadata.shard && (await calls.one(at(metadata.shard).opens(question))))) {
        remember(homes, environment, opened ? guess : metadata.shard);
        return { body: value };
      }
      const { shard } = await calls.one(first(env.DIRECTORY, "SELECT shard FROM places WHERE id = ?1", [metadata.organization]));
      if (shard === metadata.shard || !(await calls.one(at(shard).opens(question)))) return { status: 404, body: "{}" };
      remember(homes, environment, shard);
      return { body: value };
    },
  };
};

/**
 * Moves an organization: hold its changes, copy in slices, compare, point the directory at the new place, let go, remove what is left behind. Reads go on all
 * the time. Whoever stops in between can begin again: copying overwrites, and until the directory points elsewhere nothing has happened.
 */
export async function move(env, { slug, to }, at, tables, slice = 100) {
  const began = Date.now();
  const { id, shard: from } = await first(env.DIRECTORY, "SELECT id, shard FROM places WHERE slug = ?1", [slug]);
  let [rows, asked, removed] = [0, 1, 0];
  const steps = [];
  const step = async (name, work) => {
    const start = Date.now();
    await work();
    steps.push(`${name}: ${Date.now() - start} ms`);
  };
  await step("hold changes", async () => { await at(from).hold(id, 1); asked += 1; });
  for (const table of tables) {
    await step(`copy ${table}`, async () => {
      for (let offset = 0; ; offset += slice) {
        const page = await at(from).page(table, id, offset, slice);
        asked += 1;
        if (page.length) { await at(to).put(table, page); asked += 1; }
        rows += page.length;
        if (page.length < slice) break;
      }
    });
  }
  await step("compare", async () => {
    const [one, other] = await Promise.all([at(from).count(tables, id), at(to).count(tables, id)]);
    asked += 2;
    if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error(`${JSON.stringify(one)} is not ${JSON.stringify(other)}`);
  });
  await step("let go, there", async () => { await at(to).hold(id, 0); asked += 1; });
  await step("point", async () => { await first(env.DIRECTORY, "UPDATE places SET shard = ?2 WHERE id = ?1 AND shard = ?3 RETURNING id", [id, to, from]); asked += 1; });
  await step("remove, here", async () => { removed = await at(from).clear([...tables].reverse(), id); asked += 1; });
  return { body: JSON.stringify({ from, to, rows, removed, asked, milliseconds: Date.now() - began, steps }) };
}
