// What the runtime calls, and what happens after a trap: the next request begins with a new instance of the wasm.
import * as edge from "./index.js";

Error.stackTraceLimit = 100;
// The wasm notes here as well that it is broken, when it panics.
const state = edge.__worker_init_state();

const note = (error) => {
  if (error instanceof WebAssembly.RuntimeError) {
    console.error("Critical", error);
    state.criticalError = true;
  }
};
// Of what is done besides an answer nobody else hears.
addEventListener("error", ({ error }) => note(error));

const mended = (handler) => async (subject, env, context) => {
  if (state.criticalError) {
    console.log("The edge function begins anew");
    edge.__wbg_reset_state();
    state.criticalError = false;
    state.instanceId++;
  }
  try {
    return await handler(subject, env, context);
  } catch (error) {
    note(error);
    throw error;
  }
};

export default { fetch: mended(edge.fetch), scheduled: mended(edge.scheduled) };
