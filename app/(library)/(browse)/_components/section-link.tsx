"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { Link } from "#app/_components/link.tsx";

interface SectionLinkProps {
  href: string;
  /** Named by the pointer where the words are hidden. */
  title?: string;
  className: string;
  children: ReactNode;
}

/** A link to a section of the library, which says when that is where one is. */
export function SectionLink({ href, children, ...props }: SectionLinkProps) {
  const path = usePathname();
  const isCurrent = path === href || path.startsWith(`${href}/`);
  return (
    <Link href={href} aria-current={isCurrent ? "page" : undefined} {...props}>
      {children}
    </Link>
  );
}
