import NextLink from "next/link";
import type { ComponentProps } from "react";

/**
 * A link within the application. Nothing is fetched before it is pressed: every page is made for who asks, so that all
 * that could be had in advance is its outline, at two requests for each link on the screen.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
