import { z } from "zod";
import { countField, idField, urlField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { imageViewSchema } from "#lib/images/image-view.ts";
import { imageQueryMembers } from "./image-query.ts";

const MAX_ZOOM = 20;
const degreesField = z.number().min(-180).max(180);

const clusterSchema = z
  .object({
    latitude: degreesField,
    longitude: degreesField,
    count: countField,
    box: z
      .array(degreesField)
      .length(4)
      .describe("West, south, east and north: the smallest that they are all in, as `GET /images` takes it"),
    image: z.object({
      id: idField,
      fileName: z.string(),
      thumbnail: urlField.optional().describe("Signed"),
      thumbhash: z.string().optional(),
      transparent: imageViewSchema.shape.transparent,
      rotation: imageViewSchema.shape.rotation,
      place: imageViewSchema.shape.place,
    }),
  })
  .meta({ id: "MapCluster", description: "Photos too near to each other to be told apart, and the newest of them" });

export const getMapOperation = operation({
  id: "getMap",
  method: "get",
  path: "/map",
  tag: "Images",
  summary: "Count your images by where they were taken",
  description:
    "Of what is in the box, clusters as fine as the zoom allows: at zoom 0 the world (Web Mercator) is 256 pixels wide, and twice as wide with each step. In the list of a box (`GET /images?box=`) are the images of its clusters.",
  access: "user",
  query: z.strictObject({
    box: imageQueryMembers.box.unwrap(),
    zoom: z.coerce.number().int().min(0).max(MAX_ZOOM),
  }),
  responses: {
    200: {
      description: "The largest first, at most some thousand",
      body: z.object({
        clusters: z.array(clusterSchema),
        total: countField.describe("Images of all of them"),
        isComplete: z.boolean().describe("False while your library is still being read; ask again then"),
      }),
    },
  },
  errors: [],
});
export type MapView = z.output<(typeof getMapOperation)["responses"][200]["body"]>;
