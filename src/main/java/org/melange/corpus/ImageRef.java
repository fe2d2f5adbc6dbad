package org.melange.corpus;

import static java.util.Objects.requireNonNull;

/** An image of a post or an entity: a URI, or its bytes. */
public sealed interface ImageRef {

  /**
   * An image that is read when its features are computed.
   *
   * @param uri a relative or absolute path, {@code file:}, {@code s3a:}, another Hadoop file
   *     system, or {@code data:}
   */
  record Uri(String uri) implements ImageRef {
    /** Rejects null. */
    public Uri {
      requireNonNull(uri, "uri");
    }
  }

  /**
   * An image in the record itself.
   *
   * @param content the encoded image file; not copied, must not be changed
   */
  // Images are not compared, and a copy per access would be slow.
  @SuppressWarnings("ArrayRecordComponent")
  record Bytes(byte[] content) implements ImageRef {
    /** Rejects null. */
    public Bytes {
      requireNonNull(content, "content");
    }
  }
}
