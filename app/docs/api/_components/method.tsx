const tones: Record<string, string> = {
  GET: "bg-accent-soft text-accent",
  DELETE: "bg-danger-soft text-danger",
};

/** The method of a call as a label. */
export function Method({ name }: { name: string }) {
  return (
    <span className={`rounded-md px-2 py-0.5 font-mono text-xs font-semibold ${tones[name] ?? "bg-raised text-ink"}`}>
      {name}
    </span>
  );
}
