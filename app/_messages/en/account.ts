/** The account page. */
export const account = {
  title: "Account",

  storage: "Storage",
  used: {
    one: "{used} of {quota} used by {count} photo",
    other: "{used} of {quota} used by {count} photos",
  },
  trashCounts: "Photos in the {trash} count too.",
  trashCountsReserved: "Photos in the {trash} count too; {bytes} are reserved for uploads in progress.",
  trash: "trash",

  export: "Export",
  exportNote:
    "All originals as one zip, with titles, tags and albums beside them for other programs. The trash is not included. For a large library use {command}, which can continue where it stopped.",
  exportAll: "Export everything",
  exportFailed: "Couldn't export",
  exportName: "Skylight export",

  password: "Password",
  currentPassword: "Current password",
  newPassword: "New password",
  passwordHint: "At least {min} characters.",
  changePassword: "Change password",
  passwordChanged: "Password changed",
  passwordChangedNote: "Other devices are signed out and API tokens revoked.",
  notYourPassword: "This is not your current password.",

  sessions: "Sessions",
  sessionsNote:
    "Browsers and API tokens that are signed in to your account. Sign out what you don't recognise, then change your password.",
  sessionList: "Where you're signed in",
  showAll: "Show all {count}",
  apiToken: "API token ({device})",
  device: "{browser} on {system}",
  unknownDevice: "Unknown device",
  thisBrowser: "This browser",
  lastUsed: "Last used {time}",
  revoke: "Revoke",
  revokeOne: "Revoke {name}",
  revoked: "API token revoked",
  revokeFailed: "Couldn't revoke the token",
  signOut: "Sign out",
  signOutOne: "Sign out {name}",
  signedOut: "Signed out",
  signOutFailed: "Couldn't sign out",
  signOutEverywhere: "Sign out everywhere",
  signOutEverywhereAsk: "Sign out everywhere?",
  signOutEverywhereNote: "This signs you out on every device, here too, and revokes all API tokens and reset links.",
  signOutEverywhereFailed: "Couldn't sign you out everywhere",

  delete: "Delete account",
  deleteNote: "Deletes your account and everything in it. You have {days} days to change your mind.",
  deleteMine: "Delete my account",
  willBeDeleted: "This will be deleted permanently:",
  photosDeleted: {
    one: "{count} photo, {bytes}, trash included",
    other: "{count} photos, {bytes}, trash included",
  },
  albums: { one: "{count} album", other: "{count} albums" },
  tags: { one: "{count} tag", other: "{count} tags" },
  shareLinks: { one: "{count} share link", other: "{count} share links" },
  deleteConsequence:
    "You are signed out everywhere immediately, and your share links stop working. Sign in within {days} days to keep your account.",
  yourPassword: "Your password",
} as const;
