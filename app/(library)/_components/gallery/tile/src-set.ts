interface Candidate {
  url: string;
  /** Pixels that the candidate fills across. */
  width: number;
}

/**
 * The `srcset` of these candidates, or undefined when there is nothing to choose from. Two candidates of one width make
 * an attribute that is invalid, so the first of them counts: https://html.spec.whatwg.org/#srcset-attributes
 */
export function toSrcSet(candidates: (Candidate | false | undefined)[]): string | undefined {
  const byWidth = new Map<number, string>();
  for (const candidate of candidates) {
    if (candidate && !byWidth.has(candidate.width)) byWidth.set(candidate.width, candidate.url);
  }
  return byWidth.size > 1 ? [...byWidth].map(([width, url]) => `${url} ${width}w`).join(", ") : undefined;
}
