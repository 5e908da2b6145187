import type { Services } from "#lib/services.ts";

/** Services of a process that is dead after so many calls of table and bucket. */
export function dyingAfter<Kind extends Pick<Services, "database" | "storage">>(services: Kind, calls: number): Kind {
  let left = calls;
  const die = async () => {
    left -= 1;
    if (left < 0) throw new Error("The process has died");
  };
  const { database, storage } = services;
  return {
    ...services,
    database: { ...database, client: intercept(database.client, die) },
    storage: { ...storage, client: intercept(storage.client, die) },
  };
}

/** A client before each of whose calls something happens. */
export function intercept<Client extends { send: unknown }>(
  client: Client,
  before: (command: { input: Record<string, unknown> }) => Promise<void>,
): Client {
  const send = client.send as (command: unknown) => Promise<unknown>;
  return new Proxy(client, {
    get(target, property, receiver) {
      if (property !== "send") return Reflect.get(target, property, receiver);
      return async (command: { input: Record<string, unknown> }) => {
        await before(command);
        return send.call(target, command);
      };
    },
  });
}
