const UNITS = [
  { name: "day", seconds: 24 * 60 * 60 },
  { name: "hour", seconds: 60 * 60 },
  { name: "minute", seconds: 60 },
  { name: "second", seconds: 1 },
] as const;

/** A whole number of seconds in the largest unit that divides it: "30 days", "15 minutes", "90 seconds". */
export function formatDuration(seconds: number, language = "en"): string {
  const unit = UNITS.find((one) => seconds >= one.seconds && seconds % one.seconds === 0) ?? UNITS[3];
  return (seconds / unit.seconds).toLocaleString(language, { style: "unit", unit: unit.name, unitDisplay: "long" });
}
