/**
 * Images: formats, decoding within limits, and the preprocessing of CLIP, equal to Pillow pixel by
 * pixel. Pure Java.
 */
package org.melange.image;
