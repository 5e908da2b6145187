/** A moment as "2026-11-22 10:00:00" in UTC, which every admin and every log agrees on. */
export function Moment({ at }: { at: string | undefined }) {
  if (at === undefined) return <span className="text-muted">never</span>;
  return (
    <time dateTime={at} title={`${at} (UTC)`} className="tabular whitespace-nowrap">
      {at.slice(0, "2026-11-22".length)} {at.slice(11, 19)}
    </time>
  );
}
