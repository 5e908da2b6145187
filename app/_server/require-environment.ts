import { ConfigError, webConfig } from "#lib/config.ts";

/** Ends the process when the environment has a mistake, with every bad variable named. */
export function requireEnvironment(): void {
  try {
    webConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
