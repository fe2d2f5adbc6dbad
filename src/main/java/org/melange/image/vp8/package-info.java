/**
 * A decoder of VP8 key frames (RFC 6386), the content of a lossy WebP file. Pixels equal those of
 * libwebp bit for bit.
 *
 * <p>What may come in: bytes of an untrusted file. {@code org.melange.image} finds the frame in the
 * file and checks its size. All work is bounded by the size in the header, and a truncated frame is
 * an {@link java.io.EOFException}.
 *
 * <p>Where it leads: {@link org.melange.image.vp8.KeyFrame} gives the RGB samples. Pure Java;
 * depends on no other package.
 *
 * <p>Why it is written here: TwelveMonkeys repeats chroma samples where libwebp interpolates them,
 * which changes every photograph by about 5 of 255. The other decoders on Maven Central wrap
 * libwebp in native code, where a malformed file can crash the executor.
 */
package org.melange.image.vp8;
