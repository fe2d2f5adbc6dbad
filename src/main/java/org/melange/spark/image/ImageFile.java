package org.melange.spark.image;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file that was found where an image's address leads.
 *
 * @param length in bytes
 * @param modified when it was changed last, in milliseconds since 1970
 * @param content opens it
 */
public record ImageFile(long length, long modified, Content content) {

  /** Opens a file. */
  public interface Content {
    /** The file from its beginning. */
    InputStream open() throws IOException;
  }
}
