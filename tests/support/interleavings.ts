import type { Database } from "#lib/database/database.ts";

/*
 * A scheduler in front of the DynamoDB client. Several actors run at once, each with a database of its own whose every
 * call waits for its turn, so that a test decides in which order the calls of all of them reach the table.
 */

/** A call that waits for its turn. */
export interface Call {
  actor: number;
  /** What it reads or writes: items as "pk|sk", whole partitions as "pk|". */
  keys: string[];
  isWrite: boolean;
}

interface WaitingCall extends Call {
  run(): Promise<void>;
}

type Actor<T> = (database: Database) => Promise<T>;

/** Chooses which of the calls that wait goes next. */
export type Choose = (waiting: Call[]) => Call;

/** Calls about which nobody decides anything: they go at once. */
const UNORDERED = /^(ACTIVE#|COUNT#|TOTALS#|IMAGE#)|\|ACTIVE$/;

/** Runs the actors to their ends in the order that `choose` gives to their calls. Returns what became of each. */
export async function runInterleaved<T>(
  database: Database,
  actors: Actor<T>[],
  choose: Choose,
): Promise<PromiseSettledResult<T>[]> {
  const waiting = new Map<number, WaitingCall>();
  const busy = new Set(actors.keys());
  let wake = () => {};
  const settled = actors.map(async (run, actor) => {
    const scheduled = scheduledDatabase(database, actor, (call) => {
      waiting.set(actor, call);
      busy.delete(actor);
      wake();
    });
    try {
      return await run(scheduled);
    } finally {
      busy.delete(actor);
      wake();
    }
  });
  const results = Promise.allSettled(settled);
  for (;;) {
    while (busy.size > 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (waiting.size === 0) return results;
    const next = waiting.get(choose([...waiting.values()]).actor);
    if (!next) throw new Error("Expected one of the waiting calls to be chosen");
    waiting.delete(next.actor);
    busy.add(next.actor);
    await next.run();
  }
}

function scheduledDatabase(database: Database, actor: number, wait: (call: WaitingCall) => void): Database {
  const client = new Proxy(database.client, {
    get(target, property, receiver) {
      if (property !== "send") return Reflect.get(target, property, receiver);
      return (...args: Parameters<typeof target.send>) => {
        const call = describeCall(actor, args[0]);
        if (call.keys.every((key) => UNORDERED.test(key))) return target.send(...args);
        return new Promise((resolve, reject) => {
          const sent = async () => target.send(...args);
          wait({ ...call, run: () => sent().then(resolve, reject) });
        });
      };
    },
  });
  return { ...database, client };
}

interface KeyInput {
  pk?: string;
  sk?: string;
}

function describeCall(actor: number, command: object): Call {
  const { input } = command as { input: Record<string, unknown> };
  const single = (input.Key ?? input.Item) as KeyInput | undefined;
  const batch = Object.values((input.RequestItems ?? {}) as Record<string, { Keys?: KeyInput[] }>);
  const partition = (input.ExpressionAttributeValues as Record<string, string> | undefined)?.[":pk"];
  const keys = single ? [single] : batch.flatMap(({ Keys = [] }) => Keys);
  return {
    actor,
    keys: keys.length > 0 ? keys.map(({ pk, sk }) => `${pk}|${sk}`) : [`${partition}|`],
    isWrite: /^(Put|Update|Delete|BatchWrite)/.test(command.constructor.name),
  };
}

/** Whether the order of two calls can make a difference. */
function dependOnEachOther(one: Call, other: Call): boolean {
  if (!one.isWrite && !other.isWrite) return false;
  return one.keys.some((a) => other.keys.some((b) => a === b || isPartitionOf(a, b) || isPartitionOf(b, a)));
}

function isPartitionOf(partition: string, key: string): boolean {
  return partition.endsWith("|") && key.startsWith(partition);
}

interface Decision {
  waiting: Call[];
  chosen: Call;
  /** Actors whose next call was tried here before. */
  tried: Set<number>;
  /** Actors whose next call here leads only to what was seen already in another order of independent calls. */
  asleep: Set<number>;
}

/**
 * Explores every order of the actors' calls that can make a difference; orders that differ in calls of different items
 * only count as one (sleep sets, after Godefroid). `round` runs the actors once by the given choices and checks what
 * came of it. Returns how many orders there were.
 */
export async function exploreInterleavings(round: (choose: Choose) => Promise<void>): Promise<number> {
  const path: Decision[] = [];
  let rounds = 0;
  do {
    let depth = 0;
    let isKnown = false;
    await round((waiting) => {
      const known = path[depth++];
      if (known) return byActor(waiting, known.chosen.actor);
      const asleep = asleepAfter(path.at(-1));
      const chosen = waiting.find(({ actor }) => !asleep.has(actor));
      if (isKnown || !chosen) {
        isKnown = true;
        depth--;
        return waiting[0] as Call;
      }
      path.push({ waiting, chosen, tried: new Set(), asleep });
      return chosen;
    });
    rounds += 1;
  } while (advance(path));
  return rounds;
}

function asleepAfter(decision: Decision | undefined): Set<number> {
  if (!decision) return new Set();
  const candidates = decision.waiting.filter(({ actor }) => decision.tried.has(actor) || decision.asleep.has(actor));
  return new Set(candidates.filter((call) => !dependOnEachOther(call, decision.chosen)).map(({ actor }) => actor));
}

/** Turns to the next order that has not been tried. Returns false when there is none. */
function advance(path: Decision[]): boolean {
  for (let decision = path.at(-1); decision; decision = path.at(-1)) {
    decision.tried.add(decision.chosen.actor);
    const { tried, asleep } = decision;
    const next = decision.waiting.find(({ actor }) => !tried.has(actor) && !asleep.has(actor));
    if (next) {
      decision.chosen = next;
      return true;
    }
    path.pop();
  }
  return false;
}

function byActor(waiting: Call[], actor: number): Call {
  const call = waiting.find((one) => one.actor === actor);
  if (!call) throw new Error(`Expected actor ${actor} to make the same calls again but it makes none now`);
  return call;
}
