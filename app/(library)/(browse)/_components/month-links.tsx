"use client";

import { escapeHtml } from "#app/_components/escape-html.ts";
import { nameOfPeriod } from "../../_components/gallery/layout/period-name.ts";

interface MonthLinksProps {
  months: readonly { month: string }[];
  /** The address of a month before its name, "/?month=". */
  address: string;
  /** Says what they are. */
  label: string;
  locale: string;
}

const classes = { nav: "mt-8 flex flex-wrap gap-x-4 gap-y-2 text-sm", link: "text-accent underline" };

/**
 * Links to each month for those without scripts. A library of twenty years has hundreds of them, so they are a piece of
 * text in the page that no script sees: React would draw each on the server and name it in its data once more.
 */
export function MonthLinks(props: MonthLinksProps) {
  const html = typeof window === "undefined" ? toHtml(props) : "";
  // biome-ignore lint/security/noDangerouslySetInnerHtml: all that is put in is escaped
  return <noscript suppressHydrationWarning dangerouslySetInnerHTML={{ __html: html }} />;
}

function toHtml({ months, address, label, locale }: MonthLinksProps): string {
  const links = months.map(({ month }) => {
    const name = escapeHtml(nameOfPeriod(month, locale));
    return `<a href="${escapeHtml(address + month)}" class="${classes.link}">${name}</a>`;
  });
  return `<nav aria-label="${escapeHtml(label)}" class="${classes.nav}">${links.join("")}</nav>`;
}
