/** Photos that are saved as one zip. */
export const download = {
  progress: "{done} of {photos} downloaded",
  progressOpen: "{photos} downloaded",
  stop: "Stop",
  stopped: "Download stopped",
  done: "{name} downloaded",
  failed: "Couldn't download",
  someFailed: { one: "{count} photo could not be downloaded", other: "{count} photos could not be downloaded" },
  listed: "“{list}” in the zip names them. {name}: {reason}",
  list: "Not downloaded.txt",
  incomplete: "Incomplete. {reason}",
  gone: "It is no longer there.",
  refused: "Refused ({status}).",
  busy: "Skylight is busy ({status}).",
  broke: "The connection broke.",
  zip: "Zip archive",
  photosName: "Photos",
} as const;
