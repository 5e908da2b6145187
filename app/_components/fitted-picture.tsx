import type { ReactNode } from "react";

interface FittedPictureProps {
  /** Pixels of the picture as it is shown. */
  width: number;
  height: number;
  children: ReactNode;
}

/** The box of a picture as large as the size container around it and the picture allow. */
export function FittedPicture({ width, height, children }: FittedPictureProps) {
  return (
    <span
      className="[container-type:size] relative block"
      style={{
        width: `min(100cqw, calc(100cqh * ${width / height}), ${width}px)`,
        aspectRatio: `${width} / ${height}`,
      }}
    >
      {children}
    </span>
  );
}
