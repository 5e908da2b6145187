export type Search = Promise<Record<string, string | string[] | undefined>>;

/** A parameter's value; the first when it was given several times, undefined when it is empty. */
export function firstParam(value: string | string[] | undefined): string | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  return first?.trim() || undefined;
}
