"use client";

import { type ComponentType, type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { isOffline, lookForServer, subscribeToNetwork } from "./is-offline.ts";

interface WhenShown {
  /** What was asked for cannot be shown for now. */
  onNotLoaded?: () => void;
}

interface WhileLoading {
  /** Shown until the component is there, or failed to load; of its size, so that nothing moves. */
  meanwhile?: ReactNode;
  /** Whether anything is said where it cannot be loaded. */
  isMissed?: boolean;
}

/**
 * A component whose code is fetched when it is first shown. Where that fails, as without a network or after a
 * deployment, a toast says so and the page stays, which React's `lazy` would replace by its error page until a reload.
 * While it is shown it comes as soon as the server answers again.
 */
export function loadWhenShown<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { meanwhile = null, isMissed = true }: WhileLoading = {},
): ComponentType<Props & WhenShown> {
  let loaded: ComponentType<Props> | undefined;
  return function ShownWhenLoaded(props: Props & WhenShown) {
    const [Part, setPart] = useState(() => loaded);
    const [isComing, setComing] = useState(true);
    const sayNotLoaded = useEffectEvent(() => {
      setComing(false);
      if (isMissed) toast.error(browserTranslations("problems")("unreachable"));
      void lookForServer();
      props.onNotLoaded?.();
    });
    useEffect(() => {
      let isGone = false;
      const fetchPart = async (onFailure: () => void) => {
        try {
          loaded ??= await load();
          if (!isGone) setPart(() => loaded);
        } catch {
          if (!isGone) onFailure();
        }
      };
      void fetchPart(() => sayNotLoaded());
      const unsubscribe = subscribeToNetwork(() => !isOffline() && void fetchPart(() => undefined));
      return () => {
        isGone = true;
        unsubscribe();
      };
    }, []);
    return Part ? <Part {...props} /> : isComing && meanwhile;
  };
}
