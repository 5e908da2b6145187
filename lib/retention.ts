/** The longest time that deleted originals can be set to be kept; older days are forgotten. */
export const MAX_DELETED_KEPT_DAYS = 365;
