import type { LibraryClient, LibraryImage } from "./library-client.ts";
import type { SidecarFacts } from "./sidecar-facts.ts";
import type { Attempt } from "./write-albums.ts";

/** Of a change; a stack has no more either. */
const BATCH = 100;

/** An image of which an export says how its owner stacked it. */
export interface Stacked {
  path: string;
  image: Pick<LibraryImage, "id" | "stack" | "topOfStackAt">;
  facts: Pick<SidecarFacts, "exportedStack" | "topOfStackAt">;
}

/**
 * Puts photos into the stacks that their owner made before an export, takes them out of the camera's, and on top. What
 * the library's owner has said of a photo since holds. Calls back with the images of each change; returns how many
 * stacks were made.
 */
export async function writeStacks(
  photos: readonly Stacked[],
  library: LibraryClient,
  attempt: Attempt,
  onChanged: (imageIds: readonly string[]) => void,
): Promise<number> {
  let made = 0;
  const change = (path: string, ...request: Parameters<LibraryClient["changeStack"]>) =>
    attempt(path, async () => onChanged(await library.changeStack(...request)));
  const groups = Map.groupBy(photos, ({ facts }) => facts.exportedStack);
  for (const [stack, members] of groups) {
    if (stack === undefined) continue;
    const ids = members.filter(({ image }) => stack !== "" || image.stack === undefined).map(({ image }) => image.id);
    const path = members[0]?.path ?? "";
    if (stack === "") {
      for (let at = 0; at < ids.length; at += BATCH) await change(path, "unstack", ids.slice(at, at + BATCH));
    } else if (ids.length > 1 && isFree(members)) {
      await change(path, "stack", ids.slice(0, BATCH));
      made += 1;
    }
  }
  // The one that was put on top last is there now.
  const tops = photos.filter(
    ({ facts, image }) => facts.topOfStackAt !== undefined && image.topOfStackAt === undefined,
  );
  for (const { path, image } of tops.toSorted((one, other) => (toTime(one) < toTime(other) ? -1 : 1)))
    await change(path, "top_of_stack", [image.id]);
  return made;
}

/** Whether some are in no stack of their owner's yet, and the others in one. */
function isFree(members: readonly Stacked[]): boolean {
  const stacks = new Set(members.flatMap(({ image }) => image.stack ?? []));
  return stacks.size <= 1 && !stacks.has("") && members.some(({ image }) => image.stack === undefined);
}

function toTime({ facts }: Stacked): string {
  return facts.topOfStackAt ?? "";
}
