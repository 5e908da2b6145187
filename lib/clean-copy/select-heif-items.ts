import type { HeifDirectory } from "./heif-items.ts";
import { readLatin1, UnknownStructureError } from "./structure.ts";

/** Coded pictures, and those that are made of others. */
const PICTURE_TYPES = new Set(["hvc1", "lhv1", "av01", "grid", "iovl", "iden", "tmap"]);
/** From a picture to those that it is made of. */
const SOURCE_REFERENCES = new Set(["dimg", "base", "exbl"]);
const ALPHA = ["urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", "urn:mpeg:hevc:2015:auxid:1"];

/**
 * The items that the primary picture is made of, with its transparency. Thumbnails, gain and depth maps, bursts and
 * other pictures of the file are not among them: they may show what was cropped.
 * @throws UnknownStructureError where one is missing or of an unknown type
 */
export function selectPictureItems(bytes: Uint8Array, directory: HeifDirectory): Set<number> {
  const { primary, items, references } = directory;
  const selected = new Set<number>();
  const sources = Map.groupBy(
    references.filter(({ type }) => SOURCE_REFERENCES.has(type)),
    ({ from }) => from,
  );
  add(primary);
  for (const { type, from, to } of references)
    if (type === "auxl" && to.includes(primary) && isAlpha(bytes, directory, from)) add(from);
  for (const id of selected)
    if (!PICTURE_TYPES.has(items.get(id)?.type ?? ""))
      throw new UnknownStructureError(`Expected the picture ${id}, received "${items.get(id)?.type}"`);
  return selected;

  function add(first: number): void {
    const open = [first];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (selected.has(id)) continue;
      selected.add(id);
      for (const { to } of sources.get(id) ?? []) for (const source of to) if (!selected.has(source)) open.push(source);
    }
  }
}

function isAlpha(bytes: Uint8Array, { associations, properties }: HeifDirectory, id: number): boolean {
  return (associations.get(id) ?? []).some(({ property }) => {
    const box = properties[property - 1];
    if (box?.type !== "auxC") return false;
    const [kind = ""] = readLatin1(bytes, box.bodyAt + 4, Math.min(box.end - box.bodyAt, 100)).split("\0");
    return ALPHA.includes(kind);
  });
}
