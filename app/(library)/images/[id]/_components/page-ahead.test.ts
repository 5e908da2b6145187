import { describe, expect, it } from "vitest";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { createLeafingAhead } from "./page-ahead.ts";
import { growLine } from "./page-queue.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const ON_EACH_SIDE = 5;
const image = (id: string) => ({ id }) as ImageListItem;

/** Leafs through the letters, of which a server that answers when it is let tells five on each side. */
function leafFrom(first: string) {
  const questions: { end: string; answer: (isThere?: boolean) => Promise<void> }[] = [];
  const known = around(first);
  let line = [...known.before.toReversed(), image(first), ...known.after];
  let shown = first;
  const ahead = createLeafingAhead(ask, (end) => {
    line = growLine(line, image(end), around(end));
    const to = ahead.follow(line, place());
    if (to !== undefined) shown = line[to]?.id ?? "";
  });
  function ask(end: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const answer = async (isThere = true) => {
      if (isThere) resolve(end);
      else reject(new Error("No network"));
      await new Promise(setImmediate);
    };
    questions.push({ end, answer });
    return promise;
  }
  const place = () => line.findIndex(({ id }) => id === shown);
  return {
    questions,
    shown: () => shown,
    press(by: -1 | 1) {
      const target = line[place() + by];
      if (target) {
        shown = target.id;
        ahead.forget();
        ahead.look(line, place(), by);
      } else ahead.owe(line, place(), by);
    },
  };
}

function around(letter: string) {
  const at = LETTERS.indexOf(letter);
  return {
    before: [...LETTERS.slice(Math.max(0, at - ON_EACH_SIDE), at)].reverse().map(image),
    after: [...LETTERS.slice(at + 1, at + 1 + ON_EACH_SIDE)].map(image),
  };
}

describe("leafing on before the line has come", () => {
  it("asks for what follows while some is left, once", () => {
    const { press, questions } = leafFrom("a");
    press(1);
    expect(questions).toHaveLength(0);
    for (let left = 3; left > 0; left--) press(1);
    expect(questions.map(({ end }) => end)).toEqual(["f"]);
  });

  it("follows ten presses by ten photos, whenever the answers come", async () => {
    const { press, questions, shown } = leafFrom("a");
    for (let count = 0; count < 12; count++) press(1);
    expect(shown()).toBe("f");
    await questions[0]?.answer();
    expect(shown()).toBe("k");
    await questions[1]?.answer();
    expect(shown()).toBe("m");
  });

  it("goes back by as many", async () => {
    const { press, questions, shown } = leafFrom("z");
    for (let count = 0; count < 8; count++) press(-1);
    await questions[0]?.answer();
    expect(shown()).toBe("r");
  });

  it("forgets the presses kept when one goes the other way, from what is seen", async () => {
    const { press, questions, shown } = leafFrom("a");
    for (let count = 0; count < 7; count++) press(1);
    press(-1);
    await questions[0]?.answer();
    expect(shown()).toBe("e");
  });

  it("keeps no press at the last photo, nor one whose answer does not come", async () => {
    const last = leafFrom("y");
    last.press(1);
    last.press(1);
    await last.questions[0]?.answer();
    expect(last.questions).toHaveLength(1);
    last.press(1);
    last.press(-1);
    expect(last.shown()).toBe("y");

    const lost = leafFrom("a");
    for (let count = 0; count < 8; count++) lost.press(1);
    await lost.questions[0]?.answer(false);
    expect(lost.shown()).toBe("f");
    lost.press(1);
    await lost.questions[1]?.answer();
    expect(lost.shown()).toBe("g");
  });
});
