import { expect, test } from "vitest";
import { toShortcut } from "./to-shortcut.ts";

test.each([
  ["a letter", { key: "l", code: "KeyL" }, "l"],
  ["one with Shift", { key: "R", code: "KeyR", shiftKey: true }, "R"],
  ["one with Caps Lock", { key: "L", code: "KeyL" }, "l"],
  ["one with both", { key: "r", code: "KeyR", shiftKey: true }, "R"],
  ["one of a Russian keyboard", { key: "д", code: "KeyL" }, "l"],
  ["one of a Greek keyboard with Shift", { key: "Ρ", code: "KeyR", shiftKey: true }, "R"],
  ["one that stands elsewhere on a German keyboard", { key: "z", code: "KeyY" }, "z"],
  ["an umlaut, which is on no key of a Latin letter", { key: "ö", code: "Semicolon" }, "ö"],
  ["a sign", { key: "?", code: "Slash", shiftKey: true }, "?"],
  ["a named key", { key: "Delete", code: "Delete" }, "Delete"],
])("a shortcut is read of %s", (_, event, key) => {
  expect(toShortcut({ shiftKey: false, ...event })).toBe(key);
});
