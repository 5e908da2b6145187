import { z } from "zod";

/** Where a visit of the whole library is; without any field, at its beginning. */
export const positionSchema = z.object({
  /** The current page holds users whose addresses come after this one, */
  after: z.string().optional(),
  /** and, unless it is the last one, not after this one. */
  through: z.string().optional(),
  /** The last user of the page who is done. */
  lastUserId: z.string().optional(),
  /** The user in progress, and the image folder through which all of theirs was visited. */
  current: z.object({ userId: z.string(), through: z.string().optional() }).optional(),
});
export type Position = z.infer<typeof positionSchema>;
