import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { de } from "#app/_messages/de.ts";
import { MessagesProvider } from "#app/_messages/messages-provider.tsx";
import { MonthSection } from "./timeline-parts.tsx";

function draw(width: number): string {
  return renderToStaticMarkup(
    <MessagesProvider language="de" areas={de}>
      <MonthSection month="2024-09" style={{ width }} onJump={() => {}} onSelect={() => {}}>
        {undefined}
      </MonthSection>
    </MessagesProvider>,
  );
}

test("over a month of a single photo what selects all of it does not lie on its name", () => {
  expect(draw(600)).toContain(">Alle auswählen<");
  const narrow = draw(156);
  expect(narrow).toContain("September 2024");
  expect(narrow).toContain('aria-label="Alle aus September 2024 auswählen"');
  expect(narrow).not.toContain(">Alle auswählen<");
});
