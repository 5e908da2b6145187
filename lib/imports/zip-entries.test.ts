import { describe, expect, test } from "vitest";
import { type RawEntry, rawZip } from "#tests/support/raw-zip.ts";
import { type ArchiveBytes, type ImportEntry, readStart } from "./entry.ts";
import { listZipEntries } from "./zip-entries.ts";

/** In an entry of the directory. */
const PACKED_BYTES_AT = 20;

const list = (...entries: RawEntry[]) => listZipEntries(new Blob([new Uint8Array(rawZip(entries))]), "a.zip");

async function readAll(entry: ImportEntry | undefined): Promise<string> {
  if (!entry) throw new Error("Expected an entry");
  return new Response(await entry.open()).text();
}

test("content is handed out as often as it is asked for, whole or its start, stored or deflated", async () => {
  const body = "0123456789".repeat(50_000);
  const { entries, leftOut } = await list({ name: "folder/a.jpg", body, isDeflated: true }, { name: "b.jpg", body });
  expect(leftOut).toEqual([]);
  expect(entries.map(({ path, bytes }) => [path, bytes])).toEqual([
    ["folder/a.jpg", body.length],
    ["b.jpg", body.length],
  ]);
  for (const entry of entries) {
    expect(Buffer.from(await readStart(entry, 16)).toString()).toBe("0123456789012345");
    expect(await readAll(entry)).toBe(body);
    expect(await readAll(entry)).toBe(body);
  }
});

describe("names", () => {
  test.each([
    ["CP437", Buffer.from([0x4d, 0x81, 0x6c, 0x2e, 0x6a, 0x70, 0x67]), 0, "Mül.jpg"],
    ["UTF-8 without its flag", "Łódź.jpg", 0, "Łódź.jpg"],
    ["UTF-8", "写真.jpg", 0x800, "写真.jpg"],
    ["decomposed", "Mu\u0308ller.jpg", 0x800, "Müller.jpg"],
    ["leading out", "../../etc/x.jpg", 0, "etc/x.jpg"],
    ["absolute", "/root/x.jpg", 0, "root/x.jpg"],
    ["of Windows", "C:\\Photos\\..\\x.jpg", 0, "Photos/x.jpg"],
  ])("%s", async (_what, name, flags, path) => {
    expect((await list({ name, flags, body: "x" })).entries.map((entry) => entry.path)).toEqual([path]);
  });

  test("the directory's counts, not the local header's", async () => {
    const { entries } = await list({ name: "right.jpg", localName: "wrong.jpg", body: "content" });
    expect(entries.map(({ path }) => path)).toEqual(["right.jpg"]);
    expect(await readAll(entries[0])).toBe("content");
  });
});

test.each<[string, RawEntry, RegExp]>([
  ["encrypted", { name: "a.jpg", body: "x", flags: 1 }, /encrypted/],
  ["compressed by another method", { name: "a.jpg", body: "x", method: 14 }, /unusual/],
  ["a link", { name: "a.jpg", body: "/etc/passwd", mode: 0o120777 }, /link/],
  ["without a name", { name: "../..", body: "x" }, /name/],
  ["a bomb", { name: "a.jpg", body: Buffer.alloc(64 * 1024 * 1024), isDeflated: true }, /unpack/],
])("an entry that is %s is left out with the reason", async (_what, entry, reason) => {
  const { entries, leftOut } = await list(entry, { name: "good.jpg", body: "good" });
  expect(entries.map(({ path }) => path)).toEqual(["good.jpg"]);
  expect(leftOut).toEqual([expect.objectContaining({ part: "a.zip", reason: expect.stringMatching(reason) })]);
});

test("of two files of one name the first counts, and the other is told", async () => {
  const { entries, leftOut } = await list({ name: "a.jpg", body: "1" }, { name: "./a.jpg", body: "2" });
  expect(await readAll(entries[0])).toBe("1");
  expect(leftOut).toEqual([{ path: "a.jpg", part: "a.zip", reason: "The archive has another file with this name." }]);
});

