/** Ends the session and leads to the sign-in page. What that takes is fetched only now. */
export async function signOut(): Promise<void> {
  await forgetUploads();
  const nextAuth = await import("next-auth/react");
  await nextAuth.signOut({ callbackUrl: "/sign-in" });
}

/**
 * Forgets pending uploads, so that the next user of this browser does not see them. Never rejects, even without a
 * database.
 */
export async function forgetUploads(): Promise<void> {
  const forgetting = [
    import("../../_components/upload/pending-files.ts").then((pending) => pending.forgetAllFiles()),
    import("../../_components/upload/shared-files.ts").then((shared) => shared.forgetSharedFiles()),
  ];
  await Promise.allSettled(forgetting);
}
