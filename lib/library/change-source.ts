import type { Readable } from "node:stream";
import type { Change, ItemReference } from "./change.ts";
import type { WalkDigest } from "./digest.ts";

export interface ChangePage {
  changes: Change[];
  /** Absent on the last page. */
  nextCursor?: string | undefined;
}

/** What the library index needs of the table; implemented over DynamoDB where the table is known. */
export interface ChangeSource {
  /** A value that a restore, a foreign data folder or the end of an old release renews; files of another are void. */
  readEpoch(): Promise<string>;
  /** What the integrity walk last found of the user; undefined when it has not come by yet. */
  readWalkDigest(userId: string): Promise<WalkDigest | undefined>;
  /** A page of the user's changes with `changedAt` at or after a moment, oldest first; eventually consistent. */
  readChanges(userId: string, sinceMs: number, cursor?: string): Promise<ChangePage>;
  /** The user's items by key, consistently read; those that do not exist are left out. */
  readItems(userId: string, items: ItemReference[]): Promise<Change[]>;
  /** A page of all the user's images, albums and tags, tombstones included, consistently read, newest ids first. */
  readAll(userId: string, cursor?: string): Promise<ChangePage>;
}

/** How a process that may freeze after each answer leaves a snapshot, or the rest of a long rebuild, to a job. */
export interface SnapshotRequests {
  /** Asking again before the job has come by changes nothing. */
  request(userId: string): Promise<void>;
  /** Whether the job has still to do what was asked for. */
  isOpen(userId: string): Promise<boolean>;
}

/** Where snapshots are kept: `indexes/<userId>/<schema version>.sqlite.zst` in the bucket. */
export interface SnapshotStore {
  read(userId: string, schemaVersion: number): Promise<Readable | undefined>;
  /** Stores the file at `path` whatever is there: any snapshot is right after a catch-up. */
  write(userId: string, schemaVersion: number, path: string): Promise<void>;
  /**
   * Deletes all snapshots of the user's; given the version of a new one, only those that it takes the place of: of the
   * older ones the newest stays, which the release before may read.
   */
  delete(userId: string, replacedBy?: number): Promise<void>;
}
