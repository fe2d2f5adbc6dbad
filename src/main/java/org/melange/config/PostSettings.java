package org.melange.config;

/**
 * {@code posts.*}: how posts are read.
 *
 * @param maxRecordChars the longest record in characters
 * @param imagesRoot the directory that relative image URIs are resolved against; empty for the
 *     directory of the posts
 */
public record PostSettings(int maxRecordChars, String imagesRoot) {

  static PostSettings read(ConfigReader in) {
    return new PostSettings(
        in.integer("posts.max-record-chars", 1, Integer.MAX_VALUE), in.text("posts.images-root"));
  }
}
