"use client";

import NextLink, { useLinkStatus } from "next/link";
import type { ComponentProps } from "react";
import { LoadingBar } from "./loading-bar.tsx";

/**
 * A link within the application. Nothing is fetched before it is pressed: every page is made for who asks, so that all
 * that could be had in advance is its outline, at two requests for each link on the screen. Until the page that it
 * leads to is there, the top of the screen says that it is coming.
 */
export function Link({ children, ...props }: ComponentProps<typeof NextLink>) {
  return (
    <NextLink prefetch={false} {...props}>
      {children}
      <Progress />
    </NextLink>
  );
}

function Progress() {
  const { pending } = useLinkStatus();
  return pending && <LoadingBar />;
}
