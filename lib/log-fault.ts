/** Notes a fault that a job works around: in the log where it can be found, while the job goes on with the rest. */
export function logFault(message: string, context: Record<string, unknown>, error: unknown): void {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  console.error(JSON.stringify({ level: "ERROR", message, ...context, reason }));
}
