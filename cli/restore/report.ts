export interface Choice {
  /** Only look, change nothing. */
  isDryRun: boolean;
  /** Also put what differs back to what it was. */
  overwrites: boolean;
}

/** How things of one kind were found, compared with what they were. */
export interface Counts {
  alike: number;
  missing: number;
  different: number;
}

export type Found = keyof Counts;

export function noCounts(): Counts {
  return { alike: 0, missing: 0, different: 0 };
}

/** Whether something found so is to be put back. */
export function isPutBack(found: Found, { overwrites }: Pick<Choice, "overwrites">): boolean {
  return found === "missing" || (found === "different" && overwrites);
}
