import { z } from "zod";
import { countField } from "#lib/field-schemas.ts";
import { MAX_DELETED_KEPT_DAYS } from "#lib/retention.ts";

/**
 * What a user stores. One item holds the sums and everything that guards them, so each step is one conditional write.
 * `committedBytes` = `usedBytes` + the bytes of all `reservations`.
 */
export const usageSchema = z.object({
  usedBytes: z.number().int().nonnegative(),
  imageCount: z.number().int().nonnegative(),
  committedBytes: z.number().int().nonnegative(),
  /** Bytes held for uploads that have not finished, by image id. */
  reservations: z.record(
    z.string(),
    z.object({
      bytes: z.number().int().positive(),
      shareId: z.string().optional(),
      /** Who was let in by the share. */
      guestId: z.string().optional(),
    }),
  ),
  /**
   * Images that were subtracted though they may not say so themselves yet, with the time in milliseconds since the
   * epoch.
   */
  subtracted: z.record(z.string(), z.number()),
  /**
   * Bytes of originals that were deleted permanently, by UTC day ("2024-05-01"): storage may keep them for a while yet.
   */
  deleted: z.record(z.string(), z.number().int().nonnegative()).default({}),
  /** What those let in by a share hold of all this, by share id: images that are stored, and those being uploaded. */
  added: z.record(z.string(), z.object({ files: z.int().positive(), bytes: z.int().nonnegative() })).default({}),
});
export type Usage = z.infer<typeof usageSchema>;

/** More open uploads than this would let the item outgrow what DynamoDB stores (400 KB). */
export const MAX_OPEN_RESERVATIONS = 1_000;

/** Of these, uploads of guests, of all shares together: the owner's own always find room. */
export const MAX_RESERVATIONS_OF_GUESTS = 600;

/** Uploads that guests may have under way, of all shares together, of one share, and each of them. */
export const MAX_UNDER_WAY = { guests: 300, share: 200, guest: 12 } as const;

/**
 * After so long an upload that a guest announced counts as given up: its URL has ended, and a telephone that
 * sleeps keeps no one else out. What arrives later is taken all the same.
 */
export const UNDER_WAY_MS = 30 * 60 * 1000;

/** The most shares whose additions are counted; guests of further ones are refused unless one of these has ended. */
export const MAX_COUNTED_SHARES = 100;

/** From so many marks on, `subtracted` is emptied before anything else is stored in the item. */
export const MAX_SUBTRACTION_MARKS = 100;

const DAY_MS = 24 * 60 * 60 * 1000;

export const emptyUsage: Usage = {
  usedBytes: 0,
  imageCount: 0,
  committedBytes: 0,
  reservations: {},
  subtracted: {},
  deleted: {},
  added: {},
};

/**
 * `added` with so many files and bytes more for a share, or fewer. A share that was forgotten loses nothing, and one
 * without files is forgotten.
 */
export function addToShare(
  { added }: Pick<Usage, "added">,
  shareId: string | undefined,
  more: { files: number; bytes: number },
): Usage["added"] {
  if (shareId === undefined || (!added[shareId] && more.files <= 0)) return added;
  const { files, bytes } = added[shareId] ?? { files: 0, bytes: 0 };
  const { [shareId]: _, ...others } = added;
  if (files + more.files <= 0) return others;
  return { ...others, [shareId]: { files: files + more.files, bytes: Math.max(0, bytes + more.bytes) } };
}

/** Bytes deleted permanently within the last `days`, today included; `now` in milliseconds since the epoch. */
export function deletedWithin({ deleted }: Pick<Usage, "deleted">, days: number, now: number): number {
  const oldest = toDay(now - days * DAY_MS);
  return Object.entries(deleted).reduce((sum, [day, bytes]) => (day > oldest ? sum + bytes : sum), 0);
}

/** `deleted` with further bytes of today, and without days that no longer count. */
export function addDeleted({ deleted }: Pick<Usage, "deleted">, bytes: number, now: number): Usage["deleted"] {
  if (bytes === 0) return deleted;
  const oldest = toDay(now - MAX_DELETED_KEPT_DAYS * DAY_MS);
  const today = toDay(now);
  const kept = Object.fromEntries(Object.entries(deleted).filter(([day]) => day > oldest));
  return { ...kept, [today]: (kept[today] ?? 0) + bytes };
}

function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** What the images themselves say of their removal; asked between reading a usage and replacing it. */
export interface ImageRemovals {
  /** Whether an image is there and does not say that it was subtracted. Must be read consistently. */
  isOwed(imageId: string): Promise<boolean>;
  /** Records on those of the images that still exist that they were subtracted. */
  noteSubtracted(imageIds: string[]): Promise<void>;
}
export const usageViewSchema = z
  .object({
    usedBytes: countField.describe("Bytes of all originals, those in the trash included"),
    reservedBytes: countField.describe("Bytes held for uploads that have not finished"),
    quotaBytes: countField,
    imageCount: countField,
  })
  .meta({ id: "Usage" });
