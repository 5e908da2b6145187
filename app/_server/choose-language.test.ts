import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { toChosenLanguage } from "./choose-language.ts";

const visit = (address: string) => toChosenLanguage(new NextRequest(address));

test("an address that chooses a language leads to the same page in it", () => {
  const answer = visit("https://photos.example.org/sign-in?returnTo=%2Ftrash&language=de");
  expect(answer?.status).toBe(303);
  expect(answer?.headers.get("location")).toBe("https://photos.example.org/sign-in?returnTo=%2Ftrash");
  const cookie = answer?.headers.get("set-cookie");
  expect(cookie).toMatch(/^skylight-language=de; Path=\/;.*Max-Age=31536000;.*Secure; HttpOnly; SameSite=lax$/);
  expect(visit("http://localhost:3000/?language=en")?.headers.get("set-cookie")).not.toContain("Secure");
});

test.each(["", "?language=", "?language=fr", "?language=toString", "?other=de"])("%j chooses none", (query) => {
  expect(visit(`http://localhost:3000/${query}`)).toBeUndefined();
});
