import { expect, it } from "vitest";
import { environmentFile } from "./environment-file.ts";

it("passes on what the web server is told, by name", () => {
  expect(
    environmentFile({ BUCKET: "photos", TABLE: "skylight", PATH: "/bin", NEXTAUTH_SECRET_PARAMETER: "/a/b" }),
  ).toBe('BUCKET="photos"\nTABLE="skylight"\nNEXTAUTH_SECRET_PARAMETER="/a/b"\n');
});

it("keeps secrets and credentials out of the bundle", () => {
  const file = environmentFile({
    NEXTAUTH_SECRET: "s".repeat(32),
    METRICS_TOKEN: "m".repeat(32),
    AWS_REGION: "us-east-1",
    AWS_SECRET_ACCESS_KEY: "k",
  });
  expect(file).toBe("");
});

it("leaves out what is not set", () => {
  expect(environmentFile({ BUCKET: "", TABLE: undefined })).toBe("");
});

it("refuses a value that the file could not hold as it is", () => {
  expect(() => environmentFile({ BUCKET: 'a"\nNEXTAUTH_URL="https://evil.example' })).toThrow(RangeError);
});
