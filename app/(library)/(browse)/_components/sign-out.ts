/** Ends the session and leads to the sign-in page. What that takes is fetched only now. */
export async function signOut(): Promise<void> {
  const nextAuth = await import("next-auth/react");
  await nextAuth.signOut({ callbackUrl: "/sign-in" });
}
