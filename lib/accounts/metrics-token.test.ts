import { expect, test } from "vitest";
import { hasMetricsToken } from "./metrics-token.ts";

const token = "a token of at least thirty-two characters".replaceAll(" ", "-");
const bringing = (authorization: string) => new Request("http://localhost/api/metrics", { headers: { authorization } });

test("only the very token counts", () => {
  expect(hasMetricsToken({ metricsToken: token }, bringing(`Bearer ${token}`))).toBe(true);
  for (const other of [`Bearer ${token}x`, `Bearer ${token.slice(1)}`, `Basic ${token}`, "Bearer", ""]) {
    expect(hasMetricsToken({ metricsToken: token }, bringing(other)), other).toBe(false);
  }
});

test("where no token is set none counts", () => {
  expect(hasMetricsToken({ metricsToken: undefined }, bringing("Bearer undefined"))).toBe(false);
});
