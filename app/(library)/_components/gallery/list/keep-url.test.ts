import { expect, test } from "vitest";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { keepUrl } from "./keep-url.ts";

const noon = Date.UTC(2026, 4, 1, 12);
const signed = (path: string, time: string, credential: string) =>
  `https://bucket.test/${path}?X-Amz-Credential=${credential}&X-Amz-Date=20260501T${time}Z&X-Amz-Expires=10800&X-Amz-Signature=0`;
const image = (url: string, favourite = false) =>
  ({ id: "1", favourite, renditions: { medium: { url, width: 4, height: 3 } } }) as ImageListItem;
const urlOf = ({ renditions }: ImageListItem) => renditions.medium?.url;

test("a tile keeps its URL while that lives, whoever signed the next one; the rest of it is new", () => {
  const [old, other] = [signed("a", "110000", "one"), signed("a", "110000", "two")];
  const kept = keepUrl(image(old), image(other, true), noon);
  expect(urlOf(kept)).toBe(old);
  expect(kept.favourite).toBe(true);
});

test("one that ends within minutes, is of another picture, or does not say when it ends gives way", () => {
  const news = signed("a", "120000", "two");
  expect(urlOf(keepUrl(image(signed("a", "085500", "one")), image(news), noon))).toBe(news);
  expect(urlOf(keepUrl(image(signed("b", "110000", "one")), image(news), noon))).toBe(news);
  expect(urlOf(keepUrl(image("https://bucket.test/a?"), image(news), noon))).toBe(news);
  expect(keepUrl(image(news), { ...image(news), renditions: {} }, noon).renditions).toEqual({});
});
