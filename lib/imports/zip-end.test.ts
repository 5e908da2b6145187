import { expect, test } from "vitest";
import { rawZip } from "#tests/support/raw-zip.ts";
import { listZipEntries } from "./zip-entries.ts";

const MAX_COMMENT_BYTES = 0xffff;

async function list(content: Buffer) {
  const { entries, leftOut } = await listZipEntries(new Blob([new Uint8Array(content)]), "a.zip");
  const texts = await Promise.all(entries.map(async (entry) => new Response(await entry.open()).text()));
  return {
    files: entries.map(({ path }, index) => [path, texts[index]]),
    leftOut: leftOut.map(({ reason }) => reason),
  };
}

const own = rawZip([{ name: "own.jpg", body: "own" }]);
const other = rawZip([{ name: "other.jpg", body: "other" }]);

function withComment(zip: Buffer, comment: Buffer): Buffer {
  const commented = Buffer.concat([zip, comment]);
  commented.writeUInt16LE(comment.length, zip.length - 2);
  return commented;
}

/** With its directory's place and size in 64 bits. */
function inZip64(zip: Buffer): Buffer {
  const endAt = zip.length - 22;
  const end = Buffer.from(zip.subarray(endAt));
  const long = Buffer.alloc(76);
  long.write("PK\x06\x06", "latin1");
  long.writeUInt32LE(44, 4);
  long.writeUInt32LE(end.readUInt16LE(10), 24);
  long.writeUInt32LE(end.readUInt16LE(10), 32);
  long.writeUInt32LE(end.readUInt32LE(12), 40);
  long.writeUInt32LE(end.readUInt32LE(16), 48);
  long.write("PK\x06\x07", 56, "latin1");
  long.writeUInt32LE(endAt, 64);
  long.writeUInt32LE(1, 72);
  end.fill(0xff, 8, 20);
  return Buffer.concat([zip.subarray(0, endAt), long, end]);
}

test.each([
  ["a comment that is an archive itself", withComment(own, other)],
  ["a comment that looks like an end", withComment(own, Buffer.concat([Buffer.from("PK\x05\x06"), Buffer.alloc(18)]))],
  ["a comment of which the end was cut off", withComment(own, Buffer.alloc(100)).subarray(0, -30)],
  [
    "the longest comment and a line break behind that",
    Buffer.concat([withComment(own, Buffer.alloc(MAX_COMMENT_BYTES)), Buffer.from("\r\n")]),
  ],
  ["numbers of 64 bits, and zeros behind the end", Buffer.concat([inZip64(own), Buffer.alloc(512)])],
  ["a program in front", Buffer.concat([Buffer.from("#!/bin/sh\n"), own])],
])("an archive with %s is read", async (_what, content) => {
  expect(await list(content)).toEqual({ files: [["own.jpg", "own"]], leftOut: [] });
});

test("of two archives that were joined the second is read, and the first is told", async () => {
  const { files, leftOut } = await list(Buffer.concat([other, own]));
  expect(files).toEqual([["own.jpg", "own"]]);
  expect(leftOut).toEqual([expect.stringMatching(/Another archive/)]);
});

test("a part of an archive that was split says what it is", async () => {
  const last = Buffer.from(own);
  last.writeUInt16LE(2, last.length - 18);
  last.writeUInt16LE(2, last.length - 16);
  const first = Buffer.concat([Buffer.from("PK\x07\x08"), own.subarray(0, 30)]);
  for (const part of [last, first]) {
    expect(await list(part)).toEqual({ files: [], leftOut: [expect.stringMatching(/several parts/)] });
  }
});
