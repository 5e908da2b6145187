import type { SQLInputValue, StatementSync } from "node:sqlite";
import { RANK_BITS } from "./place-in-time.ts";

/*
 * Photos of a stack are on the timeline once, as their best. Which stack a photo is in is a function of the photos that
 * there are: what its owner put together, and otherwise photos of one camera and type within a second of each other,
 * which one and the same person added: what a guest adds never stands in front of a photo of its owner's. So nothing is
 * written when photos arrive, and indexes that have the same photos have the same stacks, whatever came first.
 *
 * Of the photos of a stack `shown` is 1 for the best only, and that one has their number as `stack_size`.
 */

/** Photos of a stack at most: what goes on for longer is a time lapse, or a clock that stands still. */
export const MAX_STACK = 100;

/**
 * What stacks are made of: photos that are on the timeline but for their stack. 0 and 1 are "processing" and "ready".
 */
export const STACKABLE = "i.trashed IS NULL AND i.archived = 0 AND i.status IN (0, 1)";

const MAX_GAP_MS = 1_000n;
const BY_CLOCK = `${STACKABLE} AND i.stack IS NULL AND i.clock_shift IS NOT NULL AND i.camera = ?`;
const MEMBERS = `SELECT i.place, i.type, i.guest, i.clock_shift AS shift, i.shown, i.stack_size AS size, coalesce(i.stack_top, 0) AS top,
  i.favourite, coalesce(i.width * i.height, 0) AS pixels, i.bytes FROM images i`;

type Sql = (text: string) => StatementSync;

interface Member {
  place: bigint;
  type: bigint;
  guest: bigint | null;
  shift: bigint | null;
  shown: bigint;
  size: bigint | null;
  top: bigint;
  favourite: bigint;
  pixels: bigint;
  bytes: bigint;
}

/** Puts the stacks together anew that what came and went since the last time may have changed. */
export function restack(sql: Sql): void {
  let settled: { camera: unknown; until: bigint } | undefined;
  for (const { camera, clock } of readAll(sql("SELECT camera, clock FROM touched_clocks ORDER BY camera, clock"))) {
    // Those of a burst, or of a piece of a time lapse, are settled together.
    if (settled && settled.camera === camera && (clock as bigint) <= settled.until) continue;
    const bursts = findBursts(sql, camera as bigint, clock as bigint);
    for (const stack of bursts) settle(sql, stack);
    const until = bursts.flat().reduce((latest, member) => max(latest, clockOf(member)), clock as bigint);
    settled = { camera, until };
  }
  for (const { stack } of readAll(sql("SELECT stack FROM touched_stacks"))) settle(sql, readStack(sql, stack));
  sql("DELETE FROM touched_clocks").run();
  sql("DELETE FROM touched_stacks").run();
}

/** Places of the photos of a photo's stack, itself included, in the order of time; only its own where it is in none. */
export function findStack(sql: Sql, place: bigint): bigint[] {
  const [photo] = readAll(
    sql(`SELECT i.camera, i.stack, i.clock_shift AS shift FROM images i WHERE i.place = ? AND ${STACKABLE}`),
    place,
  );
  if (!photo || photo.stack === "") return [place];
  if (photo.stack !== null) return readStack(sql, photo.stack).map((member) => member.place);
  if (photo.camera === null || photo.shift === null) return [place];
  const bursts = findBursts(sql, photo.camera as bigint, place >> RANK_BITS);
  const own = bursts.find((burst) => burst.some((member) => member.place === place));
  return own ? own.map((member) => member.place) : [place];
}

/** What an owner put together, in the order of time. */
function readStack(sql: Sql, stack: unknown): Member[] {
  return readMembers(sql(`${MEMBERS} WHERE i.stack = ? AND ${STACKABLE} ORDER BY i.place`), stack as Uint8Array);
}

/**
 * Bursts of a camera that a photo of a moment, there or not, is in or would part: photos that follow each other within
 * a second on the timeline and by the camera's own clock, which differ where their owner gave them another time.
 */
