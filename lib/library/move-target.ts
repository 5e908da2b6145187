import { z } from "zod";
import { ulidField } from "#lib/field-schemas.ts";

/** Where images go in the own order of their album: to an end, or beside an image of it. */
export const moveTargetSchema = z.union([
  z.enum(["start", "end"]),
  z.strictObject({ before: ulidField }),
  z.strictObject({ after: ulidField }),
]);
export type MoveTarget = z.infer<typeof moveTargetSchema>;
