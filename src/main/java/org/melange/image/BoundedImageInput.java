package org.melange.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory as the input of a decoder, with a limit on reads beyond its end. The WebP
 * decoder reads zeros beyond the end of the file. A header that claims a large image would
 * otherwise keep it busy for minutes. Not thread-safe.
 */
final class BoundedImageInput extends ImageInputStreamImpl {

  /** Decoders may look ahead by a few bytes. */
  private static final int READS_BEYOND_END = 256;

  private final byte[] file;
  private int beyondEnd;

  BoundedImageInput(byte[] file) {
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    if (streamPos >= file.length) {
      return end();
    }
    return file[(int) streamPos++] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (streamPos >= file.length) {
      return end();
    }
    int count = (int) Math.min(length, file.length - streamPos);
    System.arraycopy(file, (int) streamPos, to, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return file.length;
  }

  private int end() {
    if (++beyondEnd > READS_BEYOND_END) {
      // Unchecked, because the WebP decoder ignores an IOException.
      throw new UncheckedIOException(new EOFException("the file ends inside the image"));
    }
    return -1;
  }
}
