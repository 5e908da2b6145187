import type { z } from "zod";
import { imageQueryMembers, type ListFilters, listSort, type SearchFilters } from "./image-query.ts";

/* A search as it stands in the address of a page: every view can be kept, and Back leads to the one before. */

const { text, sort: _, order: __, ...filters } = imageQueryMembers;
const searchMembers: Record<string, z.ZodType> = { q: text, ...filters };
const listMembers = { ...searchMembers, sort: listSort };

type Parameters = Record<string, string | string[] | undefined>;

/** The filters of an address; what cannot be read is left out. */
export function readSearchAddress(parameters: Parameters): SearchFilters {
  return readAddress(parameters, searchMembers);
}

/** The filters of an address, and the time that its list is sorted by. */
export function readListAddress(parameters: Parameters): ListFilters {
  return readAddress(parameters, listMembers);
}

function readAddress(parameters: Parameters, members: Record<string, z.ZodType>): ListFilters {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, schema]) => {
      const given = parameters[name];
      const value = name !== "tag" && Array.isArray(given) ? given[0] : given;
      if (value === undefined || value === "") return [];
      const { success, data } = schema.safeParse(value);
      return success ? [[name, data]] : [];
    }),
  );
}

/** The same as parameters, for pages and for the API. */
export function toSearchParams(filters: ListFilters): URLSearchParams {
  return new URLSearchParams(
    Object.entries(filters).flatMap(([name, value]) => {
      if (value === undefined) return [];
      if (name === "tag" && Array.isArray(value)) return value.map((id) => [name, String(id)]);
      return [[name, String(value)]];
    }),
  );
}
