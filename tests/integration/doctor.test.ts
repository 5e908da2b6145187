import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiSession, registerSession } from "#tests/support/api-session.ts";
import { type RunningApp, startApp } from "#tests/support/app.ts";
import { checkPhoto } from "../../cli/doctor/check-site.ts";

const START_TIMEOUT_MS = 360_000;

let app: RunningApp;
let session: ApiSession;

beforeAll(async () => {
  app = await startApp();
  session = await registerSession(app.url);
}, START_TIMEOUT_MS);

afterAll(() => app?.stop());

/** As a person in a shell would run it. */
async function doctor(password: string) {
  const { port, s3Port, dataDir } = app;
  const environment = { PORT: String(port), S3_PORT: String(s3Port), DATA_DIR: dataDir, SKYLIGHT_PASSWORD: password };
  const run = promisify(execFile)(process.execPath, ["cli/doctor.ts", "--email", session.email], {
    env: { ...process.env, ...environment },
  });
  return run.then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    ({ code, stdout }: { code: number; stdout: string }) => ({ code, output: stdout }),
  );
}

test("sends a photo through the running system and leaves nothing of it", async () => {
  const { code, output } = await doctor(session.password);
  expect(output).toMatch(/✓ Ports +Skylight runs on/);
  expect(output).toMatch(/✓ A photo +A photo went in, was rendered, seen and deleted/);
  expect(code).toBe(0);
  expect(await session.images()).toEqual([]);
});

test("says what to do where nobody can sign in", async () => {
  const { code, output } = await doctor("not the password");
  expect(output).toMatch(/✗ A photo .*signing in.*\n +→ Is this the address and password/);
  expect(code).toBe(1);
});

test("deletes a photo that has no thumbnail in time too", async () => {
  const finding = await checkPhoto({ url: app.url, email: session.email, password: session.password }, 0);
  expect(finding).toMatchObject({ level: "problem", found: expect.stringContaining("rendering its thumbnail") });
  expect(await session.images()).toEqual([]);
});
