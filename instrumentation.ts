/** Runs once when the server starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { requireEnvironment } = await import("#app/_server/require-environment.ts");
    requireEnvironment();
    const { grantAdminsAtStart } = await import("#app/_server/grant-admins-at-start.ts");
    await grantAdminsAtStart();
  }
}
