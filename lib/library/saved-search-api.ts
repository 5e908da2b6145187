import { z } from "zod";
import { idField, timestampField, ulidField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { MAX_SEARCH_NAME, searchQueryField } from "./saved-search.ts";

const savedSearchViewSchema = z
  .object({
    id: idField,
    name: z.string(),
    query: z.string().describe("As URL parameters, see `GET /search` and `GET /images`"),
    createdAt: timestampField,
  })
  .meta({ id: "SavedSearch" });
export type SavedSearchView = z.output<typeof savedSearchViewSchema>;

const nameField = z.string().trim().min(1).max(MAX_SEARCH_NAME);
const queryField = searchQueryField.meta({ examples: ["q=last+summer&favourite=true"] });
const params = z.object({ id: ulidField });
const oneSearch = z.object({ search: savedSearchViewSchema });

export const listSavedSearchesOperation = operation({
  id: "listSavedSearches",
  method: "get",
  path: "/searches",
  tag: "Albums",
  summary: "List your saved searches",
  access: "user",
  query: z.strictObject({}),
  responses: {
    200: { description: "All of them, by name", body: z.object({ searches: z.array(savedSearchViewSchema) }) },
  },
  errors: [],
});

export const saveSearchOperation = operation({
  id: "saveSearch",
  method: "post",
  path: "/searches",
  tag: "Albums",
  summary: "Save a search",
  description: "Up to a hundred. `last summer` means the one before the day of the request.",
  access: "user",
  body: z.strictObject({ name: nameField, query: queryField }),
  responses: { 201: { description: "The saved search", body: oneSearch } },
  errors: ["invalid_state"],
});

export const changeSavedSearchOperation = operation({
  id: "changeSavedSearch",
  method: "patch",
  path: "/searches/{id}",
  tag: "Albums",
  summary: "Rename or change a saved search",
  access: "user",
  params,
  body: z
    .strictObject({ name: nameField.optional(), query: queryField.optional() })
    .refine((change) => Object.keys(change).length > 0, "Expected something to change"),
  responses: { 200: { description: "The updated search", body: oneSearch } },
  errors: ["not_found", "unavailable"],
});

export const deleteSavedSearchOperation = operation({
  id: "deleteSavedSearch",
  method: "delete",
  path: "/searches/{id}",
  tag: "Albums",
  summary: "Delete a saved search",
  description: "Its images stay in the library.",
  access: "user",
  params,
  responses: { 204: { description: "Deleted", body: null } },
  errors: ["not_found"],
});
