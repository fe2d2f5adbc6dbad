package org.melange.config;

/**
 * {@code posts.*}: how posts are read.
 *
 * @param maxRecordChars the longest record in characters
 * @param imagesRoot the directory that relative image URIs are resolved against; empty for the
 *     directory of the posts
 * @param orderBy the field that tells which of several records of one post is the newest; empty for
 *     none
 */
public record PostSettings(int maxRecordChars, String imagesRoot, String orderBy) {

  static PostSettings read(ConfigReader in) {
    return new PostSettings(
        in.integer("posts.max-record-chars", 1, Integer.MAX_VALUE),
        in.text("posts.images-root"),
        in.field("posts.order-by"));
  }
}
