import type { Database } from "#lib/database/database.ts";

/** The same database with its calls noted by the name of their command. */
export function countedDatabase(database: Database): { database: Database; calls: string[] } {
  const calls: string[] = [];
  const client = new Proxy(database.client, {
    get(target, property, receiver) {
      if (property !== "send") return Reflect.get(target, property, receiver);
      return (...args: Parameters<typeof target.send>) => {
        calls.push(args[0].constructor.name);
        return target.send(...args);
      };
    },
  });
  return { database: { ...database, client }, calls };
}
