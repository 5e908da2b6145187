import { encode } from "next-auth/jwt";
import { expect, onTestFinished, test, vi } from "vitest";
import { readToken } from "./session-token.ts";

const config = { secret: "0".repeat(32) };
const claims = { sub: "01ARZ3NDEKTSV4RRFFQ69G5FAV", sid: "01BX5ZZKBKACTAV9WEVGEMMVRZ" };
const HOUR_SECONDS = 3_600;

const makeToken = () => encode({ token: claims, secret: config.secret, maxAge: HOUR_SECONDS });

test("a token says the same each time, of its own kind and secret only", async () => {
  const token = await makeToken();
  for (let time = 0; time < 2; time++) expect(await readToken(config, "browser", token)).toMatchObject(claims);
  expect(await readToken(config, "api-token", token)).toBeUndefined();
  expect(await readToken({ secret: "1".repeat(32) }, "browser", token)).toBeUndefined();
});

test("one that was altered says nothing, also after the whole one was read", async () => {
  const token = await makeToken();
  await readToken(config, "browser", token);
  for (const altered of [token.slice(0, -1), `${token}A`, token.toLowerCase(), ""]) {
    expect(await readToken(config, "browser", altered)).toBeUndefined();
  }
});

test("one that was read before says nothing from its end on", async () => {
  const token = await makeToken();
  expect(await readToken(config, "browser", token)).toMatchObject(claims);
  vi.useFakeTimers({ now: Date.now() + (HOUR_SECONDS + 1) * 1_000 });
  onTestFinished(() => void vi.useRealTimers());
  expect(await readToken(config, "browser", token)).toBeUndefined();
});
