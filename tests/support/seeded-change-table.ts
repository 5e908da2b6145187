import type { Change } from "#lib/library/change.ts";
import type { ChangeSource } from "#lib/library/change-source.ts";
import type { Digest } from "#lib/library/digest.ts";
import { collectionChanges, photoChange } from "../../bench/seed/listed-photos.ts";
import { digestPlainly } from "./plain-library.ts";

/** A table in memory with a library of seeded photos, whose feed shows everything immediately. */
export interface SeededTable {
  userId: string;
  source: ChangeSource;
  /** Raises the revision of a few photos. */
  touchSome(): void;
  /** Takes a photo out without a trace. */
  remove(id: string): void;
  digest(): Digest;
}

const PAGE = 200;
const TOUCHED = 20;

export function createSeededTable(photos: number, userId = "01JSEED0000000000000000000"): SeededTable {
  const items = new Map<string, Change>();
  const put = (change: Change) => items.set(`${change.kind} ${change.id}`, change);
  for (const change of collectionChanges()) put(change);
  for (let number = 0; number < photos; number++) put(photoChange(number, photos));
  let touched = 0;
  const sorted = () => [...items].sort(([one], [other]) => (one > other ? -1 : 1));
  return {
    userId,
    touchSome() {
      for (let index = 0; index < TOUCHED; index++) {
        const number = touched++ % Math.max(photos, 1);
        const change = photoChange(number, photos, 4 + touched);
        put({ ...change, changedAtMs: Date.now() });
      }
    },
    remove: (id) => void items.delete(`image ${id}`),
    digest: () => digestPlainly(items.values()),
    source: {
      readEpoch: async () => "1",
      readWalkDigest: async () => undefined,
      async readChanges(_userId, sinceMs) {
        const changes = [...items.values()].filter(({ changedAtMs }) => changedAtMs >= sinceMs);
        return { changes: changes.sort((one, other) => one.changedAtMs - other.changedAtMs) };
      },
      readItems: async (_userId, references) => references.flatMap(({ kind, id }) => items.get(`${kind} ${id}`) ?? []),
      async readAll(_userId, cursor) {
        const rest = sorted().filter(([key]) => cursor === undefined || key < cursor);
        const page = rest.slice(0, PAGE);
        return {
          changes: page.map(([, change]) => change),
          nextCursor: rest.length > PAGE ? page.at(-1)?.[0] : undefined,
        };
      },
    },
  };
}
