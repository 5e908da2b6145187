import type { ListedImage } from "#lib/images/listed-image.ts";

/* Keys of labels that stand for more than one text: a guest of a share, an image's renditions, a place. */

const MAX_KEPT = 5_000;

/** The label of a guest: those of a share are next to each other. */
export function toGuestKey({ shareId, guestId }: { shareId: string; guestId: string }): string {
  return `${shareId} ${guestId}`;
}

/** Who a guest is, from the key of their label. */
export function fromGuestKey(key: string | undefined): ListedImage["addedBy"] {
  const [shareId, guestId] = key?.split(" ") ?? [];
  return shareId === undefined || guestId === undefined ? undefined : { shareId, guestId };
}

/** The label of all renditions of an image: most images share their sizes with many others. */
export function toRenditionsKey({ recipeVersion = "", renditions }: ListedImage): string {
  const sizes = Object.entries(renditions).map(([name, { width, height }]) => `${name}:${width}x${height}`);
  return sizes.length === 0 && recipeVersion === "" ? "" : [recipeVersion, ...sizes].join(" ");
}

/*
 * Photos of one size, or of one place, share one object each: what is named more than once crosses to another thread
 * once, and is made once.
 */

/** What an image has of renditions, from the key of their label. */
export const fromRenditionsKey: (key?: string) => Readonly<Pick<ListedImage, "recipeVersion" | "renditions">> =
  keepLast((key) => {
    const [recipeVersion, ...sizes] = key.split(" ");
    const renditions = sizes.map((size) => {
      const [name = "", edges = ""] = size.split(":");
      const [width, height] = edges.split("x").map(Number);
      return [name, Object.freeze({ width: width ?? 0, height: height ?? 0 })];
    });
    return {
      recipeVersion: recipeVersion === "" ? undefined : recipeVersion,
      renditions: Object.freeze(Object.fromEntries(renditions)),
    };
  });

const fromPlaceKey = keepLast((key) => {
  const [city = "", region = "", country = ""] = key.split("\n");
  return { city, region, country };
});

/** A place from the keys of its three labels. */
export function toPlaceName(city?: string, region?: string, country?: string): ListedImage["place"] {
  if (city === undefined && region === undefined && country === undefined) return undefined;
  return fromPlaceKey(`${city ?? ""}\n${region ?? ""}\n${country ?? ""}`);
}

/** A function of a text that remembers what it made of the last ones. */
function keepLast<Made extends object>(make: (key: string) => Made): (key?: string) => Readonly<Made> {
  const kept = new Map<string, Readonly<Made>>();
  return (key = "") => {
    const known = kept.get(key);
    if (known) return known;
    if (kept.size >= MAX_KEPT) kept.clear();
    const made = Object.freeze(make(key));
    kept.set(key, made);
    return made;
  };
}
