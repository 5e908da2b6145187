const base =
  "inline-flex items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap select-none transition-colors touch-target disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55";

const looks = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border border-line bg-surface text-ink hover:bg-raised",
  quiet: "text-ink hover:bg-raised",
  danger: "bg-danger text-on-danger hover:bg-danger-hover",
  dangerQuiet: "text-danger hover:bg-danger-soft",
  onDark: "text-white/90 hover:bg-white/15 hover:text-white focus-visible:outline-white",
} as const;

const sizes = {
  small: "h-8 px-2.5 text-[0.8125rem]",
  medium: "h-10 px-4 text-sm",
  large: "h-11 px-5 text-[0.9375rem]",
  icon: "size-10",
  smallIcon: "size-8",
} as const;

/** The class names of a button or of a link that looks like one. */
export function buttonClass(
  look: keyof typeof looks = "secondary",
  size: keyof typeof sizes = "medium",
  extra = "",
): string {
  return `${base} ${looks[look]} ${sizes[size]} ${extra}`.trimEnd();
}
