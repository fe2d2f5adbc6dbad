/**
 * Images: formats, decoding within limits, and the preprocessing of CLIP. Pure Java.
 *
 * <p>What may come in: the bytes of an untrusted file. {@link org.melange.image.ImageDecoder}
 * recognizes the format by its first bytes, checks the header against {@link
 * org.melange.image.ImageLimits} and decodes it. The outcome is an {@link
 * org.melange.image.RgbImage} or an {@link org.melange.image.ImageError}, never an exception.
 *
 * <p>Where it leads: {@link org.melange.image.ClipImageProcessor} resizes and normalizes an image
 * to the pixels of a vision tower. Pixels equal those of Pillow bit for bit, because published CLIP
 * features were computed with it.
 *
 * <p>This package depends on no other package of Melange except {@code image.vp8}.
 */
package org.melange.image;
