/** Runs once when the server starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { requireEnvironment } = await import("#lib/http/require-environment.ts");
    requireEnvironment();
  }
}
