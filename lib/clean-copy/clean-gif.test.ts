import sharp from "sharp";
import { expect, test } from "vitest";
import { hasExiftool, readTags, writeTags } from "#tests/support/exiftool.ts";
import { animatedGif } from "#tests/support/image-factory.ts";
import { listToldTags, SECRET, tellsSecret } from "#tests/support/leaked-metadata.ts";
import * as cleaner from "./clean-gif.ts";
import { runToEnd } from "./cooperative-work.ts";
import { UnknownStructureError } from "./structure.ts";

const cleanGif = (body: Uint8Array) => Buffer.concat(runToEnd(cleaner.cleanGif(body)));
const block = (...parts: string[]) => Buffer.from(`!${parts.join("")}`, "latin1");
const text = `${String.fromCharCode(SECRET.length)}${SECRET}\0`;

async function decode(body: Buffer) {
  const image = sharp(body, { animated: true });
  const { delay, loop, pages } = await image.metadata();
  return { delay, loop, pages, pixels: await image.raw().toBuffer() };
}

/** Blocks before the first frame, after all that applies to the whole file. */
function withBlocks(body: Buffer, blocks: Buffer): Buffer {
  const firstFrame = body.indexOf(Buffer.from("!\xf9\x04", "latin1"));
  return Buffer.concat([body.subarray(0, firstFrame), blocks, body.subarray(firstFrame)]);
}

test.each([
  ["comments", block("\xfe", text)],
  [
    "XMP",
    block(
      "\xff\x0bXMP DataXMP",
      SECRET,
      `\x01${Array.from({ length: 256 }, (_, at) => String.fromCharCode(255 - at)).join("")}\0`,
    ),
  ],
  ["text to be drawn", block("\x01\x0c123456789abc", text)],
  ["applications", block("\xff\x0bPRIVATE 1.0", text)],
  ["an application that only begins like the one of loops", block("\xff\x0bNETSCAPE2.0", text)],
])("leaves out %s", async (_, told) => {
  const { body } = await animatedGif();
  const clean = cleanGif(withBlocks(body, told));
  expect(tellsSecret(clean)).toBe(false);
  expect(clean.equals(cleanGif(body))).toBe(true);
  expect(await decode(clean)).toEqual(await decode(body));
});

test("leaves out what follows a frame's own settings in their extension", async () => {
  const { body } = await animatedGif();
  const settingsEnd = body.indexOf(Buffer.from("!\xf9\x04", "latin1")) + 7;
  const told = Buffer.concat([
    body.subarray(0, settingsEnd),
    Buffer.from(text, "latin1"),
    body.subarray(settingsEnd + 1),
  ]);
  expect([tellsSecret(told), cleanGif(told).equals(cleanGif(body))]).toEqual([true, true]);
});

test("leaves out what comes after the end, and keeps the loops", async () => {
  const { body } = await animatedGif();
  const clean = cleanGif(Buffer.concat([body, Buffer.from(SECRET)]));
  expect(clean.equals(cleanGif(body))).toBe(true);
  expect(clean.includes("NETSCAPE2.0")).toBe(true);
});

test.runIf(hasExiftool)("tells an independent reader nothing of what one wrote into it", async () => {
  const tags = ["Comment", "XMP-dc:Creator", "XMP-exif:GPSLatitude"];
  const told = await writeTags(
    (await animatedGif()).body,
    "gif",
    tags.map((tag) => `-${tag}=${SECRET}`),
  );
  const clean = cleanGif(told);
  const found = await readTags(
    new Map([
      ["told.gif", told],
      ["clean.gif", clean],
    ]),
  );
  expect(listToldTags(found.get("told.gif") ?? {}).length).toBeGreaterThan(1);
  expect(listToldTags(found.get("clean.gif") ?? {})).toEqual([]);
  expect(await decode(clean)).toEqual(await decode(told));
});

test("ends where something else follows a frame", async () => {
  const { body } = await animatedGif();
  const cutFrame = `,\0\0\0\0\x08\0\x08\0\x87${SECRET}`;
  for (const told of [SECRET, `\0\0${SECRET}`, `\x55;${SECRET}`, cutFrame]) {
    const clean = cleanGif(Buffer.concat([body.subarray(0, -1), Buffer.from(told, "latin1")]));
    expect(clean.equals(cleanGif(body))).toBe(true);
  }
});

test.each([
  ["", Buffer.alloc(0)],
  [" and in what follows them", Buffer.alloc(300)],
])("refuses a frame whose pixels are cut off and end in words%s", async (_, tail) => {
  const { body } = await animatedGif();
  const told = Buffer.concat([body.subarray(0, -30), Buffer.from(`${SECRET} \xff${SECRET} ${SECRET}`, "latin1"), tail]);
  expect(() => cleanGif(told)).toThrow(UnknownStructureError);
});

/** A frame in parts: its blocks without the one that ends them, and what is before and after. */
async function lastBlocks() {
  const { body } = await animatedGif(1);
  return { body, blocks: body.subarray(0, -2), end: body.subarray(-2) };
}

test("leaves out blocks behind a frame's pixels", async () => {
  const { body, blocks, end } = await lastBlocks();
  const told = Buffer.from(`${String.fromCharCode(SECRET.length)}${SECRET}`);
  expect(cleanGif(Buffer.concat([blocks, told, told, end]))).toEqual(cleanGif(body));
  // The file ends before its blocks do.
  expect(cleanGif(Buffer.concat([blocks, told, Buffer.from("\xff?", "latin1")]))).toEqual(cleanGif(body));
});

test("leaves out what is behind a frame's pixels in their last block", async () => {
  const { body, blocks, end } = await lastBlocks();
  let at = body.indexOf(",\0\0\0\0", 0, "latin1") + 11;
  while (body[at + 1 + (body[at] ?? 0)] !== 0) at += 1 + (body[at] ?? 0);
  const told = Buffer.concat([blocks, Buffer.from(SECRET), end]);
  told[at] = (told[at] ?? 0) + SECRET.length;
  expect(cleanGif(told)).toEqual(cleanGif(body));
});

test("refuses blocks that do not follow each other", async () => {
  const { body } = await animatedGif();
  expect(() => cleanGif(body.subarray(0, 20))).toThrow(UnknownStructureError);
  expect(() => cleanGif(withBlocks(body, Buffer.from([7])))).toThrow(UnknownStructureError);
});
