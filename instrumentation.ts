import { ConfigError, webConfig } from "#lib/config.ts";

/** Runs once when the server starts: a mistake in the environment ends it there, with every bad variable named. */
export function register(): void {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  try {
    webConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
