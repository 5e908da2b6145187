import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { requestRules } from "#app/_server/guard-rules.ts";
import { guardNextServer } from "#lib/http/guard-server.ts";
import { findSecret, readSessionSecret } from "./session-secret.ts";

/*
 * What the hosting starts. It completes the environment with what must not be in the bundle, the secrets, and
 * hands over to the server that Next built.
 */

const folder = dirname(fileURLToPath(import.meta.url));
const environmentFile = join(folder, ".env.production");

// Variables of the process win over the file, as Next has it.
if (existsSync(environmentFile)) process.loadEnvFile(environmentFile);

const parameter = process.env.NEXTAUTH_SECRET_PARAMETER;
if (parameter && !process.env.NEXTAUTH_SECRET) process.env.NEXTAUTH_SECRET = await readSessionSecret(parameter);

const tokenParameter = process.env.METRICS_TOKEN_PARAMETER;
if (tokenParameter && !process.env.METRICS_TOKEN) process.env.METRICS_TOKEN = (await findSecret(tokenParameter)) ?? "";

process.env.PORT ??= "3000";
// Next listens where HOSTNAME says, which in a container is its own name; the hosting looks at every address.
process.env.HOSTNAME = process.env.LISTEN_ADDRESS ?? "0.0.0.0";
guardNextServer(requestRules());
await import(pathToFileURL(join(folder, "server.js")).href);
