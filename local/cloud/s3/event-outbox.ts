import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StoredObjectFacts } from "./event-notification.ts";

const SEND_ATTEMPTS = 4;
const FIRST_PAUSE_MS = 50;

/** Makes sure that every stored object's event reaches the queue, also when the process dies in between. */
export interface EventOutbox {
  /**
   * Stores the object by `commit` and sends its event. Resolves when both are done.
   * @throws what `commit` or the sending throws; the event is then sent at the next start, if the object is there
   */
  storeAndNotify(object: StoredObjectFacts, commit: () => Promise<void>): Promise<void>;
  /** Sends the events that an earlier run owes. Returns how many those were. */
  sendOwed(exists: (key: string) => Promise<boolean>): Promise<number>;
}

export async function openEventOutbox(
  directory: string,
  send: (object: StoredObjectFacts) => Promise<void>,
): Promise<EventOutbox> {
  await mkdir(directory, { recursive: true });
  return {
    storeAndNotify: async (object, commit) => {
      const owed = join(directory, `${randomUUID()}.json`);
      await writeFile(owed, JSON.stringify(object));
      try {
        await commit();
      } catch (error) {
        await rm(owed, { force: true });
        throw error;
      }
      await sendPatiently(() => send(object));
      await rm(owed, { force: true });
    },
    sendOwed: async (exists) => {
      let sent = 0;
      for (const name of await readdir(directory)) {
        const owed = join(directory, name);
        const object = parseOwed(await readFile(owed, "utf8"));
        if (object && (await exists(object.key))) {
          await send(object);
          sent++;
        }
        await rm(owed, { force: true });
      }
      return sent;
    },
  };
}

/** Undefined for a file whose writing was cut short: its object was not stored yet. */
function parseOwed(text: string): StoredObjectFacts | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function sendPatiently(send: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await send();
      return;
    } catch (error) {
      if (attempt === SEND_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** attempt));
    }
  }
}
