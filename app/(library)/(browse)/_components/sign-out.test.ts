import { expect, test, vi } from "vitest";
import { forgetUploads } from "./sign-out.ts";

test("what was shared is forgotten, and a browser without a database keeps nobody signed in", async () => {
  const remove = vi.fn();
  vi.stubGlobal("caches", { delete: remove });
  await expect(forgetUploads()).resolves.toBeUndefined();
  expect(remove).toHaveBeenCalledExactlyOnceWith("shared-files");
});
