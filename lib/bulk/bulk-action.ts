import { type CollectionKind, MAX_COLLECTIONS_OF_IMAGE } from "#lib/images/collection.ts";
import type { Image, Position } from "#lib/images/image.ts";
import { editTime, type TimeEdit } from "#lib/images/own-time.ts";

/** An action that changes members of an image and can therefore be undone. */
interface BulkEdit {
  /** What it needs the id of. */
  target?: CollectionKind;
  /** The members that it concerns; what they were is kept for undoing. */
  members: readonly (keyof Image)[];
  /** What they become; undefined where that cannot be. */
  next(image: Image, request: EditRequest): Partial<Image> | undefined;
}

/** What an edit is told. */
interface EditRequest {
  /** The id of the change. */
  changeId: string;
  /** When the action was asked for, ISO 8601 UTC. */
  at: string;
  /** The album or tag that it is about; "" where there is none. */
  id: string;
  /** The tag in place of which it comes; "" where there is none. */
  from: string;
  /** The time of `set_time`. */
  time?: TimeEdit | undefined;
  /** The position of `set_position`; null takes it away. */
  position?: Position | null | undefined;
  /** How many images of the change come before this one. */
  index: number;
  /** What `move_in_album` gives its images: the first's position, and how far each is from the next. */
  places?: { first: number; step: number } | undefined;
}

/**
 * Milliseconds between the positions of images that are added together: less than it takes to add one, so that what is
 * added next comes after them, and enough for others to be moved in between (lib/library/plan-move.ts).
 */
const ADDED_STEP = 1 / 16;

/** The one table of edits: an entry is all that another one takes. */
export const bulkEdits = {
  trash: { members: ["trashedAt"], next: ({ trashedAt }, { at }) => ({ trashedAt: trashedAt ?? at }) },
  restore: { members: ["trashedAt"], next: () => ({ trashedAt: undefined }) },
  favourite: { members: ["favourite"], next: () => ({ favourite: true }) },
  unfavourite: { members: ["favourite"], next: () => ({ favourite: false }) },
  archive: { members: ["archived"], next: () => ({ archived: true }) },
  unarchive: { members: ["archived"], next: () => ({ archived: undefined }) },
  add_to_album: {
    target: "album",
    members: ["albums"],
    next({ albums }, { at, id, index }) {
      if (albums.some((album) => album.id === id)) return { albums };
      const added = { id, position: Date.parse(at) + index * ADDED_STEP, addedAt: at };
      return albums.length < MAX_COLLECTIONS_OF_IMAGE ? { albums: [...albums, added] } : undefined;
    },
  },
  remove_from_album: {
    target: "album",
    members: ["albums"],
    next: ({ albums }, { id }) => ({ albums: albums.filter((album) => album.id !== id) }),
  },
  move_in_album: {
    target: "album",
    members: ["albums"],
    next: ({ albums }, { id, index, places }) => ({
      albums: albums.map((album) =>
        album.id === id && places ? { ...album, position: places.first + index * places.step } : album,
      ),
    }),
  },
  add_tag: {
    target: "tag",
    members: ["tags"],
    next({ tags }, { id }) {
      if (tags.includes(id)) return { tags };
      return tags.length < MAX_COLLECTIONS_OF_IMAGE ? { tags: [...tags, id] } : undefined;
    },
  },
  remove_tag: {
    target: "tag",
    members: ["tags"],
    next: ({ tags }, { id }) => ({ tags: tags.filter((tag) => tag !== id) }),
  },
  set_time: {
    members: ["ownTime"],
    next(image, { time }) {
      const ownTime = time && editTime(image, time);
      return ownTime === undefined ? undefined : { ownTime };
    },
  },
  reset_time: { members: ["ownTime"], next: () => ({ ownTime: undefined }) },
  set_position: {
    members: ["ownPosition"],
    next: (_, { position }) => (position === undefined ? undefined : { ownPosition: position }),
  },
  reset_position: { members: ["ownPosition"], next: () => ({ ownPosition: undefined }) },
  stack: { members: ["stack"], next: (_, { changeId }) => ({ stack: changeId }) },
  unstack: { members: ["stack"], next: () => ({ stack: "" }) },
  reset_stack: { members: ["stack"], next: () => ({ stack: undefined }) },
  top_of_stack: { members: ["topOfStackAt"], next: (_, { at }) => ({ topOfStackAt: at }) },
  replace_tag: {
    target: "tag",
    members: ["tags"],
    next: ({ tags }, { id, from }) =>
      tags.includes(from) ? { tags: [...new Set(tags.map((tag) => (tag === from ? id : tag)))] } : { tags },
  },
} as const satisfies Record<string, BulkEdit>;

