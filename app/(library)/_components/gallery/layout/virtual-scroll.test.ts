import { describe, expect, it } from "vitest";
import { at, MAX_ELEMENT_PX, moved, START, scrolled, toScrollTop } from "./virtual-scroll.ts";

const small = { total: 5_000, screen: 900 };
const huge = { total: 30_000_000, screen: 900 };

describe("a timeline that fits an element", () => {
  it("is scrolled as any page", () => {
    let state = scrolled(START, 300, small);
    expect(state).toEqual({ place: 300, shift: 0, elementHeight: 5_000 });
    state = scrolled(state, 4_100, small);
    expect(state.place).toBe(4_100);
  });

  it("stays where it is when what is above it grows, and still reaches both ends", () => {
    let state = scrolled(START, 2_000, small);
    const grown = { ...small, total: 5_300 };
    state = moved(state, 2_300, grown);
    expect(state.place + state.shift).toBe(2_000);
    state = scrolled(state, 2_100, grown);
    expect(state.place).toBe(2_400);
    expect(scrolled(state, 0, grown).place).toBe(0);
    expect(scrolled(state, 4_400, grown).place).toBe(4_400);
  });
});

describe("a timeline higher than an element may be", () => {
  it("moves pixel by pixel by wheel, and in proportion by the scroll bar", () => {
    let state = scrolled(START, 100, huge);
    expect(state.place).toBe(100);
    state = scrolled(state, MAX_ELEMENT_PX / 2, huge);
    expect(state.place / huge.total).toBeCloseTo(0.5, 3);
    const before = state.place;
    state = scrolled(state, MAX_ELEMENT_PX / 2 + 120, huge);
    expect(state.place - before).toBeCloseTo(120);
  });

  it("reaches its last pixel by leap and by going there", () => {
    const end = MAX_ELEMENT_PX - huge.screen;
    expect(scrolled(START, end, huge).place).toBe(huge.total - huge.screen);
    expect(at(huge.total, huge)).toMatchObject({ place: huge.total - huge.screen, scrollTop: end });
    expect(toScrollTop(0, huge)).toBe(0);
  });

  it("reaches its end by wheel too", () => {
    let state = scrolled(START, MAX_ELEMENT_PX - 2_000, huge);
    for (let top = MAX_ELEMENT_PX - 2_000; top <= MAX_ELEMENT_PX - huge.screen; top += 100) {
      state = scrolled(state, top, huge);
    }
    expect(state.place).toBe(huge.total - huge.screen);
  });
});
