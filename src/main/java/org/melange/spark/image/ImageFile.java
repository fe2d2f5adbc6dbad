package org.melange.spark.image;

import java.io.IOException;
import java.io.InputStream;

/**
 * An image file.
 *
 * @param length in bytes
 * @param modified the time of its last change, in milliseconds since 1970
 * @param content opens the file
 */
public record ImageFile(long length, long modified, Content content) {

  /** Opens a file. */
  public interface Content {
    /** Opens the file at its beginning. */
    InputStream open() throws IOException;
  }
}
