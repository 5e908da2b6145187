import type { Database } from "#lib/database/database.ts";

/** What counts for people, and may be late or lost: counters, totals, who is active, and that a worker is alive. */
const figures = /^(COUNT|TOTALS|ACTIVE)#|^SYSTEM\/WORKER$|\/ACTIVE$/;

/** The same database with its calls noted, "UpdateCommand USER#…/USAGE"; those about figures apart. */
export function countedDatabase(database: Database): { database: Database; calls: string[]; figureCalls: string[] } {
  const calls: string[] = [];
  const figureCalls: string[] = [];
  const client = new Proxy(database.client, {
    get(target, property, receiver) {
      if (property !== "send") return Reflect.get(target, property, receiver);
      return (...args: Parameters<typeof target.send>) => {
        const { Key, Item } = args[0].input as { Key?: StoredKey; Item?: StoredKey };
        const { pk = "", sk = "" } = Key ?? Item ?? {};
        (figures.test(`${pk}/${sk}`) ? figureCalls : calls).push(`${args[0].constructor.name} ${pk}/${sk}`);
        return target.send(...args);
      };
    },
  });
  return { database: { ...database, client }, calls, figureCalls };
}

interface StoredKey {
  pk?: string;
  sk?: string;
}
