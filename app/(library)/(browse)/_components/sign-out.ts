/** Ends the session and leads to the sign-in page. What that takes is fetched only now. */
export async function signOut(): Promise<void> {
  const { forgetAllFiles } = await import("../../_components/upload/pending-files.ts");
  // Whether or not there is a database.
  await forgetAllFiles().catch(() => undefined);
  const nextAuth = await import("next-auth/react");
  await nextAuth.signOut({ callbackUrl: "/sign-in" });
}
