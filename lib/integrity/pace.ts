/** Images a minute unless an admin says otherwise: a worker or two are busy with it, and the others are free. */
export const DEFAULT_PACE = 120;
export const MAX_PACE = 3_000;
