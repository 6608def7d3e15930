/** The release this tree is. */
export const VERSION = "0.1.0";
