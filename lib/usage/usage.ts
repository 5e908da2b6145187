import { z } from "zod";

/**
 * What a user stores. One item holds the sums and everything that guards them, so each step is one conditional write.
 * `committedBytes` = `usedBytes` + the bytes of all `reservations`.
 */
export const usageSchema = z.object({
  usedBytes: z.number().int().nonnegative(),
  imageCount: z.number().int().nonnegative(),
  committedBytes: z.number().int().nonnegative(),
  /** Bytes held for uploads that have not finished, by image id. */
  reservations: z.record(z.string(), z.object({ bytes: z.number().int().positive() })),
  /** Images that were subtracted and may still be asked to be, with the time in milliseconds since the epoch. */
  subtracted: z.record(z.string(), z.number()),
});
export type Usage = z.infer<typeof usageSchema>;

/** More open uploads than this would let the item outgrow what DynamoDB stores (400 KB). */
export const MAX_OPEN_RESERVATIONS = 1_000;

export const emptyUsage: Usage = { usedBytes: 0, imageCount: 0, committedBytes: 0, reservations: {}, subtracted: {} };

export const usageViewSchema = z
  .object({
    usedBytes: z.number().int().describe("Bytes of all originals, those in the trash included"),
    reservedBytes: z.number().int().describe("Bytes held for uploads that have not finished"),
    quotaBytes: z.number().int(),
    imageCount: z.number().int(),
  })
  .meta({ id: "Usage" });
