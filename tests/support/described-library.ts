import { z } from "zod";
import { toInstant, toSortTime } from "#lib/images/capture-time.ts";
import { imageViewSchema } from "#lib/images/image-view.ts";
import type { ApiSession } from "./api-session.ts";

const idsSchema = z.object({ images: z.array(z.object({ id: z.string() })) });
const lookupSchema = z.object({ images: z.array(imageViewSchema) });
const namedSchema = z.array(z.object({ id: z.string(), name: z.string(), count: z.number() }));

export interface Described extends z.output<typeof imageViewSchema> {
  albumNames: string[];
  tagNames: string[];
  /** UTC. */
  instant: string | undefined;
  /** The clock on the wall. */
  localTime: string | undefined;
}

/** All that a library says of its images, by the hash of the file. */
export async function describeLibrary(person: ApiSession): Promise<Map<string, Described>> {
  const read = async (path: string) => (await person.fetch(path)).json();
  const archived = idsSchema.parse(await read("/api/images?archived=true&limit=100"));
  const ids = [...(await person.settledImages(0)), ...archived.images].map(({ id }) => id);
  const { albums } = z.object({ albums: namedSchema }).parse(await read("/api/albums"));
  const { tags } = z.object({ tags: namedSchema }).parse(await read("/api/tags"));
  const toNames = (known: z.output<typeof namedSchema>, named: string[]) =>
    known.filter(({ id }) => named.includes(id)).map(({ name }) => name);
  const described = new Map<string, Described>();
  for (let at = 0; at < ids.length; at += 100) {
    const response = await person.fetch("/api/images/lookup", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ids: ids.slice(at, at + 100) }),
    });
    for (const image of lookupSchema.parse(await response.json()).images) {
      described.set(image.sha256, {
        ...image,
        albumNames: toNames(albums, image.albumIds),
        tagNames: toNames(tags, image.tags),
        instant: image.takenAt && toInstant(image.takenAt, image.takenOffset),
        localTime: toSortTime(image.takenAt, image.takenOffset),
      });
    }
  }
  return described;
}

/** What an import decides of a library, without ids, URLs and times of its own. */
export async function digestLibrary(person: ApiSession): Promise<string[]> {
  const images = [...(await describeLibrary(person)).values()];
  const members = images.map(
    ({ fileName, title, caption, takenAt, favourite, archived, albumNames, tagNames, sha256 }) =>
      JSON.stringify([
        fileName,
        title,
        caption,
        takenAt,
        favourite,
        archived,
        albumNames.toSorted(),
        tagNames.toSorted(),
        sha256,
      ]),
  );
  return members.toSorted();
}
