interface Outcome<Answer> {
  /** Of the last request that was answered. */
  answer: Answer | undefined;
  /** Why the last request failed, undefined where it did not. */
  error?: unknown;
}

/**
 * Makes what sends values by id so that the last one stays: one request of an id at a time, and what comes meanwhile
 * follows it, of several values the last. Returns undefined to those whose value goes along with an earlier call.
 */
export function createLatestSender<Value, Answer>(send: (id: string, value: Value) => Promise<Answer>) {
  const wanted = new Map<string, Value>();

  return async (id: string, value: Value): Promise<Outcome<Answer> | undefined> => {
    const isUnderWay = wanted.has(id);
    wanted.set(id, value);
    if (isUnderWay) return undefined;
    let outcome: Outcome<Answer> = { answer: undefined };
    let sent: Value | undefined;
    for (let next: Value | undefined = value; next !== sent; next = wanted.get(id)) {
      sent = next;
      outcome = await send(id, next as Value).then(
        (answer) => ({ answer }),
        (error: unknown) => ({ answer: outcome.answer, error }),
      );
    }
    wanted.delete(id);
    return outcome;
  };
}
