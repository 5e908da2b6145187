import { environmentVariables } from "#lib/config.ts";

/** What stays out of the bundle: secrets, and what the hosting sets itself and lets nobody set. */
const secrets = ["NEXTAUTH_SECRET", "METRICS_TOKEN"];
const leftOut = (name: string) => secrets.includes(name) || name.startsWith("AWS_");

/**
 * The content of .env.production: the web server's variables that the build was given. The hosting's own variables
 * exist during the build only, so this is how they reach the running server.
 */
export function environmentFile(environment: Record<string, string | undefined>): string {
  const names = [
    ...Object.keys(environmentVariables.web).filter((name) => !leftOut(name)),
    ...secrets.map((name) => `${name}_PARAMETER`),
  ];
  return names
    .flatMap((name) => {
      const value = environment[name];
      if (value === undefined || value === "") return [];
      if (/["\n\\$]/.test(value)) throw new RangeError(`Expected no quote, backslash, dollar or line break in ${name}`);
      return `${name}="${value}"\n`;
    })
    .join("");
}
