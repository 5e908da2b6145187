import { z } from "zod";
import { countField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { imageListItemSchema } from "./image-list-api.ts";

const DEFAULT_GROUPS = 20;
const MAX_GROUPS = 100;

export const listDuplicatesOperation = operation({
  id: "listDuplicates",
  method: "get",
  path: "/duplicates",
  tag: "Images",
  summary: "List images that look alike",
  description:
    "Groups whose images differ in size, quality or little else, the newest first, and in each the one first that is best kept: that with the most pixels, then with albums, tags and favourite, then with the most bytes. Resolve them with `POST /images/bulk`, which can be undone. Files that are the same to the byte are refused at upload already.",
  access: "user",
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(MAX_GROUPS).default(DEFAULT_GROUPS),
    skip: z.coerce
      .number()
      .int()
      .nonnegative()
      .default(0)
      .describe("Groups before the first one; a page of large groups has fewer than `limit`"),
  }),
  responses: {
    200: {
      description: "A page of groups",
      body: z.object({
        groups: z.array(z.array(imageListItemSchema).describe("The one to keep first; at most 200")),
        total: countField.describe("Groups in all"),
        superfluous: countField.describe("Images to be deleted if one of each group is kept"),
        superfluousBytes: countField.describe("Bytes that this would free at least"),
        isComplete: z.boolean().describe("False while your library is still being read; ask again then"),
      }),
    },
  },
  errors: [],
});
export type DuplicatesView = z.output<(typeof listDuplicatesOperation)["responses"][200]["body"]>;
