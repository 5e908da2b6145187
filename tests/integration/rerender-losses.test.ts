/** @module-tag long */
import { describe, expect, test } from "vitest";
import { RETIRED_MS, removeRetiredRenditions } from "#lib/integrity/remove-retired-renditions.ts";
import { collectDeadLetters } from "#lib/processing/collect-dead-letters.ts";
import { rerenderVersion } from "#lib/processing/rerender-run.ts";
import { keysOfVersion, message, prepareRerenderWorld } from "#tests/support/rerender-world.ts";
import { batch, delivery } from "#tests/support/test-worker.ts";
import { createHandler } from "#worker/create-handler.ts";

/** Two images for each of some twenty calls. */
const LOSSES_TIMEOUT_MS = 180_000;

const here = prepareRerenderWorld();
const { begin, listImageKeys, now, sendToDeadLetters, someone, staleImage } = here;

describe("a worker that is lost in the middle", () => {
  /** A worker that is lost at the given call to database or storage, just before it or just after. */
  function lostAt(call: number, when: "before" | "after") {
    let calls = 0;
    const losing = <Client extends { send: (...words: never[]) => Promise<unknown> }>(client: Client): Client =>
      new Proxy(client, {
        get: (target, name) => {
          if (name !== "send") return Reflect.get(target, name, target);
          return async (...words: never[]) => {
            calls += 1;
            const isLost = calls >= call;
            if (isLost && (calls > call || when === "before")) throw new Error("lost");
            const answer = await target.send(...words);
            if (isLost) throw new Error("lost");
            return answer;
          };
        },
      });
    const { database, storage } = here.worker.services;
    const handle = createHandler({
      ...here.worker.services,
      database: { ...database, client: losing(database.client) },
      storage: { ...storage, client: losing(storage.client) },
    });
    return { handle, isReached: () => calls >= call };
  }

  test.each(["before", "after"] as const)(
    "%s any call leaves what serves, and no orphan",
    async (when) => {
      const owner = await someone();
      const run = await begin();
      const version = rerenderVersion(run);
      for (let call = 1; ; call++) {
        const [again, givenUp] = [await staleImage(owner), await staleImage(owner)];
        const losses = [again, givenUp].map(async (image) => {
          const lost = lostAt(call, when);
          await lost.handle(batch(delivery(message(image, run)))).catch(() => {});
          return lost.isReached();
        });
        const isReached = (await Promise.all(losses)).every(Boolean);

        await here.worker.handle(batch(delivery(message(again, run), 2)));
        expect(await now(again), `lost ${when} call ${call}`).toMatchObject({
          status: "ready",
          recipeVersion: version,
        });
        await sendToDeadLetters(message(givenUp, run));
        await collectDeadLetters(here.world.services);
        await removeRetiredRenditions(here.world.services, {
          deadline: Date.now() + 30_000,
          now: () => Date.now() + RETIRED_MS + 1_000,
        });
        for (const image of [again, givenUp]) {
          const after = await now(image);
          expect(after.status).toBe("ready");
          expect(after.retired).toBeUndefined();
          expect((await listImageKeys(image)).sort(), `lost ${when} call ${call}`).toEqual(
            keysOfVersion(image, after.recipeVersion ?? ""),
          );
        }
        if (!isReached) break;
        expect(call).toBeLessThan(60);
      }
    },
    LOSSES_TIMEOUT_MS,
  );
});
