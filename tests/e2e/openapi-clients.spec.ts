import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { expect, test } from "#tests/support/fixtures.ts";
import { makeLandscape } from "#tests/support/landscape.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";

const folder = fileURLToPath(new URL("../openapi-clients/", import.meta.url));
const run = promisify(execFile);

test("clients that others' generators make are typed well enough to need no cast, and work", { tag: "@long" }, async ({
  baseURL,
}) => {
  await run(process.execPath, ["generate.ts", `${baseURL}/api/openapi.json`], { cwd: folder });
  const compiler = join(folder, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [compiler, "--project", folder]).catch(({ stdout }) => {
    throw new Error(stdout);
  });

  await using output = await temporaryDirectory();
  const entryPoints = ["openapi-typescript.ts", "hey-api.ts"].map((file) => join(folder, file));
  await build({
    entryPoints,
    outdir: output.path,
    bundle: true,
    format: "esm",
    platform: "node",
    outExtension: { ".js": ".mjs" },
    logLevel: "silent",
  });
  for (const [index, name] of ["openapi-typescript", "hey-api"].entries()) {
    const photo = new Uint8Array(await makeLandscape(100 + index, { width: 300, height: 200 }, new Date()));
    const { drive } = await import(pathToFileURL(join(output.path, `${name}.mjs`)).href);
    const steps = await drive({
      url: baseURL,
      email: `${randomUUID()}@example.org`,
      password: "correct horse battery staple",
      photo,
      sha256: createHash("sha256").update(photo).digest("hex"),
    });
    expect(steps, name).toEqual([
      "registered user",
      "stored 200",
      "ready with a thumbnail of 128 pixels",
      "downloaded",
      "removed 204",
      "then not_found",
    ]);
  }
});
