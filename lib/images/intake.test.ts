import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { contentTypeByExtension } from "./image.ts";
import { type Intake, listPictureStems, takeIn } from "./intake.ts";

const head = (text: string) => async () => Buffer.from(text, "latin1");
const JPEG = "\xff\xd8\xff\xe0";
const HEIC = "\0\0\0\x18ftypheic\0\0\0\0mif1heic";
const MP4 = "\0\0\0\x18ftypisom\0\0\0\0isommp42";

async function takeOne(path: string, content = "", type = ""): Promise<Intake | undefined> {
  const [intake] = await takeIn([{ path, type, readHead: head(content) }], contentTypeByExtension);
  return intake;
}

describe("what is offered", () => {
  test.each([
    ["IMG_1.HEIC", "", "image/heic"],
    ["a.heif", "", "image/heif"],
    ["a.hif", "", "image/heif"],
    ["a.jfif", "", "image/jpeg"],
    ["a.mpo", "", "image/jpeg"],
    ["a.apng", "", "image/png"],
    ["IMG_0001", JPEG, "image/jpeg"],
    ["album/IMG_0002", HEIC, "image/heic"],
    ["photo.bak", JPEG, "image/jpeg"],
    ["photo.mov", JPEG, "image/jpeg"],
    ["photo.CR2", JPEG, "image/jpeg"],
    ["broken.jpg", "no picture at all", "image/jpeg"],
  ])("%s is taken", async (path, content, contentType) => {
    const intake = await takeOne(path, content);
    expect(intake).toEqual({ contentType });
  });

  test.each([
    ["clip.mp4", "", "video"],
    ["clip.MOV", "", "video"],
    ["clip", MP4, "video"],
    ["clip", "\0\0\x01\xb3", "video"],
    ["clip", "0&\xb2u\x8ef\xcf\x11", "video"],
    ["clip", "FLV\x01", "video"],
    ["photo", "\0MRM", "raw"],
    ["photo.dng", "II*\0", "raw"],
    ["photo.CR3", "", "raw"],
    ["photo.nef", "MM\0*", "raw"],
    ["photo", "II*\0\x10\0\0\0CR\x02\0", "raw"],
    ["notes.txt", "hello", "other"],
    ["notes.constructor", "hello", "other"],
    ["a.toString", "hello", "other"],
    ["README", "hello", "other"],
    [".thumbnails/a.jpg", JPEG, "hidden"],
    ["photos/.DS_Store", "", "hidden"],
    ["photos/Thumbs.db", "", "hidden"],
    ["photos/@eaDir/a.jpg/thumb.jpg", JPEG, "hidden"],
  ])("%s is left out", async (path, content, leftOut) => {
    expect(await takeOne(path, content)).toEqual({ leftOut });
  });

  test("of many files whose names say nothing, few are open at once", async () => {
    let open = 0;
    let most = 0;
    const readHead = async () => {
      most = Math.max(most, ++open);
      await setImmediate();
      open--;
      return Buffer.from(JPEG, "latin1");
    };
    const offered = Array.from({ length: 200 }, (_, n) => ({ path: `${n}`, type: "", readHead }));
    const intakes = await takeIn(offered, contentTypeByExtension);
    expect(intakes).toEqual(offered.map(() => ({ contentType: "image/jpeg" })));
    expect(most).toBeLessThanOrEqual(32);
  });

  test("a MOV is that of a Live Photo also where its photo is looked at another time", async () => {
    const stems = listPictureStems([{ path: "trip/IMG_1.HEIC" }, { path: "IMG_2.mov" }], contentTypeByExtension);
    const offered = ["trip/IMG_1.MOV", "trip/IMG_2.MOV"].map((path) => ({ path, type: "", readHead: head("") }));
    expect(await takeIn(offered, contentTypeByExtension, stems)).toEqual([
      { leftOut: "live_photo" },
      { leftOut: "video" },
    ]);
  });

  test("a MOV beside the photo of its name is the moving part of a Live Photo", async () => {
    const paths = ["trip/IMG_1.HEIC", "trip/IMG_1.MOV", "trip/IMG_2.MOV", "IMG_1.MOV"];
    const offered = paths.map((path) => ({ path, type: "", readHead: head("") }));
    expect(await takeIn(offered, contentTypeByExtension)).toEqual([
      { contentType: "image/heic" },
      { leftOut: "live_photo" },
      { leftOut: "video" },
      { leftOut: "video" },
    ]);
  });
});
