/** The part of libheif-js that is used here; the package's own types leave out what its functions return. */
declare module "libheif-js/libheif-wasm/libheif-bundle.js" {
  interface EnumValue {
    value: number;
  }
  export interface HeifFailure {
    code: EnumValue;
    subcode: EnumValue;
    message: string;
  }
  /** A pointer into the module's memory, to be freed. */
  export interface HeifPointer {
    readonly __pointer: unique symbol;
  }
  export interface HeifChannel {
    id: EnumValue;
    /** Bytes from one row to the next. */
    stride: number;
    /** A window on the module's memory: good until the module runs again. */
    data: Uint8Array;
    width: number;
    height: number;
  }
  export interface Libheif {
    heif_error_code: Record<string, EnumValue>;
    heif_suberror_code: Record<string, EnumValue>;
    heif_colorspace: Record<string, EnumValue>;
    heif_chroma: Record<string, EnumValue>;
    heif_channel: Record<string, EnumValue>;
    heif_context_alloc(): HeifPointer;
    heif_context_free(context: HeifPointer): void;
    heif_context_read_from_memory(context: HeifPointer, bytes: Uint8Array): HeifFailure;
    heif_js_context_get_primary_image_handle(context: HeifPointer): HeifPointer | HeifFailure;
    heif_image_handle_release(handle: HeifPointer): void;
    heif_image_handle_get_width(handle: HeifPointer): number;
    heif_image_handle_get_height(handle: HeifPointer): number;
    heif_image_handle_has_alpha_channel(handle: HeifPointer): number;
    heif_js_decode_image2(
      handle: HeifPointer,
      colorspace: EnumValue | undefined,
      chroma: EnumValue | undefined,
    ): { image: HeifPointer; channels: HeifChannel[] } | HeifFailure;
    heif_image_release(image: HeifPointer): void;
  }
  export default function libheif(): Promise<Libheif> | Libheif;
}
