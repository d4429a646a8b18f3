import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Person } from "./support/person";
import { expect, test } from "./support/fixtures";
import { OwnServer } from "./support/server";

const NAME = "operator";

/** `cargo xtask operator …`, against the data of the test's own server. */
async function operator(...args: string[]): Promise<{ code: number; said: string }> {
  const run = promisify(execFile)(process.env.XTASK!, ["operator", ...args, "--state", `target/e2e/${NAME}`]);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (failure) => ({ code: failure.code, said: `${failure.stdout}${failure.stderr}` }),
  );
}

/** None of these does anything. Each is a program that mostly starts, so they do that beside each other. */
async function refused(commands: string[][]) {
  const all = await Promise.all(commands.map((args) => operator(...args)));
  all.forEach(({ code }, at) => expect(code, commands[at]!.join(" ")).not.toBe(0));
}

test("whoever runs the installation lists what is open by hand and marks it as paid or void, once", async ({ playwright }) => {
  test.setTimeout(180_000);
  const server = await OwnServer.start(NAME, { MAIL_TRANSPORT: "local", INVOICE_INSTRUCTIONS: "Pay to IBAN DE00" });
  const request = await playwright.request.newContext({ baseURL: server.origin });
  try {
    const person = new Person(request, server.origin);
    await person.signIn();
    const [first, second] = [await person.api.createOrganization("First"), await person.api.createOrganization("Second")];
    await person.api.choosePlan(first, "pro");
    await person.api.choosePlan(second, "enterprise", "year");
    const listed = await operator("invoices");
    expect(listed.said).toMatch(/INV-000001\s+First\s+EUR 29\.00/);
    expect(listed.said).toMatch(/INV-000002\s+Second\s+EUR 4990\.00/);

    expect(await operator("paid", "INV-000001")).toMatchObject({ code: 0 });
    expect(await operator("void", "INV-000002")).toMatchObject({ code: 0 });
    const invoice = async (of: { slug: string }) => (await person.api.get(`/api/organizations/${of.slug}/billing`)).invoices[0];
    expect(await invoice(first)).toMatchObject({ status: "paid", paid_at: expect.any(Number) });
    expect(await invoice(second)).toMatchObject({ status: "void" });
    // What is settled stays so, and what is no number is none.
    const settled = ["INV-000001", "INV-000009", "'; DROP TABLE invoices; --"];
    await refused(settled.map((number) => ["paid", number]));
    expect((await invoice(second)).status).toBe("void");
    // A plan that is never paid: it ends at once, and what was used stays owed until somebody says otherwise.
    const third = await person.api.createOrganization("Third");
    await person.api.choosePlan(third, "pro");
    const ended = await operator("end", third.slug);
    expect(ended).toMatchObject({ code: 0, said: expect.stringMatching(/Third is on Free now.*INV-000003/) });
    const { subscription, invoices } = await person.api.get(`/api/organizations/${third.slug}/billing`);
    expect(subscription).toMatchObject({ plan: "free", period_end: null, next: null, version: 3 });
    expect(invoices).toMatchObject([{ number: "INV-000003", status: "open" }]);
    await refused([third.slug, "nobody", "'; DROP TABLE invoices; --"].map((name) => ["end", name]));
    const { id } = await invoice(first);
    const whole = await person.api.get(`/api/organizations/${first.slug}/billing/invoices/${id}`);
    expect(whole.instructions).toBe("Pay to IBAN DE00");
  } finally {
    await request.dispose();
    await server.stop();
  }
});
