/** Lower-cased and in one Unicode form, so that an address is one user however it is typed. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize("NFKC").toLowerCase();
}
