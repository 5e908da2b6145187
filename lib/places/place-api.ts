import { z } from "zod";
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
  summary: "Find cities by name",
  description:
    "Cities of the world by GeoNames (CC BY 4.0), whose names begin with the text. After a comma the region or country may follow: `Paris, Tex`. Nobody else is asked.",
  access: "user",
  query: z.strictObject({ q: z.string().max(MAX_TEXT_LENGTH) }),
  responses: {
    200: { description: "At most eight, the largest first", body: z.object({ places: z.array(foundPlaceSchema) }) },
  },
  errors: [],
});
