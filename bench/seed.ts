import { createDatabase } from "#lib/database/database.ts";
import { cloudEnvironment } from "../cli/admin/cloud-environment.ts";
import { librarySize, SEED_PASSWORD, seedLibrary } from "./seed/seed-library.ts";

/** Fills the table of the system that runs on DATA_DIR, whose other data stays, and says who can sign in. */
export async function run(): Promise<void> {
  const environment = await cloudEnvironment({ DATA_DIR: process.env.DATA_DIR });
  Object.assign(process.env, environment);
  const { AWS_REGION: region = "", TABLE: table = "" } = environment;
  const database = createDatabase({ region, table });
  const startedAt = Date.now();
  const { admin, items } = await seedLibrary(database, librarySize);
  database.client.destroy();
  console.log(
    `${items} items in ${Math.round((Date.now() - startedAt) / 1000)} s. Admin: ${admin.email}, ${SEED_PASSWORD}`,
  );
}