test("what is larger, smaller or other than the directory says fails while it is read", async () => {
  const body = "0123456789".repeat(100);
  for (const statedBytes of [10, 5_000]) {
    const { entries } = await list({ name: "a.jpg", body, isDeflated: true, statedBytes });
    await expect(readAll(entries[0])).rejects.toThrow(/damaged/);
  }
  const zip = rawZip([{ name: "a.jpg", body }]);
  zip.write("damage", 60);
  const { entries } = await listZipEntries(new Blob([new Uint8Array(zip)]), "a.zip");
  await expect(readAll(entries[0])).rejects.toThrow(/damaged/);
});

test("an entry whose bytes are another's too is left out", async () => {
  const body = "x".repeat(100);
  const { entries, leftOut } = await list(
    { name: "a.jpg", body },
    { name: "b.jpg", body, offset: 0 },
    { name: "c.jpg", body },
  );
  expect(await Promise.all(entries.map(readAll))).toEqual([body, body]);
  expect(leftOut).toEqual([{ path: "b.jpg", part: "a.zip", reason: "It overlaps with another file in its archive." }]);
});

test("an entry that is said to be longer than it is costs only itself", async () => {
  const zip = rawZip([
    { name: "long.jpg", body: "1".repeat(50) },
    { name: "b.jpg", body: "2".repeat(50) },
    { name: "c.jpg", body: "3".repeat(50) },
  ]);
  zip.writeUInt32LE(200, zip.indexOf("PK\x01\x02") + PACKED_BYTES_AT);
  const { entries, leftOut } = await listZipEntries(new Blob([new Uint8Array(zip)]), "a.zip");
  expect(entries.map(({ path }) => path)).toEqual(["b.jpg", "c.jpg"]);
  expect(leftOut).toEqual([
    { path: "long.jpg", part: "a.zip", reason: "It overlaps with another file in its archive." },
  ]);
});

test("an entry that is said to be in the middle of another costs only itself", async () => {
  const body = "x".repeat(100);
  const { entries } = await list({ name: "a.jpg", body }, { name: "b.jpg", body, offset: 60 }, { name: "c.jpg", body });
  expect(entries.map(({ path }) => path)).toEqual(["a.jpg", "c.jpg"]);
});

test("of many entries for the same bytes one is left", async () => {
  const body = "x".repeat(100);
  const again = Array.from({ length: 9 }, (_, index) => ({ name: `${index}.jpg`, body, offset: 0 }));
  const { entries, leftOut } = await list({ name: "a.jpg", body }, ...again);
  expect(entries).toHaveLength(1);
  expect(leftOut).toHaveLength(9);
});

test("thousands of entries within one file are not looked up one by one", async () => {
  const within = Array.from({ length: 3_000 }, (_, index) => ({ name: `${index}.jpg`, body: "", offset: index + 1 }));
  const zip = rawZip([{ name: "a.jpg", body: "x".repeat(9_000) }, ...within]);
  let reads = 0;
  const count = (archive: ArchiveBytes): ArchiveBytes => ({
    size: archive.size,
    slice: (start, end) => count(archive.slice(start, end)),
    stream: () => archive.stream(),
    arrayBuffer() {
      reads += 1;
      return archive.arrayBuffer();
    },
  });
  const { entries, leftOut } = await listZipEntries(count(new Blob([new Uint8Array(zip)])), "a.zip");
  expect(entries.map(({ path }) => path)).toEqual(["a.jpg"]);
  expect(leftOut).toHaveLength(within.length);
  expect(reads).toBeLessThan(1_200);
});