function findBursts(sql: Sql, camera: bigint, clock: bigint): Member[][] {
  const before = walk(sql, camera, clock, "before").reverse();
  return splitWhere(
    [...before, ...walk(sql, camera, clock, "after")],
    (one, other) => clockOf(other) - clockOf(one),
  ).flatMap((run) => (run.length > MAX_STACK ? run.map((member) => [member]) : splitByClocks(run)));
}

/**
 * The bursts among photos of one camera that follow each other: of one type and person each, and close by both clocks.
 */
function splitByClocks(run: Member[]): Member[][] {
  return [...Map.groupBy(run, ({ type, guest }) => `${type} ${guest}`).values()]
    .flatMap((alike) => splitWhere(alike, (one, other) => clockOf(other) - clockOf(one)))
    .flatMap((burst) => splitWhere(burst, (one, other) => cameraClockOf(other) - cameraClockOf(one)));
}

/** Photos of a camera one after another away from a moment; one more than a stack can have ends it. */
function walk(sql: Sql, camera: bigint, clock: bigint, direction: "before" | "after"): Member[] {
  const found: Member[] = [];
  const next = sql(
    direction === "before"
      ? `${MEMBERS} WHERE i.place < ? AND i.place >= ? AND ${BY_CLOCK} ORDER BY i.place DESC LIMIT 1`
      : `${MEMBERS} WHERE i.place > ? AND i.place < ? AND ${BY_CLOCK} ORDER BY i.place LIMIT 1`,
  );
  let from = direction === "before" ? clock << RANK_BITS : (clock << RANK_BITS) - 1n;
  let at = clock;
  while (found.length <= MAX_STACK) {
    const end = direction === "before" ? at - MAX_GAP_MS : at + MAX_GAP_MS + 1n;
    const [member] = readMembers(next, from, end << RANK_BITS, camera);
    if (!member) break;
    found.push(member);
    from = member.place;
    at = clockOf(member);
  }
  return found;
}

/** Cuts a list between members that are more than a second apart. */
function splitWhere(members: Member[], difference: (one: Member, other: Member) => bigint): Member[][] {
  const runs: Member[][] = [];
  for (const member of members) {
    const last = runs.at(-1)?.at(-1);
    const gap = last && difference(last, member);
    if (gap !== undefined && gap <= MAX_GAP_MS && gap >= -MAX_GAP_MS) runs.at(-1)?.push(member);
    else runs.push([member]);
  }
  return runs;
}

/** Shows a stack as its best picture. */
function settle(sql: Sql, stack: Member[]): void {
  const [cover] = [...stack].sort(compareWorth);
  for (const member of stack) {
    const shown = member === cover ? 1n : 0n;
    const size = member === cover && stack.length > 1 ? BigInt(stack.length) : null;
    if (member.shown === shown && member.size === size) continue;
    sql("UPDATE images SET shown = ?, stack_size = ? WHERE place = ?").run(shown, size, member.place);
  }
}

/**
 * The best first: what its owner chose last, a favourite, the one with the most pixels, then the one with the most
 * bytes, since of pictures of one camera the sharpest compresses worst; then the first.
 */
function compareWorth(one: Member, other: Member): number {
  for (const name of ["top", "favourite", "pixels", "bytes"] as const) {
    if (one[name] !== other[name]) return one[name] > other[name] ? -1 : 1;
  }
  return one.place < other.place ? -1 : 1;
}

function max(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

function clockOf({ place }: Member): bigint {
  return place >> RANK_BITS;
}

function cameraClockOf(member: Member): bigint {
  return clockOf(member) - (member.shift ?? 0n);
}

function readMembers(statement: StatementSync, ...parameters: SQLInputValue[]): Member[] {
  return readAll(statement, ...parameters) as unknown as Member[];
}

function readAll(statement: StatementSync, ...parameters: SQLInputValue[]): Record<string, unknown>[] {
  statement.setReadBigInts(true);
  return statement.all(...parameters);
}
