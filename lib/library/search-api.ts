import { z } from "zod";
import { countField, idField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { imageStatuses } from "#lib/images/image.ts";
import { checkCombination, imageQueryMembers, MAX_TEXT_LENGTH } from "./image-query.ts";

const { text, sort: _, order: __, ...filters } = imageQueryMembers;

const dayField = z.string().meta({ format: "date" });

/** What a text can say, as `GET /images` takes it. */
const readFiltersSchema = z.object({
  q: z.string().optional().describe("Words that all have to occur"),
  tag: z.array(idField).optional(),
  album: idField.optional(),
  from: dayField.optional(),
  to: dayField.optional(),
  type: z.string().optional(),
  orientation: z.enum(["landscape", "portrait", "square"]).optional(),
  camera: z.string().optional(),
  favourite: z.boolean().optional(),
  archived: z.boolean().optional(),
  hasLocation: z.boolean().optional(),
  inNoAlbum: z.boolean().optional(),
  status: z.enum(imageStatuses).optional(),
  minBytes: countField.optional(),
  maxBytes: countField.optional(),
});

export const readSearchOperation = operation({
  id: "readSearch",
  method: "get",
  path: "/search",
  tag: "Images",
  summary: "Read a search as filters",
  description:
    "Understands dates in English and German (`2019`, `May 2021`, `last summer`, `seit 2018`) and `type:png`, `size:>5mb`, `camera:`, `tag:`, `album:`, `is:favourite`, `is:portrait`, `is:failed`, `has:location`, `no:album`. Everything else, and what is in quotes, is words.",
  access: "user",
  query: z.strictObject({
    q: z.string().max(MAX_TEXT_LENGTH),
    today: z.iso.date().optional().describe("Your day, for `last summer`; absent: that of UTC"),
  }),
  responses: {
    200: {
      description: "Filters for `GET /images`, and which part of the text each came from",
      body: z.object({
        filters: readFiltersSchema,
        chips: z.array(z.object({ label: z.string(), text: z.string().describe("As it was written") })),
      }),
    },
  },
  errors: [],
});

export const suggestionKinds = ["tag", "album", "camera", "lens", "city", "region", "country", "word"] as const;

const suggestionSchema = z.object({
  kind: z.enum(suggestionKinds),
  label: z.string(),
  id: idField.optional().describe("Of a tag or album"),
});
export type SuggestionView = z.output<typeof suggestionSchema>;

export const suggestOperation = operation({
  id: "suggest",
  method: "get",
  path: "/search/suggestions",
  tag: "Images",
  summary: "Suggest how to continue a search",
  access: "user",
  query: z.strictObject({
    q: z.string().max(MAX_TEXT_LENGTH).describe("What has been typed; its last word is completed"),
  }),
  responses: {
    200: {
      description: "At most eight: tags, albums, cameras and places by name, then words of your photos",
      body: z.object({ suggestions: z.array(suggestionSchema) }),
    },
  },
  errors: [],
});

const valuesField = z.array(z.object({ value: z.string(), count: countField }));

const facetsSchema = z
  .object({
    total: countField.describe("Images that match"),
    years: valuesField.describe("Newest first"),
    cameras: valuesField,
    types: valuesField,
    countries: valuesField,
    cities: valuesField,
  })
  .meta({ id: "Facets", description: "At most 30 values of each, the most frequent first" });
export type FacetsView = z.output<typeof facetsSchema>;

export const countFacetsOperation = operation({
  id: "countFacets",
  method: "get",
  path: "/search/facets",
  tag: "Images",
  summary: "Count matches by year, camera, type and place",
  access: "user",
  query: z.strictObject({ q: text, ...filters }).superRefine(checkCombination),
  responses: { 200: { description: "Years, cameras, types and places of what matches", body: facetsSchema } },
  errors: [],
});
