import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { en } from "#app/_messages/en.ts";
import { MessagesProvider } from "#app/_messages/messages-provider.tsx";
import { OffsetSelect } from "./offset-select.tsx";

function selected(offset: string | undefined): string | undefined {
  const html = renderToStaticMarkup(
    <MessagesProvider language="en" areas={{ changes: en.changes }}>
      <OffsetSelect none="Not known" defaultValue={offset} />
    </MessagesProvider>,
  );
  return /<option value="([^"]*)" selected=""/.exec(html)?.[1];
}

test.each([
  ["nothing", undefined, ""],
  ["a summer on the Chatham Islands", "+13:45", "+13:45"],
  ["Venezuela before 2016", "-04:30", "-04:30"],
  ["North Korea in 2017", "+08:30", "+08:30"],
  ["Singapore in 1975", "+07:30", "+07:30"],
])("the offset of %s is the one that is chosen", (_, offset, value) => expect(selected(offset)).toBe(value));
