import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError, environmentVariables, webConfig, workerConfig } from "./config.ts";

const complete = {
  BUCKET: "photos",
  TABLE: "skylight",
  QUEUE_URL: "https://sqs.example.org/1/q",
  DEAD_LETTER_QUEUE_URL: "https://sqs.example.org/1/dlq",
  NEXTAUTH_URL: "https://photos.example.org/",
  NEXTAUTH_SECRET: "x".repeat(32),
};

describe("webConfig", () => {
  test("reads a complete environment and fills in the defaults", () => {
    expect(webConfig(complete)).toMatchObject({
      bucket: "photos",
      region: "us-east-1",
      appUrl: "https://photos.example.org",
      s3PathStyle: false,
      uploadUrlSeconds: 900,
      maxUploadBytes: 104_857_600,
    });
  });

  test("names every bad variable, what was expected there, and no secret", () => {
    const bad = { ...complete, BUCKET: undefined, NEXTAUTH_SECRET: "too short", MAX_UPLOAD_BYTES: "lots", TABLE: "" };
    const message = refusal(() => webConfig(bad));
    for (const name of ["BUCKET", "NEXTAUTH_SECRET", "MAX_UPLOAD_BYTES", "TABLE"]) expect(message).toContain(name);
    expect(message).not.toContain("QUEUE_URL");
    expect(message).not.toContain("too short");
    expect(message).toContain("32");
  });

  test("lets no upload URL outlive the patience of the sweep, nor a download URL what S3 signs", () => {
    expect(webConfig({ ...complete, UPLOAD_URL_SECONDS: "3600" }).uploadUrlSeconds).toBe(3600);
    expect(refusal(() => webConfig({ ...complete, UPLOAD_URL_SECONDS: "3601" }))).toContain("UPLOAD_URL_SECONDS");
    expect(refusal(() => webConfig({ ...complete, DOWNLOAD_URL_SECONDS: "604801" }))).toContain("DOWNLOAD_URL_SECONDS");
  });

  test("never lets one request carry more than a file may have", () => {
    const config = webConfig({ ...complete, MAX_UPLOAD_BYTES: "1000", DIRECT_UPLOAD_MAX_BYTES: "5000" });
    expect(config.directUploadMaxBytes).toBe(1000);
  });
});

test("the worker needs no web settings", () => {
  expect(workerConfig({ BUCKET: "photos", TABLE: "skylight" })).toMatchObject({ maxPixels: 250_000_000 });
});

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error("Expected a ConfigError");
}

test("the README lists every variable", () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  const names = Object.values(environmentVariables).flatMap((shape) => Object.keys(shape));
  for (const name of names) expect(readme).toContain(`\`${name}\``);
});
