import { mkdir, rm, writeFile } from "node:fs/promises";
import { createClient } from "@hey-api/openapi-ts";
import openapiTS, { astToString } from "openapi-typescript";

/* Makes both clients of the document that an address serves. Argument: the address. */

const folder = new URL("generated/", import.meta.url);
const [address] = process.argv.slice(2);
if (!address) throw new Error("Expected the address of an OpenAPI document as argument");

const document = await (await fetch(address)).json();
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const input = new URL("openapi.json", folder).pathname;
await writeFile(input, JSON.stringify(document));
await writeFile(new URL("openapi-typescript.ts", folder), astToString(await openapiTS(document)));
await createClient({
  input,
  output: { path: new URL("hey-api", folder).pathname },
  logs: { level: "silent", file: false },
});
