/** The settings of an installation that are no secrets, by what the API calls them. */
export const settingNames = {
  bucket: "Bucket",
  table: "Table",
  queue: "Queue",
  deadLetterQueue: "Dead-letter queue",
  address: "Address",
  configuredAdmins: "Admins by ADMIN_EMAILS",
  proxies: "Proxies trusted",
  auditKept: "Audit log kept",
  trashKept: "Trash kept",
} as const;

/** Its limits, by what the API calls them. */
export const limitNames = {
  largestFile: "Largest file",
  largestBody: "Largest body of POST /api/upload",
  quota: "Quota of a user",
  openUploads: "Open uploads of a user",
  attempts: "Attempts at a message",
  uploadLink: "Upload link valid for",
  downloadLink: "Download link valid for",
  longestSession: "Longest session",
  idleSession: "Session ends when unused for",
  recipe: "Recipe",
  signIns: "Sign-ins from one address",
  resets: "Password resets from one address",
  registrations: "Registrations from one address",
  takenEmails: "Registrations of taken emails",
  guessesByNetwork: "Wrong passwords from one network",
  guessesByAccount: "Wrong passwords for one account",
  guessesByDevice: "Wrong passwords from a known browser",
  guessesOfOwn: "Wrong current passwords",
} as const;
