import { z } from "zod";
import { checkCombination, imageQueryMembers } from "./image-query.ts";

/*
 * A search that a user keeps beside the albums: what is in it is asked for each time, and "last summer" moves on.
 */

export const MAX_SEARCH_NAME = 255;
const MAX_QUERY_LENGTH = 2_000;

const { text, sort: _, order: __, ...filters } = imageQueryMembers;
const addressSchema = z.strictObject({ q: text, ...filters }).superRefine(checkCombination);

/** A search as parameters of an address: "q=last+summer&favourite=true". */
export const searchQueryField = z
  .string()
  .min(1)
  .max(MAX_QUERY_LENGTH)
  .refine(isSearch, "Expected parameters of a search, such as q=last+summer&favourite=true");

/** As it is stored. */
export const savedSearchSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  revision: z.int().nonnegative(),
  createdAt: z.string(),
  name: z.string().min(1).max(MAX_SEARCH_NAME),
  query: z.string(),
});
export type SavedSearch = z.infer<typeof savedSearchSchema>;

function isSearch(query: string): boolean {
  const parameters = new URLSearchParams(query);
  const members = [...new Set(parameters.keys())].map((name) => {
    const values = parameters.getAll(name);
    return [name, values.length > 1 ? values : values[0]];
  });
  return members.length > 0 && addressSchema.safeParse(Object.fromEntries(members)).success;
}
