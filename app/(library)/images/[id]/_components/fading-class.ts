/** Class names of controls that fade when nobody uses them, marked `data-controls="fading"`. */
export const fadingClass = "transition-opacity duration-300 group-data-idle/viewer:opacity-0";
