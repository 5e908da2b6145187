/** The mark: a roof window of four panes, the sun in one of them. Decorative; the word beside it carries the name. */
export function Mark({ className = "size-7" }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#14507f" />
      <g transform="translate(16 16) skewX(-12)">
        <path
          fill="#fff"
          fillOpacity=".92"
          d="M-9-7.5A1.5 1.5 0 0 1-7.5-9H-1v8h-8zM-9 1h8v8h-6.5A1.5 1.5 0 0 1-9 7.5zM1 1h8v6.5A1.5 1.5 0 0 1 7.5 9H1z"
        />
        <path fill="#f7bd4a" d="M1-9h6.5A1.5 1.5 0 0 1 9-7.5V-1H1z" />
      </g>
    </svg>
  );
}

/** `look` is of the word. */
export function Wordmark({ look = "" }: { look?: string }) {
  return (
    <span className="inline-flex items-center gap-2.5">
      <Mark />
      <span className={`text-[1.0625rem] font-semibold tracking-tight ${look}`}>Skylight</span>
    </span>
  );
}
