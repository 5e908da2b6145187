/** Version, settings and limits of the installation. */
export const adminSystem = {
  note: "Version, settings and limits of this installation. Secrets are never shown.",
  version: "Version",
  runsOn: "Runs on",
  thisMachine: "This machine (embedded cloud)",
  aws: "AWS, {region}",
  upSince: "Up since",
  metrics: "Metrics",
  metricsHelp:
    "Prometheus reads the overview's figures from {path} with an admin's API token as the bearer token. Get a token from {login}.",
  settings: "Settings",
  limits: "Limits",
  rate: "{attempts} in {time}",
  throttle: "{attempts} an hour, then a wait of up to {time} each",
} as const;

/** Settings and limits, by name: in English as the API says them. */
export { limitNames as limits, settingNames as settings } from "#lib/operations/fact-names.ts";
