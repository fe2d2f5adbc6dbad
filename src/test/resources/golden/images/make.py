"""Draws small pictures in many file formats and what Pillow's convert("RGB") makes of them.

Made with Pillow 9.4.0 on libjpeg-turbo 2.1.5, libwebp 1.2.4, libtiff. For each file NAME there is NAME.png, the expected pixels.
"""
import io
import struct
import subprocess
import sys
import tempfile
import zlib
import numpy as np
from PIL import Image

W, H = 37, 26
random = np.random.RandomState(43)
y, x = np.mgrid[0:H, 0:W]
base = np.stack([x * 255 // (W - 1), y * 255 // (H - 1), (x * 5 + y * 9) % 256], -1)
rgb = Image.fromarray(np.clip(base * 7 // 8 + random.randint(0, 32, base.shape), 0, 255).astype("uint8"))
grey = rgb.convert("L")
alpha = Image.fromarray(((x + y) * 255 // (W + H - 2)).astype("uint8"))
rgba = rgb.copy()
rgba.putalpha(alpha)
la = grey.copy()
la.putalpha(alpha)
palette = rgb.quantize(32)
cmyk = rgb.convert("CMYK")
deep = Image.fromarray((np.asarray(grey).astype("uint16") * 257 + 3).astype("uint16"))
files = {}


def save(name, image, **how):
    out = io.BytesIO()
    image.save(out, **how)
    files[name] = out.getvalue()


def segments(jpeg):
    """(marker, bytes) of everything before the scan, then the rest."""
    at, found = 2, []
    while jpeg[at + 1] != 0xDA:
        size = struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        found.append((jpeg[at + 1], jpeg[at : at + 2 + size]))
        at += 2 + size
    return found, jpeg[at:]


def jpeg(parts, rest):
    return b"\xff\xd8" + b"".join(part for _, part in parts) + rest


def adobe(transform):
    return (0xEE, b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([transform]))


save("baseline-420.jpg", rgb, format="JPEG", quality=85, subsampling=2)
save("baseline-422.jpg", rgb, format="JPEG", quality=85, subsampling=1)
save("baseline-444.jpg", rgb, format="JPEG", quality=85, subsampling=0)
save("progressive.jpg", rgb, format="JPEG", quality=85, progressive=True)
save("optimized.jpg", rgb, format="JPEG", quality=30, optimize=True)
save("grey.jpg", grey, format="JPEG", quality=85)
save("grey-progressive.jpg", grey, format="JPEG", quality=85, progressive=True)
save("cmyk.jpg", cmyk, format="JPEG", quality=90)
save("cmyk-progressive.jpg", cmyk, format="JPEG", quality=90, progressive=True)
parts, rest = segments(files["baseline-444.jpg"])
plain = [p for p in parts if p[0] != 0xE0]
files["no-jfif.jpg"] = jpeg(plain, rest)
files["adobe-rgb.jpg"] = jpeg([adobe(0)] + plain, rest)
files["adobe-ycc.jpg"] = jpeg([adobe(1)] + plain, rest)
files["jfif-and-adobe-rgb.jpg"] = jpeg(parts[:1] + [adobe(0)] + plain, rest)


def renamed(part):
    marker, data = part
    if marker != 0xC0:
        return part
    data = bytearray(data)
    for i, letter in enumerate(b"RGB"):
        data[10 + 3 * i] = letter
    return marker, bytes(data)


scan = bytearray(rest)
for i, letter in enumerate(b"RGB"):
    scan[5 + 2 * i] = letter
files["named-rgb.jpg"] = jpeg([renamed(p) for p in plain], bytes(scan))
parts, rest = segments(files["cmyk.jpg"])
bare = [p for p in parts if p[0] not in (0xE0, 0xEE)]
files["cmyk-unmarked.jpg"] = jpeg(bare, rest)
files["ycck.jpg"] = jpeg([adobe(2)] + bare, rest)
exif = Image.Exif()
exif[0x0112] = 6
save("turned.jpg", rgb, format="JPEG", quality=85, exif=exif.tobytes())

save("rgb.png", rgb, format="PNG")
save("rgba.png", rgba, format="PNG")
save("grey.png", grey, format="PNG")
save("grey-alpha.png", la, format="PNG")
save("palette.png", palette, format="PNG")
save("palette-4bit.png", rgb.quantize(11), format="PNG", bits=4)
save("palette-2bit.png", rgb.quantize(4), format="PNG", bits=2)
save("palette-transparent.png", palette, format="PNG", transparency=3)
save("rgb-transparent.png", rgb, format="PNG", transparency=(10, 20, 30))
save("grey-transparent.png", grey, format="PNG", transparency=128)
save("bilevel.png", rgb.convert("1"), format="PNG")
save("grey-16bit.png", deep, format="PNG")

save("plain.gif", palette, format="GIF")
save("transparent.gif", palette, format="GIF", transparency=5)
save("interlaced.gif", palette, format="GIF", interlace=1)
save("animated.gif", palette, format="GIF", save_all=True, append_images=[rgb.rotate(180).quantize(16)], duration=50)
save("grey.gif", grey, format="GIF")

save("lossy.webp", rgb, format="WEBP", quality=80)
save("lossless.webp", rgb, format="WEBP", lossless=True)
save("lossy-alpha.webp", rgba, format="WEBP", quality=80)
save("lossless-alpha.webp", rgba, format="WEBP", lossless=True, exact=True)

save("rgb.bmp", rgb, format="BMP")
save("rgba.bmp", rgba, format="BMP")
save("grey.bmp", grey, format="BMP")
save("palette.bmp", palette, format="BMP")
save("bilevel.bmp", rgb.convert("1"), format="BMP")

for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
    save("rgb-%s.tiff" % compression.replace("tiff_", ""), rgb, format="TIFF", compression=compression)
save("rgba.tiff", rgba, format="TIFF")
save("grey.tiff", grey, format="TIFF")
save("grey-alpha.tiff", la, format="TIFF")
save("palette.tiff", palette, format="TIFF")
save("bilevel.tiff", rgb.convert("1"), format="TIFF")
save("bilevel-group4.tiff", rgb.convert("1"), format="TIFF", compression="group4")
save("cmyk.tiff", cmyk, format="TIFF")
save("grey-16bit.tiff", deep, format="TIFF")
save("jpeg.tiff", rgb, format="TIFF", compression="jpeg", quality=85)

# 16 bits a channel, which Pillow reads and does not write.
def png(width, height, depth, colour, rows, interlace=0):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def deep_rows(samples):
    return b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)


wide = np.asarray(rgb).astype("uint16") * 251 + random.randint(0, 255, (H, W, 3))
wide_alpha = np.concatenate([wide, np.asarray(alpha)[:, :, None].astype("uint16") * 257], -1)
wide_la = np.stack([np.asarray(deep), np.asarray(alpha).astype("uint16") * 257], -1)
files["rgb-16bit.png"] = png(W, H, 16, 2, deep_rows(wide))
files["rgba-16bit.png"] = png(W, H, 16, 6, deep_rows(wide_alpha))
files["grey-alpha-16bit.png"] = png(W, H, 16, 4, deep_rows(wide_la))


def interlaced(samples):
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b""
    for left, top, right, down in passes:
        part = samples[top::down, left::right]
        if part.size:
            rows += b"".join(b"\0" + row.tobytes() for row in part)
    return rows


files["interlaced.png"] = png(W, H, 8, 2, interlaced(np.asarray(rgb)), 1)
files["interlaced-rgba.png"] = png(W, H, 8, 6, interlaced(np.asarray(rgba)), 1)


# Lossy WebP with every filter, several partitions and segments. Pillow cannot set these: cwebp (1.2.4) does.
def cwebp(name, image, *how):
    with tempfile.TemporaryDirectory() as folder:
        image.save(folder + "/in.png")
        subprocess.run(["cwebp", "-quiet", *how, folder + "/in.png", "-o", folder + "/out.webp"], check=True)
        with open(folder + "/out.webp", "rb") as out:
            files[name] = out.read()


smooth = rgb.resize((75, 53), Image.BICUBIC)
cwebp("filtered-normal.webp", smooth, "-q", "30", "-f", "100", "-strong", "-m", "6")
cwebp("filtered-simple.webp", smooth, "-q", "30", "-f", "100", "-nostrong")
cwebp("filtered-sharp3.webp", smooth, "-q", "40", "-f", "60", "-sharpness", "3")
cwebp("filtered-sharp7.webp", smooth, "-q", "10", "-f", "90", "-sharpness", "7", "-segments", "4", "-sns", "100")
cwebp("lossy-q0.webp", smooth, "-q", "0")
cwebp("lossy-q100.webp", smooth, "-q", "100")
cwebp("lossy-fast.webp", smooth, "-q", "60", "-m", "0")
cwebp("lossy-even.webp", smooth.crop((0, 0, 64, 48)), "-q", "50")
cwebp("lossy-column.webp", smooth.crop((0, 0, 1, 40)), "-q", "50")
cwebp("lossy-row.webp", smooth.crop((0, 0, 50, 1)), "-q", "50")
cwebp("lossless-1x1.webp", rgb.crop((3, 3, 4, 4)), "-lossless")
save("animated.webp", rgb, format="WEBP", save_all=True, append_images=[rgb.rotate(180)], duration=50, quality=60)
with tempfile.TemporaryDirectory() as folder:
    for name, image in (("a", rgb), ("b", rgb.crop((0, 0, 60, 40)))):
        image.save(folder + "/" + name + ".webp", quality=60)
    subprocess.run(
        ["webpmux", "-frame", folder + "/a.webp", "+50+6+4", "-frame", folder + "/b.webp", "+50+0+0",
         "-bgcolor", "255,200,100,50", "-o", folder + "/out.webp"], check=True, stderr=subprocess.DEVNULL)
    with open(folder + "/out.webp", "rb") as out:
        files["animated-offset.webp"] = out.read()


# GIFs whose first frame does not fill the screen, or whose colours are not all given.
def gif(screen, box, transparent=None, local=False, given=True):
    plain = files["plain.gif"]
    size = 3 << ((plain[10] & 7) + 1)
    colours = plain[13 : 13 + size] if given else b""
    at = plain.index(b",", 13 + size)
    flag = 0x80 | (plain[10] & 7) if given else 0
    out = b"GIF89a" + struct.pack("<HH", *screen) + bytes([0 if local else flag, 7, 0]) + (b"" if local else colours)
    if transparent is not None:
        out += b"!\xf9\x04\x01\0\0" + bytes([transparent]) + b"\0"
    out += b"," + struct.pack("<HHHH", *box, W, H) + bytes([flag if local else 0]) + (colours if local else b"")
    return out + plain[at + 10 :]


files["offset.gif"] = gif((60, 50), (9, 7))
files["offset-transparent.gif"] = gif((60, 50), (9, 7), transparent=3)
files["offset-transparent-beyond.gif"] = gif((60, 50), (9, 7), transparent=200)
files["offset-local.gif"] = gif((60, 50), (9, 7), local=True)
files["offset-widened.gif"] = gif((20, 10), (5, 4))
save("three-rows.gif", palette.crop((0, 0, 20, 3)), format="GIF")
three = bytearray(files.pop("three-rows.gif"))
three[three.index(b",", 13 + (3 << ((three[10] & 7) + 1))) + 9] |= 0x40  # Pillow interlaces no small image itself
files["interlaced-three-rows.gif"] = bytes(three)
files["without-palette.gif"] = gif((40, 30), (1, 1), given=False)


# PNGs and JPEGs that are damaged where it does not matter.
whole = files["rgb.png"]
files["without-end.png"] = whole[:-12]
files["bad-checksum.png"] = whole[:-13] + bytes([whole[-13] ^ 1]) + whole[-12:]
files["junk-behind.png"] = whole[:-12] + b"\0" * 50


def with_chunk(png, kind, data):
    at = png.index(b"IDAT") - 4
    return png[:at] + struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) + png[at:]


files["grey-16bit-transparent.png"] = with_chunk(files["grey-16bit.png"], b"tRNS", b"\0\x80")
header = struct.pack(">IIBBBBB", 20, 9, 8, 3, 0, 0, 0)
short = b"".join(b"\0" + random.bytes(20) for _ in range(9))
files["palette-short.png"] = with_chunk(png(20, 9, 8, 3, short), b"PLTE", random.bytes(30))
files["without-end.jpg"] = files["baseline-420.jpg"][:-2] + b"\0" * 300
files["junk-for-end.jpg"] = files["grey.jpg"][:-2] + b"<html></html>"

folder = sys.argv[1] if len(sys.argv) > 1 else "."
for name, content in files.items():
    with open("%s/%s" % (folder, name), "wb") as out:
        out.write(content)
    try:
        expected = Image.open(io.BytesIO(content)).convert("RGB")
    except Exception as e:
        print(name, "is not read by Pillow:", e)
        continue
    if isinstance(expected.info.get("transparency"), int):
        del expected.info["transparency"]  # of samples of sixteen bits, which RGB cannot have
    expected.save("%s/%s.png" % (folder, name), optimize=True)
