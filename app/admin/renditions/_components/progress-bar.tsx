/** How far something is, as a bar with words; `part` from 0 to 1. */
export function ProgressBar({ part, label }: { part: number; label: string }) {
  const percent = Math.min(100, Math.floor(100 * part));
  return (
    <div>
      <p className="mb-2 flex justify-between gap-4 text-sm tabular">
        <span>{label}</span>
        <span className="text-muted">{`${percent} %`}</span>
      </p>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        className="h-2 overflow-hidden rounded-full bg-raised"
      >
        <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
