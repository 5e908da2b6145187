import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { createCredentials } from "#local/cloud/cloud.ts";

const SECRET_BYTES = 48;

const secretsSchema = z.object({
  nextAuthSecret: z.string().min(32),
  credentials: z.object({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(16) }),
});
export type Secrets = z.infer<typeof secretsSchema>;

/**
 * The secrets of this installation, made at its first start and kept in `dataDir`, readable by its owner only.
 * @throws Error naming the file when it holds something else
 */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  const path = join(dataDir, "secrets.json");
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    const secrets: Secrets = {
      nextAuthSecret: randomBytes(SECRET_BYTES).toString("base64url"),
      credentials: createCredentials(),
    };
    await writeFile(`${path}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
    await rename(`${path}.new`, path);
    return secrets;
  }
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`Expected secrets in ${path} but it holds something else. Remove it to have new ones made.`, {
      cause,
    });
  }
}
