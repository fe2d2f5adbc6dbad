package org.melange.corpus;

import static java.util.Objects.requireNonNull;

/** An image of a post or an entity: a URI to fetch it from, or its bytes. */
public sealed interface ImageRef {

  /**
   * An image to be read when its features are computed.
   *
   * @param uri a relative or absolute path, {@code file:}, {@code s3a:}, another Hadoop file
   *     system, or {@code data:}
   */
  record Uri(String uri) implements ImageRef {
    /** Refuses an absent URI. */
    public Uri {
      requireNonNull(uri, "uri");
    }
  }

  /**
   * An image carried in the record itself.
   *
   * @param content the encoded image file; not copied, not to be changed
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // compared by nobody; a copy per access would cost more than it
  // protects
  record Bytes(byte[] content) implements ImageRef {
    /** Refuses absent bytes. */
    public Bytes {
      requireNonNull(content, "content");
    }
  }
}
