"""A 128x128 WebP the way a Python Lambda makes it, tuned: draft() lets libjpeg shrink while it decodes."""

import io
import json
import sys

from PIL import Image, ImageOps

SIZE = (128, 128)
# Twice the size leaves the final resampling something to work with.
DRAFT_SIZE = (256, 256)


def thumbnail(path, with_draft):
    with Image.open(path) as image:
        if with_draft:
            image.draft("RGB", DRAFT_SIZE)
        upright = ImageOps.exif_transpose(image)
        if upright.mode not in ("RGB", "RGBA"):
            upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
        fitted = ImageOps.fit(upright, SIZE, Image.Resampling.LANCZOS)
        fitted.save(io.BytesIO(), "WEBP", quality=75, method=2)


print("up", flush=True)
for line in sys.stdin:
    task = json.loads(line)
    thumbnail(task["path"], task["how"] == "draft")
    print("done", flush=True)
