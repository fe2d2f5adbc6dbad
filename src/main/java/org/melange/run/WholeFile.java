package org.melange.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes small files atomically: a file is written under another name, forced to the disk, and
 * renamed. After a failure of the process or the disk, the previous file is unchanged.
 */
public final class WholeFile {

  private static final String DRAFT = ".draft";

  private WholeFile() {}

  /** Writes {@code text} to {@code file}, whose directory exists; replaces an earlier file. */
  public static void write(Path file, String text) throws IOException {
    Path draft = file.resolveSibling(draftOf(file.getFileName().toString()));
    try {
      try (FileChannel out =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** A unique hidden name for the draft of {@code name}. */
  public static String draftOf(String name) {
    return "." + name + "." + UUID.randomUUID() + DRAFT;
  }

  /** Whether {@code name} was created by {@link #draftOf}. */
  public static boolean isDraft(String name) {
    return name.startsWith(".") && name.endsWith(DRAFT);
  }
}
