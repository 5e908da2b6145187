"use client";

import { Activity, ChartNoAxesColumn, ClipboardCheck, RefreshCw, ScrollText, Settings2, Users } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

const sections = [
  { href: "/admin", label: "Overview", Icon: ChartNoAxesColumn },
  { href: "/admin/users", label: "Users", Icon: Users },
  { href: "/admin/processing", label: "Processing", Icon: Activity },
  { href: "/admin/renditions", label: "Renditions", Icon: RefreshCw },
  { href: "/admin/integrity", label: "Integrity", Icon: ClipboardCheck },
  { href: "/admin/audit", label: "Audit log", Icon: ScrollText },
  { href: "/admin/system", label: "System", Icon: Settings2 },
] as const;

/** The sections of the admin pages: a column on wide screens, a row to be scrolled on a phone. */
export function AdminNav() {
  const path = usePathname();
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another path has another current section
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  return (
    <nav ref={nav} aria-label="Admin" className="-mx-4 overflow-x-auto px-4 [scrollbar-width:none] lg:mx-0 lg:px-0">
      <ul className="flex w-max gap-1 lg:w-full lg:flex-col">
        {sections.map(({ href, label, Icon }) => {
          const isCurrent = href === "/admin" ? path === href : path.startsWith(href);
          return (
            <li key={href}>
              <Link
                href={href}
                {...(isCurrent ? { "aria-current": "page" as const } : {})}
                className="flex h-10 touch-target items-center gap-2.5 rounded-lg px-3 text-sm font-medium whitespace-nowrap text-muted transition-colors hover:bg-raised hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
              >
                <Icon className="size-4.5 shrink-0" aria-hidden="true" />
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
