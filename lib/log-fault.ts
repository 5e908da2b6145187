/**
 * Logs a fault that does not stop the caller, which continues with the rest. `reason` is what the saved query "trace"
 * shows.
 */
export function logFault(message: string, context: Record<string, unknown>, error: unknown): void {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  console.error(JSON.stringify({ level: "ERROR", message, ...context, reason }));
}
