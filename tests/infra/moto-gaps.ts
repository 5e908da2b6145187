/* Browser tests that moto cannot pass, by its own fault; all the others run on it (decision 415). */

export interface MotoGap {
  /** Of the test's title. */
  test: RegExp;
  why: string;
}

export const motoGaps: readonly MotoGap[] = [
  {
    test: /a signed link that is altered, or bare, is refused/,
    why: "moto checks no signatures.",
  },
];
