/** Writes one line for people; `part` says which part of the system speaks. */
export function log(part: string, line: string): void {
  console.log(`${part.padEnd(6)} ${line}`);
}
