import { compileQuery } from "./compile-query.ts";
import { fromKey } from "./image-key.ts";
import { fromApiQuery } from "./image-query.ts";
import type { IndexFile } from "./index-file.ts";
import type { MoveTarget } from "./move-target.ts";
import { columnOf, sorted } from "./query-statements.ts";

export interface MoveRequest {
  album: string;
  ids: string[];
  to: MoveTarget;
}

/**
 * Images in the order that they are to have, and the positions that they get for it: the first's, and the distance of
 * each to the next.
 */
export interface PlannedMove {
  ids: string[];
  first: number;
  step: number;
}

interface Member {
  id: string;
  position: number;
}

/** Positions at an end of an album are so far apart; they are about milliseconds, and what is added gets the time. */
const END_STEP = 1;
/** No closer are positions put: numbers of their size have 4,096 steps in 1, so that several more fit in between. */
const MIN_STEP = 1 / 64;

/**
 * What puts images of an album where they are wanted, in the order that they have there. Where no room is left between
 * the images on both sides, as between those that were added together, as many of these get other positions too as make
 * room. Undefined where the album does not have the image that they are to be beside.
 */
export function planMove(file: IndexFile, { album, ids, to }: MoveRequest): PlannedMove | undefined {
  const members = listMembers(file, album);
  const wanted = new Set(ids);
  const moved = members.filter(({ id }) => wanted.has(id)).map(({ id }) => id);
  const others = members.filter(({ id }) => !wanted.has(id));
  const at = findPlace(members, others, wanted, to);
  if (at === undefined) return undefined;
  // What the album does not have comes last, and is left as it is.
  const known = new Set(moved);
  const strangers = [...wanted].filter((id) => !known.has(id));
  for (let width = 0; ; width = Math.max(1, 2 * width)) {
    const room = findRoom(others, at, width, moved.length);
    if (!room) continue;
    const { from, until, first, step } = room;
    const run = [
      ...others.slice(from, at).map(({ id }) => id),
      ...moved,
      ...others.slice(at, until).map(({ id }) => id),
      ...strangers,
    ];
    return { ids: run, first, step };
  }
}

function listMembers(file: IndexFile, album: string): Member[] {
  const query = fromApiQuery({ album, sort: "position" });
  const compiled = compileQuery(file, query);
  if (compiled.isEmpty) return [];
  const { text, parameters } = sorted(file, query, compiled, undefined, `i.id, ${columnOf(file, query)} AS position`);
  const rows = file.sql(text).all(...parameters);
  return rows.map(({ id, position }) => ({ id: fromKey(id), position: Number(position) }));
}

/**
 * Behind how many of the others. The image that they are to be beside may be among what is moved; then its place
 * counts.
 */
function findPlace(
  members: Member[],
  others: Member[],
  moved: ReadonlySet<string>,
  to: MoveTarget,
): number | undefined {
  if (to === "start") return 0;
  if (to === "end") return others.length;
  const beside = "before" in to ? to.before : to.after;
  const place = members.findIndex(({ id }) => id === beside);
  if (place < 0) return undefined;
  return members.slice(0, "before" in to ? place : place + 1).filter(({ id }) => !moved.has(id)).length;
}

/**
 * Positions for `count` images before `others[at]`, where up to `width` of the others on either side get new ones too:
 * those from `from` on and before `until`. At an end there is always room.
 */
function findRoom(others: Member[], at: number, width: number, count: number) {
  if (others.length - at <= width) {
    const last = others[at - 1]?.position ?? 0;
    return { from: at, until: others.length, first: last + END_STEP, step: END_STEP };
  }
  if (at <= width) {
    const next = others[at]?.position ?? 0;
    return { from: 0, until: at, first: next - END_STEP * (at + count), step: END_STEP };
  }
  const [from, until] = [at - width, at + width];
  const [low = 0, high = 0] = [others[from - 1]?.position, others[until]?.position];
  const step = (high - low) / (until - from + count + 1);
  return step >= MIN_STEP ? { from, until, first: low + step, step } : undefined;
}
