import { createRequire } from "node:module";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { superviseDatabase } from "./database-recovery.ts";
import { openEngine } from "./dynamodb-engine.ts";

test("after a write past the engine failed, nothing is acknowledged until the database was opened again", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const { store, sync } = openEngine(directory.path);
  await store.db.open();
  let hasRoom = false;
  const onError = vi.fn();
  const recovery = superviseDatabase(store.db, { hasRoom: async () => hasRoom, onError });
  const put = (key: string) =>
    recovery.whenOpen(
      () =>
        new Promise<void>((resolve, reject) =>
          store.db.put(key, "value", (error: Error | null) => (error ? reject(error) : resolve())),
        ),
    );
  const level = createRequire(import.meta.resolve("dynalite"))("level").Level.prototype;
  const writes = vi.spyOn(level, "_del").mockRejectedValueOnce(new Error("the disk is full"));
  try {
    await expect(recovery.whenOpen(() => recovery.supervise(sync))).rejects.toThrow("the disk is full");
    await expect(put("refused")).rejects.toThrow("the disk is full");
    await expect(recovery.whenOpen(() => recovery.supervise(sync))).rejects.toThrow("the disk is full");
    expect(writes).toHaveBeenCalledTimes(1);
    expect(onError).toHaveBeenCalledTimes(1);
    hasRoom = true;
    await put("taken");
    await recovery.whenOpen(() => recovery.supervise(sync));
  } finally {
    writes.mockRestore();
    await store.db.close();
  }
});
