/**
 * A decoder of VP8 key frames (RFC 6386), which is what a lossy WebP file holds. Pixels are those
 * of libwebp bit for bit.
 *
 * <p>It is pure Java and depends on no other package: {@code org.melange.image} finds the frame in
 * the file and checks its size. Input is hostile until proven otherwise: all work is bounded by the
 * size in the header, and a frame that ends early is an {@link java.io.EOFException}.
 *
 * <p>Why it is written here: TwelveMonkeys repeats chrominance where libwebp interpolates it, which
 * changes every photograph by about 5 of 255. The other decoders on Maven Central wrap libwebp in
 * native code, where a malformed file from a stranger can take the whole executor down.
 */
package org.melange.image.vp8;
