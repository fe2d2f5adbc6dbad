package org.melange.spark.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.melange.run.WholeFile;

/**
 * Writes small files atomically on Hadoop file systems: on S3 by a single put, elsewhere by
 * renaming a draft.
 */
final class WholeObjects {

  private WholeObjects() {}

  /** Whether the file system is S3, where closing the stream publishes the object atomically. */
  static boolean isS3(FileSystem fs) {
    return "s3a".equals(fs.getUri().getScheme());
  }

  /** Writes {@code text} to {@code file}; replaces an existing file. */
  static void write(FileSystem fs, Path file, String text) throws IOException {
    if (isS3(fs)) {
      put(fs.create(file, true), text);
      return;
    }
    Path draft = new Path(file.getParent(), WholeFile.draftOf(file.getName()));
    try {
      put(fs.create(draft, false), text);
      FileContext.getFileContext(fs.getUri(), fs.getConf())
          .rename(fs.makeQualified(draft), fs.makeQualified(file), Options.Rename.OVERWRITE);
    } finally {
      fs.delete(draft, false);
    }
  }

  /** Writes and closes. If writing fails, nothing is published where the stream can be aborted. */
  static void put(FSDataOutputStream out, String text) throws IOException {
    boolean written = false;
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      written = true;
    } finally {
      if (!written && out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      }
      out.close();
    }
  }
}
