import type { ReactNode } from "react";
import { GiveMessages } from "#app/_messages/give-messages.tsx";

export default function ShareLayout({ children }: { children: ReactNode }) {
  return <GiveMessages areas={["download", "shared"]}>{children}</GiveMessages>;
}
