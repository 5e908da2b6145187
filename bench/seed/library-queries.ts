import { type ImageQuery, type ImageQueryInput, imageQuerySchema } from "#lib/library/image-query.ts";
import { encodeListCursor } from "#lib/library/list-cursor.ts";
import { albumId, captionWords, photoId, tagId } from "./listed-photos.ts";

export interface TimedQuery {
  query: ImageQuery;
  cursor?: string | undefined;
}

const PER_KIND = 25;
const MAX_PREFIX = 8;

/** Two hundred queries, of eight kinds in turn; the same for every library of a size. */
export function libraryQueries(photos: number): TimedQuery[] {
  const word = (number: number) => captionWords[number % captionWords.length] ?? "";
  const kinds: ((number: number) => TimedQuery)[] = [
    // Rare: a word of a few captions.
    (number) => ask({ text: word(500 + number * 40) }),
    // Common.
    (number) => ask({ text: ["img", "jpg", "2019", "deutschland", "canon", "sunset", "iphone"][number % 7] }),
    (number) => ask({ text: `${word(number % 20)} ${word((number * 7) % 30)}` }),
    // Common words that never meet: no photo has two cameras.
    (number) =>
      ask({ text: ["canon nikon", "iphone canon", "nikon samsung", "2010 2011", "canon samsung"][number % 5] }),
    (number) => ask({ text: `${word(number % 40)}photograph`.slice(0, 1 + (number % MAX_PREFIX)) }),
    // The oldest year of a common word.
    (number) => ask({ text: ["img", "jpg", "canon"][number % 3], from: "2005-01-01", to: "2006-01-01" }),
    // A deep page.
    (number) => deep({ text: ["img", "jpg", "canon"][number % 3] }, photos, number),
    // A common word with a rare tag or album.
    (number) =>
      ask(number % 2 === 0 ? { text: "img", tag: tagId(199 - number) } : { text: "jpg", album: albumId(number) }),
  ];
  return kinds.flatMap((kind) => Array.from({ length: PER_KIND }, (_, number) => kind(number)));
}

function ask(input: ImageQueryInput): TimedQuery {
  return { query: imageQuerySchema.parse(input) };
}

function deep(input: ImageQueryInput, photos: number, number: number): TimedQuery {
  const { query } = ask(input);
  const value = Date.UTC(2006 + (number % 15), 5, 1);
  return { query, cursor: encodeListCursor(query, { value, id: photoId(number, photos) }) };
}
