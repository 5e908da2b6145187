import { expect, it } from "vitest";
import { formatBytes } from "./format-bytes.ts";

it.each([
  [0, "0 B"],
  [812, "812 B"],
  [1023, "1 KB"],
  [1536, "1.5 KB"],
  [4_404_019, "4.2 MB"],
  [1_048_000, "1 MB"],
  [39_000_000, "37 MB"],
  [20 * 1024 ** 3, "20 GB"],
])("shows %d bytes as %s", (bytes, shown) => {
  expect(formatBytes(bytes)).toBe(shown);
});
