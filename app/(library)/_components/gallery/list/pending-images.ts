/** Images to ask the server about, in turn: an import of 200,000 may have tens of thousands of them. */
export function createPendingImages() {
  /** Those that were asked about longest ago first. */
  const pending = new Set<string>();
  let arrivals = 0;

  return {
    note(id: string, isPending: boolean): void {
      if (!isPending) pending.delete(id);
      else if (!pending.has(id)) {
        pending.add(id);
        arrivals += 1;
      }
    },

    /** Another number each time there is one more. */
    arrivals: (): number => arrivals,

    ids: (): readonly string[] => [...pending],

    isAny(isCounted: (id: string) => boolean): boolean {
      for (const id of pending) if (isCounted(id)) return true;
      return false;
    },

    /** Up to so many of them; others come before them the next time. */
    take(limit: number, isLeftOut: (id: string) => boolean): string[] {
      const taken: string[] = [];
      for (const id of pending) {
        if (taken.length === limit) break;
        if (!isLeftOut(id)) taken.push(id);
      }
      for (const id of taken) {
        pending.delete(id);
        pending.add(id);
      }
      return taken;
    },
  };
}
