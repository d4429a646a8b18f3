// One database with replicas: what the console reads may come from a replica that knows at least what this browser has seen (its bookmark, in a
// cookie); proofs of changes, and whatever opens something, are asked of the primary.
import { Calls, worker } from "./common.js";
import { store as whole } from "./one.js";

const COOKIE = "__Host-portico_bookmark";

export default worker((env, calls = new Calls(), request, context) => {
  const known = new RegExp(`${COOKIE}=([^;]+)`).exec(request.headers.get("Cookie") ?? "")?.[1];
  const on = (constraint) => {
    const session = env.DB.withSession(constraint);
    return { session, store: whole(env, calls, request, context, session) };
  };
  // Ten minutes: no replica is behind for longer than that, and a browser that comes later may begin anywhere.
  const remembered = (answer, session) => ({
    ...answer,
    headers: { "Set-Cookie": `${COOKIE}=${session.getBookmark() ?? ""}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600` },
  });
  return {
    ...whole(env, calls, request, context),
    async read(...asked) {
      const { session, store } = on(known ?? "first-unconstrained");
      return remembered(await store.read(...asked), session);
    },
    async create(...asked) {
      const { session, store } = on("first-primary");
      return remembered(await store.create(...asked), session);
    },
    async configuration(...asked) {
      return on("first-primary").store.configuration(...asked);
    },
  };
});
