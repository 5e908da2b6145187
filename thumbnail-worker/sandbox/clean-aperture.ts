import type { Size } from "./target-box.ts";

/*
 * The part of a HEIF picture that its file wants shown (`clap`, ISO/IEC 14496-12, 12.1.4.2). libheif takes the size of
 * that part for the most that the stream may have, and so refuses pictures that are cropped by more than 64 pixels; such
 * a picture is decoded whole, and cropped here.
 */

export interface Area extends Size {
  left: number;
  top: number;
}

/** A box that crops, rotates or mirrors, in the order in which a picture has them. */
export interface Transform {
  type: string;
  body: Buffer;
}

export interface CleanAperture {
  /** Where in the file the eight numbers are that say it. */
  at: number;
  /** Numbers for the whole picture in their place. */
  whole: Buffer;
  /** Of the whole picture as it is rotated and mirrored. */
  area: Area;
}

/**
 * What a row of transforms crops of a picture of this size: the area, within the picture after all of them but `clap`,
 * and the size of the whole at their `clap`. Undefined where they do not crop, or crop all.
 */
export function findShownArea(size: Size, transforms: readonly Transform[]): { area: Area; cropped: Size } | undefined {
  let whole = size;
  let cropped = size;
  let area: Area | undefined;
  for (const { type, body } of transforms) {
    if (type === "clap") {
      cropped = whole;
      area = readArea(body, whole);
    } else if (type === "irot") {
      for (let turns = (body[0] ?? 0) & 3; turns > 0; turns--) {
        area &&= { left: area.top, top: whole.width - area.left - area.width, width: area.height, height: area.width };
        whole = { width: whole.height, height: whole.width };
      }
    } else if (type === "imir" && area) {
      const isSideways = ((body[0] ?? 0) & 1) === 1;
      area = isSideways
        ? { ...area, left: whole.width - area.left - area.width }
        : { ...area, top: whole.height - area.top - area.height };
    }
  }
  return area && area.width > 0 && area.height > 0 ? { area, cropped } : undefined;
}

function readArea(body: Buffer, whole: Size): Area {
  const part = (at: number) => body.readUInt32BE(at) / body.readUInt32BE(at + 4);
  const offset = (at: number) => body.readInt32BE(at) / body.readUInt32BE(at + 4);
  const along = (most: number, length: number, moved: number) => {
    const start = Math.floor(moved + (most - length) / 2);
    const from = Math.max(0, start);
    return { from, length: Math.min(most, start + Math.floor(length)) - from };
  };
  const across = along(whole.width, part(0), offset(16));
  const down = along(whole.height, part(8), offset(24));
  return { left: across.from, top: down.from, width: across.length, height: down.length };
}

/** The numbers of a `clap` that leaves all of a picture. */
export function wholeAperture({ width, height }: Size): Buffer {
  const numbers = Buffer.alloc(32);
  [width, 1, height, 1, 0, 1, 0, 1].forEach((number, index) => {
    numbers.writeUInt32BE(number, index * 4);
  });
  return numbers;
}
