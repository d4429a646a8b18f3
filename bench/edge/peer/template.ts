// What a new project begins with: the same settings and document as Portico's "Web app" (api/src/schema/template.rs).

type Setting = { key: string; title: string; description: string; default?: unknown };

const setting = (key: string, title: string, description: string, kind: object, fallback?: unknown, more: object = {}): Setting => ({
  key,
  title,
  description,
  kind,
  required_in_live: false,
  secret: false,
  ...more,
  ...(fallback === undefined ? {} : { default: fallback }),
});
const required = { required_in_live: true };
export const template = [
  setting("app.display_name", "Display name", "What the application calls itself.", { type: "text", max_length: 64 }, "My app", required),
  setting("app.support_address", "Support address", "The e-mail address to which people write for help.", { type: "text", max_length: 254, pattern: "[^@\\s]+@[^@\\s]+\\.[^@\\s]+" }, undefined, required),
  setting("auth.allowed_origins", "Allowed origins", "Where pages may call the application from.", { type: "url_list", max_items: 20 }, ["http://localhost:3000"], required),
  setting("auth.redirect_urls", "Redirect URLs", "Where people may be sent after they signed in.", { type: "url_list", max_items: 20 }, ["http://localhost:3000/callback"], required),
  setting("auth.session_length", "Session length", "How long a sign-in lasts.", { type: "integer", min: 5, max: 43200, unit: "minutes" }, 1440),
  setting("auth.signing_secret", "Signing secret", "What the application signs its sessions with.", { type: "text", min_length: 32, max_length: 256 }, undefined, { ...required, secret: true }),
  setting("theme.primary_colour", "Primary colour", "The colour of buttons and links.", { type: "colour" }, "#2456e6"),
  setting("features.sign_up", "Sign-up", "Whether new people may register.", { type: "boolean" }, true),
  setting("features.dark_mode", "Dark mode", "Whether people may choose a dark theme.", { type: "boolean" }, true),
  setting("features.maintenance", "Maintenance", "Whether a notice stands in place of the application.", { type: "boolean" }, false),
];
const defaults = template.filter((item) => "default" in item).map((item) => [item.key, item.default] as const);
export const document = JSON.stringify(Object.fromEntries(defaults.sort(([one], [other]) => (one < other ? -1 : 1))));
export const message = "Created from the template “Web app”";
