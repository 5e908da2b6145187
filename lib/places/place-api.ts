import { z } from "zod";
import { boxField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";

const MAX_TEXT_LENGTH = 200;

const foundPlaceSchema = z
  .object({
    city: z.string(),
    region: z.string().optional(),
    country: z.string(),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
  })
  .meta({ id: "FoundPlace" });
export type FoundPlaceView = z.output<typeof foundPlaceSchema>;

export const findPlacesOperation = operation({
  id: "findPlaces",
  method: "get",
  path: "/places",
  tag: "Images",
  summary: "Find cities by name, or in an area",
  description:
    "Cities of the world by GeoNames (CC BY 4.0): with `q` those whose names begin with the text, after which a comma and the region or country may follow (`Paris, Tex`); with `box` those of an area. No other service is called.",
  access: "user",
  query: z
    .strictObject({
      q: z.string().max(MAX_TEXT_LENGTH).optional(),
      box: boxField.optional().describe("West, south, east and north in degrees, separated by commas"),
    })
    .refine(({ q, box }) => (q === undefined) !== (box === undefined), "Expected either q or box"),
  responses: {
    200: {
      description: "The largest first: at most eight by name, sixty of an area",
      body: z.object({ places: z.array(foundPlaceSchema) }),
    },
  },
  errors: [],
});
