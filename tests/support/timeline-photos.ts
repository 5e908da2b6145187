import { hash } from "node:crypto";
import { toListedAttribute } from "#lib/images/listed-image.ts";
import type { Change } from "#lib/library/change.ts";

const NEWEST_MS = Date.UTC(2024, 11, 31, 12);
const THUMBHASH_BYTES = 24;
const shapes = [
  [4032, 3024],
  [4032, 3024],
  [3024, 4032],
  [6000, 4000],
] as const;

/** The file name of the photo of a number; 0 is the newest. */
export function timelineFileName(number: number): string {
  return `IMG_${String(number).padStart(4, "0")}.JPG`;
}

/** Photos for a timeline, each some time before the other, as the change feed brings them; added so long after. */
export function* timelinePhotos(count: number, distanceMs: number, addedAfterMs = 0): Generator<Change> {
  for (let number = 0; number < count; number++) {
    const takenMs = NEWEST_MS - number * distanceMs;
    const [width, height] = shapes[number % shapes.length] ?? shapes[0];
    const digest = hash("sha256", `photo ${number}`, "buffer");
    const medium = {
      width: Math.round((512 * width) / Math.max(width, height)),
      height: Math.round((512 * height) / Math.max(width, height)),
    };
    yield {
      kind: "image",
      id: `01H${digest.toString("hex").slice(0, 23).toUpperCase()}`,
      revision: 1,
      changedAtMs: takenMs,
      listed: toListedAttribute({
        fileName: timelineFileName(number),
        contentType: "image/jpeg",
        bytes: 3_000_000,
        status: "ready",
        favourite: number % 50 === 0,
        archived: false,
        tags: [],
        albums: [],
        width,
        height,
        thumbhash: digest.subarray(0, THUMBHASH_BYTES).toString("base64"),
        renditions: { medium },
        recipeVersion: "1",
        taken: { wallClockMs: takenMs },
        instantMs: takenMs,
        addedAtMs: takenMs + addedAfterMs,
      }),
    };
  }
}
