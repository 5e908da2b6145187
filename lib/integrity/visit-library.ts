import { listDirectory } from "#lib/accounts/user-directory-repository.ts";
import type { Database } from "#lib/database/database.ts";
import { listStoredImages, type StoredImage } from "#lib/images/image-audit-repository.ts";
import { deleteTombstones } from "#lib/images/image-deletion-repository.ts";
import type { Position } from "#lib/processing/position.ts";

/** Users are visited in pages of the directory, each in the order of ids, in which their objects are listed too. */
const USERS_PER_PAGE = 500;

/** Some images of a user, by id. */
export interface Slice {
  userId: string;
  /** The folder after which it starts. */
  after: string | undefined;
  images: StoredImage[];
  /** The folder through which it goes; without images it may have tombstones only. */
  to: string | undefined;
  /** How many items were read for it. */
  read: number;
  /** Whether the user has no more. */
  isLast: boolean;
}

/** "all", or the folder through which everything was visited, undefined when that is nothing yet. */
export type Visited = "all" | { through: string | undefined };

/** What is done on the way. */
export interface Visitor {
  /** A user comes next. Returns whether their images are to be visited. */
  startUser(userId: string): Promise<boolean>;
  visitImages(slice: Slice): Promise<Visited>;
  endUser(userId: string): Promise<void>;
  /** Whether to stop here. It is asked after every slice of images. */
  isTimeUp(): boolean;
}

/**
 * Visits every user and image from a position on until `visitor` has had enough. Returns where to continue, undefined
 * at the end. Holds one slice of images at a time, and deletes the tombstones on the way whose time is over. Users who
 * are added or removed during a visit make no other be skipped: a page keeps its bounds, and the ids of new users come
 * last.
 */
export async function visitLibrary(
  database: Database,
  from: Position,
  visitor: Visitor,
  imagesPerSlice: number,
): Promise<Position | undefined> {
  let position = from;
  for (;;) {
    const { after, lastUserId } = position;
    const page = await listDirectory(database, { after, through: position.through, limit: USERS_PER_PAGE });
    // A page that was started is read to its end, however many were added to it.
    const through = position.through ?? page.through;
    const ids = page.userIds.sort().filter((id) => lastUserId === undefined || id > lastUserId);
    for (const userId of ids) {
      const current = await visitUser(database, userId, position, visitor, imagesPerSlice);
      position = current
        ? { after, through, lastUserId: position.lastUserId, current }
        : { after, through, lastUserId: userId };
      if (current || visitor.isTimeUp()) return position;
    }
    if (through === undefined) return undefined;
    position = { after: through };
    if (visitor.isTimeUp()) return position;
  }
}

/** Continues with a user. Returns how far it got, undefined when all of theirs was visited. */
async function visitUser(
  database: Database,
  userId: string,
  position: Position,
  visitor: Visitor,
  limit: number,
): Promise<Position["current"]> {
  const isStarted = position.current?.userId === userId;
  if (!isStarted && !(await visitor.startUser(userId))) return undefined;
  let after = isStarted ? position.current?.through : undefined;
  do {
    const page = await listStoredImages(database, { ownerId: userId, limit, after });
    const { images, through: to = after, read, isLast } = page;
    await deleteTombstones(database, userId, page.expired);
    const visited = await visitor.visitImages({ userId, after, images, to, read, isLast });
    if (visited === "all" && isLast) {
      await visitor.endUser(userId);
      return undefined;
    }
    after = visited === "all" ? to : visited.through;
  } while (!visitor.isTimeUp());
  return { userId, through: after };
}
