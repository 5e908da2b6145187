import { AppError, type ErrorCode, isAppError } from "#lib/errors.ts";
import { UnusableIndexError } from "./index-file.ts";
import { type OperationInput, type OperationName, type OperationOutput, runOperation } from "./index-operations.ts";
import { createOpenFiles, type IndexAddress } from "./open-files.ts";
import { INVALID_TIME } from "./place-in-time.ts";

/** Runs operations on index files; each user's by one thread, one after the other. */
export interface IndexThreads {
  /** @throws UnusableIndexError, IndexStorageError, AppError `invalid_cursor` */
  run<Name extends OperationName>(
    name: Name,
    address: IndexAddress,
    input: OperationInput<Name>,
  ): Promise<OperationOutput<Name>>;
  /** Ends the threads; what is unanswered is rejected. */
  close(): Promise<void>;
}

/** The disk is full, or the file could not be read or written. */
export class IndexStorageError extends Error {
  override readonly name = "IndexStorageError";
}

/** What crosses from thread to thread in place of an error. */
export type ThreadFailure =
  | { kind: "app"; code: ErrorCode; message: string }
  | { kind: "unusable" | "storage" | "other"; message: string };

/** Primary result codes of SQLite, see https://sqlite.org/rescode.html */
const UNUSABLE_CODES: ReadonlySet<number> = new Set([11, 26]);
const STORAGE_CODES: ReadonlySet<number> = new Set([8, 10, 13, 14]);
const CONSTRAINT_CODE = 19;
const PRIMARY_CODE = 0xff;

export function toThreadFailure(error: unknown): ThreadFailure {
  const message = error instanceof Error ? [error.message, causeOf(error)].filter(Boolean).join(": ") : String(error);
  if (isAppError(error)) return { kind: "app", code: error.code, message: error.message };
  const code = sqliteCodeOf(error) ?? (error instanceof Error ? sqliteCodeOf(error.cause) : undefined);
  if (code !== undefined && STORAGE_CODES.has(code)) return { kind: "storage", message };
  if (
    error instanceof UnusableIndexError ||
    (code !== undefined && UNUSABLE_CODES.has(code)) ||
    contradicts(code, message) ||
    isOfContent(error)
  ) {
    return { kind: "unusable", message };
  }
  return { kind: "other", message };
}

/**
 * Whether the tables of a file contradict each other: a photo gets a place that is free, which another table has taken.
 */
function contradicts(code: number | undefined, message: string): boolean {
  return code === CONSTRAINT_CODE && message.startsWith("UNIQUE constraint failed");
}

/**
 * Whether it is what a file says that cannot be read: a list or state that is none, a number that is no time or beyond
 * what anything is numbered by. SQLite does not notice that bytes of a value were changed.
 */
function isOfContent(error: unknown): boolean {
  if (error instanceof SyntaxError) return true;
  return error instanceof RangeError && (error.message === INVALID_TIME || isTooLarge(error));
}

/** What Node says of a number of 64 bits that was not asked for as such. */
function isTooLarge(error: RangeError): boolean {
  return "code" in error && error.code === "ERR_OUT_OF_RANGE";
}

export function fromThreadFailure(failure: ThreadFailure): Error {
  if (failure.kind === "app") return new AppError(failure.code, failure.message);
  if (failure.kind === "unusable") return new UnusableIndexError(failure.message);
  if (failure.kind === "storage") return new IndexStorageError(failure.message);
  return new Error(failure.message);
}

/** Runs operations in the caller's own thread: for scripts and jobs that serve nobody meanwhile. */
export function createOwnThread(): IndexThreads {
  const files = createOpenFiles();
  const open = new Map<string, IndexAddress>();
  return {
    async run(name, address, input) {
      open.set(address.ownerId, address);
      try {
        return await runOperation(files, name, address, input);
      } catch (error) {
        throw fromThreadFailure(toThreadFailure(error));
      }
    },
    async close() {
      for (const { path, ownerId } of open.values()) files.close(path, ownerId);
    },
  };
}

function sqliteCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return Number(error.errcode) & PRIMARY_CODE;
}

function causeOf({ cause }: Error): string {
  return cause instanceof Error ? cause.message : "";
}
