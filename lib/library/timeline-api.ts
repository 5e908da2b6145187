import { z } from "zod";
import { countField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { checkCombination, imageQueryMembers } from "./image-query.ts";

const { text, sort, order, ...filters } = imageQueryMembers;

export const getTimelineOperation = operation({
  id: "getTimeline",
  method: "get",
  path: "/timeline",
  tag: "Images",
  summary: "Count your images by month",
  description:
    "Months as they were where the photos were taken, newest first, with how many of your images are in each. Filters narrow it down to what matches all of them. The answer's `ETag` is the version of your library.",
  access: "user",
  query: z.strictObject({ q: text, ...filters }).superRefine(checkCombination),
  responses: {
    200: {
      description: "Months that have images",
      body: z.object({
        months: z.array(
          z.object({
            month: z
              .string()
              .describe("Year and month")
              .meta({ pattern: "^\\d{4}-\\d{2}$", examples: ["2024-05"] }),
            count: countField.describe("Images of that month"),
          }),
        ),
        total: countField.describe("Images of all months"),
        isComplete: z.boolean().describe("False while your library is still being read; ask again then"),
      }),
    },
    304: { description: "As the version in `If-None-Match`", body: null },
  },
  errors: [],
});

export type TimelineFilters = z.output<(typeof getTimelineOperation)["query"]>;
