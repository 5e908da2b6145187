import { expect, test, vi } from "vitest";
import { forgetUploads } from "./sign-out.ts";

test("shared files are forgotten, and signing out works in a browser without a database", async () => {
  const remove = vi.fn();
  vi.stubGlobal("caches", { delete: remove });
  await expect(forgetUploads()).resolves.toBeUndefined();
  expect(remove).toHaveBeenCalledExactlyOnceWith("shared-files");
});
