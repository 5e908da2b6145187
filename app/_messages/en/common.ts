/** What all pages have. */
export const common = {
  about: "Your photos, in a calm and private place.",
  cancel: "Cancel",
  close: "Close",
  dark: "Dark",
  home: "Skylight, your photos",
  language: "Language",
  light: "Light",
  photos: { one: "{count} photo", other: "{count} photos" },
  skip: "Skip to content",
  loading: "Loading",
  system: "System",
  theme: "Theme",
  utc: "{time} UTC",

  failed: "Something went wrong on our side",
  failedHelp: "Your photos are safe. Trying again usually helps.",
  reference: "Reference: {id}",
  tryAgain: "Try again",

  backToPhotos: "Back to your photos",
  notFound: "Page not found",
  notFoundHelp: "The page or photo does not exist, was deleted, or belongs to another user.",
  notFoundTitle: "Not found",

  hide: "Hide",
  hidePassword: "Hide password",
  show: "Show",
  showPassword: "Show password",

  delete: "Delete",
  edit: "Edit",
  name: "Name",
  save: "Save",
  suggestions: "Suggestions",
  undo: "Undo",
  libraryIsRead: "Your library is still being read",

  closeToast: "Close toast",
  notifications: "Notifications",
} as const;