test("what a directory says wrongly of one file costs no other", async () => {
  const zip = rawZip([
    { name: "large.jpg", body: "1" },
    { name: "far.jpg", body: "2", offset: 0x7fff_ffff },
    { name: "good.jpg", body: "3" },
  ]);
  zip.writeUInt32LE(0x7fff_0000, zip.indexOf("PK\x01\x02") + PACKED_BYTES_AT);
  const { entries, leftOut } = await listZipEntries(new Blob([new Uint8Array(zip)]), "a.zip");
  expect(entries.map(({ path }) => path)).toEqual(["good.jpg"]);
  expect(leftOut.map(({ path }) => path)).toEqual(["large.jpg", "far.jpg"]);
  expect(leftOut[0]?.reason).toMatch(/ends before it/);
});

test.each([0, 1])("files behind the %i that the archive counts do not vanish without a word", async (count) => {
  const zip = rawZip([
    { name: "a.jpg", body: "1" },
    { name: "b.jpg", body: "2" },
  ]);
  const end = zip.length - 22;
  zip.writeUInt16LE(count, end + 8);
  zip.writeUInt16LE(count, end + 10);
  const { entries, leftOut } = await listZipEntries(new Blob([new Uint8Array(zip)]), "a.zip");
  expect(entries).toHaveLength(count);
  expect(leftOut).toEqual([{ path: "", part: "a.zip", reason: expect.stringMatching(/more files .* than it counts/) }]);
});

test("a file that is marked as a folder comes in; folders need no word", async () => {
  const { entries, leftOut } = await list({ name: "a.jpg", body: "x", mode: 0o040755 }, { name: "folder/", body: "" });
  expect(entries.map(({ path }) => path)).toEqual(["a.jpg"]);
  expect(leftOut).toEqual([]);
});

test.each([
  ["no zip", Buffer.from("hello")],
  ["nothing", Buffer.alloc(0)],
  ["cut short", rawZip([{ name: "a.jpg", body: "x".repeat(1000) }]).subarray(0, 900)],
  [
    "cut short behind another archive",
    rawZip([{ name: "a.zip", body: rawZip([{ name: "a.jpg", body: "x" }]) }]).subarray(0, -40),
  ],
])("an archive that is %s is left out with a reason", async (_what, content) => {
  const { entries, leftOut } = await listZipEntries(new Blob([new Uint8Array(content)]), "a.zip");
  expect(entries).toEqual([]);
  expect(leftOut).toEqual([{ path: "", part: "a.zip", reason: expect.stringMatching(/zip file/) }]);
});

test.each([
  ["a line break", Buffer.from("\r\n")],
  ["a block of zeros", Buffer.alloc(512)],
])("an archive with %s behind its end is read", async (_what, appended) => {
  const content = Buffer.concat([rawZip([{ name: "a.jpg", body: "content" }]), appended]);
  const { entries, leftOut } = await listZipEntries(new Blob([new Uint8Array(content)]), "a.zip");
  expect(leftOut).toEqual([]);
  expect(await readAll(entries[0])).toBe("content");
});

test("a directory that says to be of gigabytes is not read", async () => {
  const BYTES = 8 * 1024 ** 3;
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(0xffff_fffe, 12);
  const read: number[] = [];
  /** A sparse file: zeros, and the end of a zip. */
  const hole = (from: number, to: number): ArchiveBytes => ({
    size: to - from,
    slice: (start = 0, stop = to - from) => hole(Math.min(from + start, to), Math.min(from + stop, to)),
    arrayBuffer: async () => {
      read.push(to - from);
      if (to - from > 1024 ** 3) throw new Error("Too much to be held");
      const bytes = new Uint8Array(to - from);
      const endAt = BYTES - end.length - from;
      for (const [index, byte] of end.entries()) if (endAt + index >= 0) bytes[endAt + index] = byte;
      return bytes.buffer;
    },
    stream: () => new Blob([]).stream(),
  });
  const { entries, leftOut } = await listZipEntries(hole(0, BYTES), "hostile.zip");
  expect(entries).toEqual([]);
  expect(leftOut).toEqual([
    { path: "", part: "hostile.zip", reason: "This isn't a zip file, or it's damaged or incomplete." },
  ]);
  expect(Math.max(...read)).toBeLessThan(1024 ** 3);
});
