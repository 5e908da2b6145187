/** How a device is called whose client does not say what it is; interfaces say it in their language. */
export const UNKNOWN_DEVICE = "Unknown device";
