type Direction = -1 | 1;
type Line = readonly { id: string }[];

/** What lies further on is asked for when fewer photos than these are left. */
const ENOUGH_AHEAD = 4;

/**
 * Keeps a line of photos, of which a part is known, ahead of whoever leafs through it, and the presses that came before
 * the line did. `ask` resolves to what lies around an end of the line and rejects where that cannot be known now,
 * `take` has the line grow by it.
 */
export function createLeafingAhead<News>(ask: (endId: string) => Promise<News>, take: (news: News) => void) {
  const asked = new Set<string>();
  const awaited = new Set<string>();
  let owed = 0;

  /** Asks for what follows in a direction when little of it is left. Returns whether an answer is still to come. */
  function look(line: Line, at: number, by: Direction): boolean {
    const end = (by > 0 ? line.at(-1) : line[0])?.id;
    const left = by > 0 ? line.length - 1 - at : at;
    if (end === undefined || at < 0 || left >= ENOUGH_AHEAD) return false;
    const question = `${by} ${end}`;
    if (!asked.has(question)) {
      asked.add(question);
      awaited.add(question);
      ask(end).then(
        (news) => {
          awaited.delete(question);
          take(news);
        },
        () => {
          awaited.delete(question);
          asked.delete(question);
          owed = 0;
        },
      );
    }
    return awaited.has(question);
  }

  return {
    look,
    /** Keeps a press at the end of what is known, if more may follow there. */
    owe(line: Line, at: number, by: Direction): void {
      if (look(line, at, by)) owed += by;
    },
    forget(): void {
      owed = 0;
    },
    /**
     * Where the presses kept lead by now, undefined where they lead nowhere. Those beyond stay while an answer is
     * awaited.
     */
    follow(line: Line, at: number): number | undefined {
      if (owed === 0 || at < 0) return undefined;
      const by = owed > 0 ? 1 : -1;
      const to = Math.min(line.length - 1, Math.max(0, at + owed));
      owed -= to - at;
      if (!look(line, to, by)) owed = 0;
      return to === at ? undefined : to;
    },
  };
}
