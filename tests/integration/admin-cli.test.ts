import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { registerUser } from "#lib/accounts/register-user.ts";
import { findUser } from "#lib/accounts/user-item.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { writeCloudFile } from "#local/cloud/cloud-file.ts";
import { provideServices } from "#tests/support/test-world.ts";

const root = join(import.meta.dirname, "../..");
const world = provideServices();
let counter = 0;

/** What a person in a shell would see; the shell knows nothing of this cloud but its folder. */
async function admin(...words: string[]) {
  const { PATH, HOME } = process.env;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [join(root, "cli/admin.ts"), ...words], {
      env: { NODE_ENV: "test", PATH, HOME, DATA_DIR: world.cloud.dataDir },
    });
    return { code: 0, output: stdout.trim() };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, output: stderr.trim() };
  }
}

const register = () =>
  registerUser(world.services, {
    email: `person${counter++}@example.org`,
    password: "correct horse battery staple",
    address: "local",
  });

test("without a running system it says so", async () => {
  expect(await admin("list")).toEqual({ code: 1, output: expect.stringContaining("npm start") });
});

test("grants and revokes the role on the running system, and keeps the last admin", async () => {
  const remove = await writeCloudFile(world.cloud.dataDir, world.cloud.cloud.environment);
  const [ada, bob] = [await register(), await register()];
  expect((await admin("grant", ada.email.toUpperCase())).output).toBe(`${ada.email} is an admin now.`);
  expect(await findUser(world.services.database, ada.id)).toMatchObject({ role: "admin" });
  expect(await admin("revoke", ada.email)).toEqual({ code: 1, output: expect.stringContaining("last admin") });

  await admin("grant", bob.email);
  expect((await admin("list")).output).toBe(`${ada.email}\n${bob.email}`);
  expect((await admin("revoke", ada.email)).code).toBe(0);
  expect(await findUser(world.services.database, ada.id)).toMatchObject({ role: "user" });
  const { events } = await listAudit(world.services, { userId: ada.id, action: "role_changed", limit: 5 });
  expect(events.map(({ actor, details }) => [actor.kind, details?.to])).toEqual([
    ["operator", "user"],
    ["operator", "admin"],
  ]);

  expect(await admin("grant", "nobody@example.org")).toEqual({ code: 1, output: expect.stringContaining("Register") });
  expect((await admin("grant")).code).toBe(2);
  await remove();
});
