import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { GET } from "#app/api/metrics/route.ts";
import { startTestCloud } from "#tests/support/test-cloud.ts";

test("whoever brings the token of METRICS_TOKEN reads the metrics without an account", async () => {
  await using _ = await startTestCloud();
  const token = randomBytes(32).toString("hex");
  const settings = { NEXTAUTH_URL: "http://localhost:3000", NEXTAUTH_SECRET: token, METRICS_TOKEN: token };
  Object.assign(process.env, settings);
  const request = new Request("http://localhost:3000/api/metrics", { headers: { authorization: `Bearer ${token}` } });
  const answer = await GET(request, { params: Promise.resolve({}) });
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(text).toMatch(/^skylight_users 0$/m);
  expect(text).toMatch(/^skylight_active_users\{within="30d"\} 0$/m);
});
