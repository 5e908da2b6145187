/** Class names that every menu shares. */
export const menuClass = {
  content:
    "z-50 min-w-52 rounded-xl border border-line bg-surface p-1.5 text-sm text-ink shadow-float data-[state=open]:animate-appear",
  item: "flex h-9 items-center gap-2.5 rounded-lg px-2.5 outline-none select-none touch-target data-[highlighted]:bg-raised data-[disabled]:opacity-50",
  label: "px-2.5 pt-2 pb-1 text-xs text-muted",
  separator: "mx-1 my-1.5 h-px bg-line",
} as const;
