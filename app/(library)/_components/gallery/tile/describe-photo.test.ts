import { expect, test } from "vitest";
import { createTranslator } from "#app/_messages/create-translator.ts";
import { gallery as german } from "#app/_messages/de/gallery.ts";
import { gallery } from "#app/_messages/en/gallery.ts";
import { describePhoto } from "./describe-photo.ts";

const photo = {
  fileName: "IMG_1.JPG",
  takenAt: "2024-05-01T23:30:00",
  uploadedAt: "2025-01-01T00:00:00.000Z",
  place: { city: "Kyoto", region: "Kyoto", country: "Japan" },
  favourite: true,
};

test("a photo is said by when, where and what it is", () => {
  const inEnglish = createTranslator<typeof gallery>("en", gallery, "en-GB");
  expect(describePhoto(photo, inEnglish)).toBe("1 May 2024, 23:30, Kyoto, Japan, favourite, IMG_1.JPG");
  expect(describePhoto({ ...photo, title: "Harbour" }, inEnglish)).toContain("favourite, Harbour, IMG_1.JPG");
  const { place: _, takenAt: __, ...plain } = photo;
  expect(describePhoto({ ...plain, favourite: false }, inEnglish)).toBe("1 Jan 2025, 00:00, IMG_1.JPG");
});

test("its time is said by the clock of the browser's language", () => {
  const inAmerican = createTranslator<typeof gallery>("en", gallery, "en-US");
  expect(describePhoto(photo, inAmerican)).toMatch(/^May 1, 2024, 11:30\sPM, Kyoto/);
});

test("in another language its country is called otherwise", () => {
  const inGerman = createTranslator<typeof gallery>("de", german as unknown as typeof gallery);
  const described = describePhoto({ ...photo, place: { city: "Roma", region: "", country: "Italy" } }, inGerman);
  expect(described).toBe("01.05.2024, 23:30, Roma, Italien, Favorit, IMG_1.JPG");
});
