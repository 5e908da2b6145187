import type { ComponentType } from "react";
import { GiveMessages } from "./give-messages.tsx";
import type { Area } from "./message.ts";

/** A page that brings the words of some areas, besides those that the layouts around it give. */
export function withMessages<Props extends object>(areas: readonly Area[], Page: ComponentType<Props>) {
  return async function PageWithMessages(props: Props) {
    return (
      <GiveMessages areas={areas}>
        <Page {...props} />
      </GiveMessages>
    );
  };
}
