/** What a browser shows in place of a page while Skylight cannot be reached. */
export const offline = {
  title: "Skylight cannot be reached",
  help: "You may be offline. Your photos will be back as soon as there is a connection.",
} as const;
