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
 * Small files that are read back as truth: each is written under another name, forced to the disk,
 * and renamed, so that it is there as a whole or, if the process or the disk fails, as before.
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

  /** A name beside a file called {@code name}, hidden, different on every call. */
  public static String draftOf(String name) {
    return "." + name + "." + UUID.randomUUID() + DRAFT;
  }

  /** Whether {@link #draftOf} gives such names: the file was left by a process that was killed. */
  public static boolean isDraft(String name) {
    return name.startsWith(".") && name.endsWith(DRAFT);
  }
}