type EditName = keyof typeof bulkEdits;

export const bulkActions = [...(Object.keys(bulkEdits) as EditName[]), "delete_permanently"] as const;
export type BulkAction = (typeof bulkActions)[number];

/** The edit that an action is; undefined for the deletion, which has no way back. */
export function findEdit(action: BulkAction): BulkEdit | undefined {
  return action === "delete_permanently" ? undefined : bulkEdits[action];
}

/** Values of some members of an image; a member without a value is absent. */
export type EditedValues = Record<string, unknown>;

export function readValues(image: Image, { members }: Pick<BulkEdit, "members">): EditedValues {
  return Object.fromEntries(members.flatMap((name) => (image[name] === undefined ? [] : [[name, image[name]]])));
}

export function isSameValues(one: EditedValues, other: EditedValues): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * What of `before` and `after` differs, which is all that is stored of albums and tags: an image may be in a hundred of
 * each. Adapting a change to what an image has by now, see below, needs no more.
 */
export function toDifference(
  { target, members }: BulkEdit,
  { before, after }: { before: EditedValues; after: EditedValues },
): { before: EditedValues; after: EditedValues } {
  if (target === undefined) return { before, after };
  const [member] = members as readonly ["albums" | "tags"];
  const [former, next] = [before, after].map((values) => (values[member] ?? []) as Membership[]) as [
    Membership[],
    Membership[],
  ];
  return { before: { [member]: without(former, next) }, after: { [member]: without(next, former) } };
}

/**
 * What a change that was planned for `before` makes of other values by now; undefined where it is not to change them.
 * Albums and tags are taken out and put in by id, whatever else an image is in. One that was to change its place in an
 * album does so where it still has the one that it had.
 */
export function adaptChange(
  { target, members }: BulkEdit,
  values: EditedValues,
  { before, after }: { before: EditedValues; after: EditedValues },
): EditedValues | undefined {
  if (isSameValues(values, before)) return after;
  if (target === undefined) return undefined;
  const [member] = members as readonly ["albums" | "tags"];
  const read = (from: EditedValues) => (from[member] ?? []) as Membership[];
  const planned = new Map(read(after).map((entry) => [toId(entry), entry]));
  // One that is taken out goes wherever it has been moved since.
  const nameEntry = (entry: Membership) => (planned.has(toId(entry)) ? JSON.stringify(entry) : nameMembership(entry));
  const left = new Set(without(read(before), read(after)).map(nameEntry));
  const kept = read(values).flatMap((entry) =>
    left.has(nameEntry(entry)) ? (planned.get(toId(entry)) ?? []) : [entry],
  );
  const known = new Set([...kept, ...read(before)].map(toId));
  const next = [...kept, ...read(after).filter((entry) => !known.has(toId(entry)))];
  return next.length <= MAX_COLLECTIONS_OF_IMAGE ? { [member]: next } : undefined;
}

function without(entries: Membership[], others: Membership[]): Membership[] {
  const excluded = new Set(others.map((entry) => JSON.stringify(entry)));
  return entries.filter((entry) => !excluded.has(JSON.stringify(entry)));
}

/** An album or tag as an image names it. */
type Membership = string | { id: string; addedAt?: string };

export function toId(membership: Membership): string {
  return typeof membership === "string" ? membership : membership.id;
}

/**
 * The same for an image that is in an album, whatever its place there; another once it was taken out and added again.
 */
function nameMembership(membership: Membership): string {
  return typeof membership === "string" ? membership : `${membership.id} ${membership.addedAt}`;
}

/** The image with these values, and without the edit's other members. */
export function writeValues(image: Image, { members }: Pick<BulkEdit, "members">, values: EditedValues): Image {
  return { ...image, ...Object.fromEntries(members.map((name) => [name, values[name]])) };
}
