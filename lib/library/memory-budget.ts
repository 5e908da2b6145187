/** The indexes that a process holds in memory, as its disk has no room for them, and what they take there. */
export interface MemoryBudget {
  /** The user's index was used, and takes so many bytes. */
  note(userId: string, bytes: number): void;
  forget(userId: string): void;
  /**
   * Other users whose indexes have to go until the rest is within the bound; those that were not used for longest
   * first.
   */
  findSuperfluous(userId: string): string[];
  isExceeded(): boolean;
  /** For a user there is no room, and for a minute it is not tried again. */
  refuse(userId: string, nowMs: number): void;
  isRefused(userId: string, nowMs: number): boolean;
}

const REFUSED_MS = 60_000;

export function createMemoryBudget(maxBytes: number): MemoryBudget {
  /** Bytes of each; a Map keeps the order of insertion, so the first is the least recently used. */
  const held = new Map<string, number>();
  const refusedMs = new Map<string, number>();
  const sum = () => [...held.values()].reduce((total, bytes) => total + bytes, 0);
  return {
    note(userId, bytes) {
      held.delete(userId);
      held.set(userId, bytes);
    },
    forget: (userId) => void held.delete(userId),
    findSuperfluous(userId) {
      let bytes = sum();
      return [...held].flatMap(([other, otherBytes]) => {
        if (bytes <= maxBytes || other === userId) return [];
        bytes -= otherBytes;
        return [other];
      });
    },
    isExceeded: () => sum() > maxBytes,
    refuse: (userId, nowMs) => void refusedMs.set(userId, nowMs),
    isRefused(userId, nowMs) {
      const sinceMs = refusedMs.get(userId);
      if (sinceMs === undefined) return false;
      // Clocks may have been put back.
      if (Math.abs(nowMs - sinceMs) < REFUSED_MS) return true;
      refusedMs.delete(userId);
      return false;
    },
  };
}
